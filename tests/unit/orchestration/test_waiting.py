"""What came after the build and may take a consent back keeps an export that is asked for by itself from leaving."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from small_inbox import SmallInbox, small_inbox

from ledgers import builds, runs
from ledgers.builds import Build
from orchestration import waiting
from orchestration.run import Run

WITHDRAWAL = "a,b\n2,no\n"


@pytest.fixture
def inbox(tmp_path: Path) -> SmallInbox:
    """One delivery, landed and built."""
    made = small_inbox(tmp_path)
    made.land_one("c_20260601.csv", "a,b\n1,yes\n")
    return made


def run(inbox: SmallInbox, tells: bool = True, run_seq: int = 0, suppressions: str = "before") -> Run:
    """A run on it, whose one entity may hold withdrawals."""
    lineage = SimpleNamespace(tells_consent=lambda *_: tells)
    parts = {waiting.SUPPRESSIONS: suppressions}
    made: Any = SimpleNamespace(
        workspace=inbox.workspace, paths=inbox.paths, lineage=lineage, parts=parts, run_seq=run_seq
    )
    return cast("Run", made)


def built(inbox: SmallInbox, status: str = "complete", loads_to: int = 1) -> Build:
    """Another build."""
    begun = builds.start(inbox.paths.state, dt.date(2026, 6, 30), "f", 0, loads_to, True)
    builds.keep_parts(inbox.paths.state, begun.build_seq, {waiting.SUPPRESSIONS: "before"})
    builds.finish(inbox.paths.state, begun.build_seq, status)
    found = builds.newest(inbox.paths.state)
    assert found is not None
    return found


def test_nothing_waits(inbox: SmallInbox) -> None:
    assert waiting.consents(run(inbox), built(inbox)) == []


def test_a_delivery_waits(inbox: SmallInbox) -> None:
    inbox.put("c_20260602.csv", WITHDRAWAL)
    build = built(inbox)
    assert waiting.consents(run(inbox), build) == ["c_20260602.csv"]
    assert waiting.consents(run(inbox, tells=False), build) == []
    assert waiting.consents(run(inbox), built(inbox, status="failed")) == [], "the gate holds everything then"


def test_a_load_that_is_in_no_table_waits(inbox: SmallInbox) -> None:
    build = built(inbox)
    inbox.land_one("c_20260602.csv", WITHDRAWAL)
    assert waiting.consents(run(inbox), build) == ["c_20260602.csv"]
    assert waiting.consents(run(inbox), built(inbox, loads_to=2)) == []


def test_a_changed_list_of_suppressions_waits(inbox: SmallInbox) -> None:
    build = built(inbox)
    assert waiting.consents(run(inbox, suppressions="before"), build) == []
    assert waiting.consents(run(inbox, suppressions="now"), build) == ["dbt_project/seeds/suppressions.csv"]


def test_what_comes_while_a_run_works_is_the_next_ones(inbox: SmallInbox) -> None:
    number = runs.start(inbox.paths.state, "run")
    runs.add_seconds(inbox.paths.state, number, "ingest", 1.0)
    file, build = inbox.put("c_20260602.csv", WITHDRAWAL), built(inbox)
    assert waiting.consents(run(inbox, run_seq=number), build) == []
    assert waiting.consents(run(inbox, run_seq=runs.start(inbox.paths.state, "export")), build) == ["c_20260602.csv"]
    os.utime(file, (0, 0))
    assert waiting.consents(run(inbox, run_seq=number), build) == ["c_20260602.csv"], "it lay there before"


def test_it_is_told_in_a_line(inbox: SmallInbox) -> None:
    told = waiting.refusal(built(inbox), ["a", "b", "c", "d", "e"])
    assert told.message == "No file was written: a, b, c and 2 more came after build 1 and may take a consent back."
