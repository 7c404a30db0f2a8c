"""What Dagster is told of a raw entity: counts, a sample without personal data, and checks that name what is wrong."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from small_inbox import SmallInbox, small_inbox

from ledgers import relands, runs
from orchestration import stages
from orchestration.raw_assets import raw_assets
from orchestration.raw_sample import sample
from orchestration.run import Run
from workspaces.settings import Settings


def materialized(inbox: SmallInbox, *again: str) -> tuple[dict[str, Any], dict[str, tuple[bool, list[str]]]]:
    """The asset's metadata, and (passed, reasons) of its checks."""
    settings = Settings("small", inbox.paths.root.parent, 1, 0, "inside")
    run_seq = runs.start(inbox.paths.state, "test")
    run = Run(inbox.workspace, inbox.paths, settings, dt.date(2026, 6, 30), "test", run_seq=run_seq, again=again)
    asset = raw_assets("shop", inbox.workspace.sources["shop"], lambda _: run, None)
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize([asset], instance=instance)
    (told,) = result.asset_materializations_for_node("ingest_shop")
    checks = {c.check_name: (c.passed, c.metadata["reasons"].value) for c in result.get_asset_check_evaluations()}
    return {name: value.value for name, value in told.metadata.items()}, checks


@pytest.fixture
def inbox(tmp_path: Path) -> SmallInbox:
    return small_inbox(tmp_path, personal={"b": "greeting"}, rejected_share_max=0.5)


def test_a_load_tells_rows_bytes_seconds_and_what_could_not_be_split(inbox: SmallInbox) -> None:
    inbox.put("c_20260601.csv", "a,b,c\n1,Sari,ask sari@surel.example\n2,Budi,\n3\n")
    told, checks = materialized(inbox)
    assert {name: told[name] for name in told if name != "seconds"} == {
        "new_loads": 1,
        "dagster/partition_row_count": 3,
        "bytes": 46,
        "rejected_rows": 1,
        "erased_rows": 0,
        "rejected_share": 1 / 3,
        "refused": 0,
        "sample": [{"a": "1", "c": "ask ***"}, {"a": "2", "c": None}],
    }
    assert told["seconds"] > 0
    assert (checks["deliveries"], checks["columns"]) == ((True, []), (True, []))
    assert checks["freshness"] == (
        False,
        ["shop.things: the newest delivery is of 2026-05-31 17:00 UTC, and one is expected daily."],
    )


def test_refusals_and_changed_columns_are_named(inbox: SmallInbox) -> None:
    inbox.put("c_20260601.csv", "a,b,c\n1,Sari,x\n")
    inbox.put("c_20260602.csv", "a,b,shade\n2,Budi,red\n")
    inbox.put("c_20260603.csv", "")
    told, checks = materialized(inbox)
    assert told["refused"] == 1
    assert checks["deliveries"] == (
        False,
        ["c_20260603.csv: the file is empty, without even a header. Deliver it again."],
    )
    assert checks["columns"] == (False, ["undeclared column 'shade' was dropped", "missing column 'c'"])


def test_a_run_stops_who_was_erased_and_tells_how_many(inbox: SmallInbox, monkeypatch: pytest.MonkeyPatch) -> None:
    erased = {hashlib.sha256(b"sari@surel.example").hexdigest()}
    monkeypatch.setattr(stages, "erased_hashes", lambda: erased)
    inbox.put("c_20260601.csv", "a,b,c\n1,Sari,Sari@surel.example\n2,Budi,x\n")
    told, _ = materialized(inbox)
    assert (told["dagster/partition_row_count"], told["erased_rows"]) == (1, 1)
    assert inbox.rows() == [("2", "Budi", "x", 1, 3)]


def test_a_record_that_is_personal_as_a_whole_has_no_sample(tmp_path: Path) -> None:
    made = small_inbox(tmp_path, format="json_lines", personal={"line": "proof"})
    load = made.land_one("c_20260601.jsonl", '{"id": 1, "name": "Sari"}\n')
    declared = made.workspace.sources["shop"].entities["things"]
    assert sample(made.paths.raw / str(load.path), declared) == [{}]


def test_of_a_record_only_what_is_nobodys_is_shown(tmp_path: Path) -> None:
    made = small_inbox(tmp_path, format="json_lines", personal={"buyer.loyalty": "matching"})
    record = {
        "id": 1,
        "buyer": {"full_name": "Sari", "loyalty": {"card": "L-1"}, "city": None},
        "email": "sari@surel.example",
        "note": "call 0812-3456-7801 or sari@surel.example about 2606151KQX0A1B",
        "items": [{"for": "Budi"}, {}],
    }
    load = made.land_one("c_20260601.jsonl", f"{json.dumps(record)}\nno json of Sari\n")
    declared = made.workspace.sources["shop"].entities["things"]
    assert sample(made.paths.raw / str(load.path), declared) == [
        {"id": "1", "buyer.city": None, "note": "call *** or *** about 2606151KQX0A1B", "items": "a list of 2"},
        {},
    ]


def test_loads_that_are_asked_for_are_landed_again_under_their_numbers(inbox: SmallInbox) -> None:
    inbox.put("c_20260601.csv", "a,b,shade\n1,Sari,red\n")
    inbox.put("c_20260602.csv", "a,b\n2,Budi\n")
    materialized(inbox)
    wider = inbox.declared(optional=["shade"])
    told, _ = materialized(wider, "1")
    assert told["new_loads"] == 1
    assert wider.rows() == [("1", "Sari", "red", 1, 2), ("2", "Budi", None, 2, 2)]
    assert relands.entities(inbox.paths.state) == [("shop", "things")]
