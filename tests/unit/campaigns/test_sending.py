"""Marking an export as sent: what is remembered, what the next build reads, and which calls are refused."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest

from ingestion import campaign_views
from ledgers import builds, campaign_sends, exports
from ledgers.exports import Export
from orchestration import markers
from orchestration.build import plan
from orchestration.campaigns import sending
from orchestration.command_line import call
from workspaces.errors import ConfigurationError
from workspaces.paths import WorkspacePaths

EXPORT = "0123456789abcdef"
JAKARTA = ZoneInfo("Asia/Jakarta")


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WorkspacePaths:
    """A workspace with one written export of three rows."""
    monkeypatch.setenv("LANGGANAN_HOME", str(tmp_path))
    monkeypatch.setenv("LANGGANAN_WORKSPACE", "sample_shop")
    made = WorkspacePaths(tmp_path / "sample_shop")
    made.create()
    exports.record(made.state, Export(EXPORT, 1, "birthday", "generic_csv", "written", "a/b/c/f.csv", 3))
    return made


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    """The command's JSON."""
    assert call([*arguments, "--json"]) == 0, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def test_a_mark_is_remembered_and_listed(paths: WorkspacePaths, capsys: pytest.CaptureFixture[str]) -> None:
    line = told(capsys, "campaign", "sent", EXPORT[:8], "--at", "2026-06-30T09:00", "--campaign", "K-7", "--who", "Ani")
    assert (line["export_id"], line["sent_at"], line["sent_count"]) == (EXPORT, "2026-06-30T02:00:00+00:00", 3)
    assert (line["audience"], line["channel"], line["campaign_id"], line["told_by"]) == (
        "birthday",
        "email",
        "K-7",
        "Ani",
    )
    (listed,) = told(capsys, "campaign", "list")
    assert listed["sends"] == [{"sent_at": "2026-06-30T02:00:00+00:00", "sent": 3, "campaign": "K-7", "told_by": "Ani"}]


def test_the_newest_count_of_a_moment_stands_and_zero_takes_it_back(paths: WorkspacePaths) -> None:
    for arguments in (["--count", "3"], ["--count", "2"]):
        assert call(["campaign", "sent", EXPORT, "--at", "2026-06-30T09:00", *arguments]) == 0
    assert [s.sent_count for s in campaign_sends.standing(paths.state)] == [2]
    assert call(["campaign", "sent", EXPORT, "--at", "2026-07-01T09:00"]) == 0
    assert call(["campaign", "sent", EXPORT, "--at", "2026-06-30T09:00", "--count", "0"]) == 0
    assert [s.sent_at[:10] for s in campaign_sends.standing(paths.state)] == ["2026-07-01"]
    assert len(campaign_sends.told(paths.state)) == 4


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["ffffffffffffffff", "--at", "2026-06-30T09:00"], "is no export"),
        ([EXPORT[:7], "--at", "2026-06-30T09:00"], "is no export"),
        ([EXPORT, "--at", "yesterday"], "is no moment"),
        ([EXPORT, "--at", "2026-06-30"], "names no hour"),
        ([EXPORT, "--at", "2999-06-30T09:00"], "lies ahead"),
        ([EXPORT, "--at", "2026-06-30T09:00", "--count", "-1"], "cannot have been sent"),
        ([EXPORT, "--at", "2026-06-30T09:00", "--count", "0"], "was not marked"),
        ([EXPORT, "--at", "2026-06-30T09:00", "--count", "4"], "4 messages are more than the 3 rows of a/b/c/f.csv"),
    ],
)
def test_a_wrong_call_is_told_and_writes_nothing(
    paths: WorkspacePaths, capsys: pytest.CaptureFixture[str], arguments: list[str], fault: str
) -> None:
    assert call(["campaign", "sent", *arguments]) == 2
    assert fault in capsys.readouterr().err
    assert campaign_sends.told(paths.state) == []


def test_a_file_that_was_sent_again_is_a_second_mark(paths: WorkspacePaths) -> None:
    for at in ("2026-06-30T09:00", "2026-07-01T09:00"):
        assert call(["campaign", "sent", EXPORT, "--at", at, "--count", "3"]) == 0
    assert [s.sent_count for s in campaign_sends.standing(paths.state)] == [3, 3]


def test_an_id_that_begins_two_exports_is_refused(paths: WorkspacePaths, capsys: pytest.CaptureFixture[str]) -> None:
    exports.record(paths.state, Export(EXPORT[:8] + "00000000", 1, "birthday", "generic_csv", "written", "f.csv", 3))
    assert call(["campaign", "sent", EXPORT[:8], "--at", "2026-06-30T09:00"]) == 2
    assert "is of several exports" in capsys.readouterr().err


def test_a_moment_with_a_zone_is_that_moment() -> None:
    now = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
    assert sending.moment("2026-06-30T09:00+09:00", JAKARTA, now) == dt.datetime(2026, 6, 30, 0, tzinfo=dt.UTC)
    assert sending.moment("2026-07-01T07:00", JAKARTA, now) == now
    with pytest.raises(ConfigurationError, match="lies ahead"):
        sending.moment("2026-07-01T07:01", JAKARTA, now)


def test_a_mark_makes_the_next_run_build(paths: WorkspacePaths) -> None:
    done = builds.start(paths.state, dt.date(2026, 6, 30), "code", 0, 0, True).build_seq
    for file in (paths.warehouse, paths.marts):
        markers.write(file, done)
    builds.finish(paths.state, done, "complete")

    def is_current() -> bool:
        return plan(paths.state, paths.warehouse, paths.marts, dt.date(2026, 6, 30), "code").is_current

    assert is_current()
    assert call(["campaign", "sent", EXPORT, "--at", "2026-06-30T09:00"]) == 0
    assert not is_current()


def test_what_raw_shows_of_a_send(paths: WorkspacePaths) -> None:
    with duckdb.connect() as connection:
        connection.execute("create schema raw")
        connection.execute(
            "copy (select unnest(['a', 'b']) as customer_id, 'marketing' as purpose)"
            f" to '{paths.members}/{EXPORT}.parquet'"
        )
        campaign_views.write(connection, paths)
        assert connection.execute("select * from raw._campaign_people").fetchall() == []
        assert call(["campaign", "sent", EXPORT, "--at", "2026-06-30T09:00"]) == 0
        campaign_views.write(connection, paths)
        people = "select customer_id, is_in_file, arm, control_share from raw._campaign_people order by customer_id"
        assert connection.execute(people).fetchall() == [("a", True, "treated", 0), ("b", True, "treated", 0)]
        connection.execute(
            "copy (select unnest(['a', 'b', 'c']) as customer_id, 'marketing' as purpose, unnest(['treated', 'treated',"
            " 'control']) as arm, 0.1::decimal(9, 6) as control_share, 'repeat' as lifecycle, 'x' as rfm_segment, null"
            f" as value_class) to '{paths.arms}/{EXPORT}.parquet'"
        )
        campaign_views.write(connection, paths)
        assert [row[:3] for row in connection.execute(people).fetchall()] == [
            ("a", True, "treated"),
            ("b", True, "treated"),
            ("c", False, "control"),
        ]
        assert connection.execute("select export_id, sent_at, sent_count from raw._campaign_sends").fetchall() == [
            (EXPORT, dt.datetime(2026, 6, 30, 2), 3)
        ]
