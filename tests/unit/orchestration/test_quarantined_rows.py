"""Rows that were set aside are shown as they were delivered, personal values masked unless asked for."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import duckdb
import pytest
from small_inbox import SmallInbox, small_inbox

from orchestration.quarantined_rows import QuarantinedRow, entity_of, quarantined_rows
from orchestration.run import Run
from workspaces.errors import ConfigurationError, LanggananError
from workspaces.settings import Settings

THINGS = ("shop", "things")


def run_of(inbox: SmallInbox) -> Run:
    settings = Settings("small", inbox.paths.root.parent, 1, 0, "inside")
    return Run(inbox.workspace, inbox.paths, settings, dt.date(2026, 6, 30), "test")


def set_aside(inbox: SmallInbox, *verdicts: tuple[int, int, list[str]]) -> None:
    """Verdicts (load, line, reasons) as staging keeps them."""
    inbox.query("select 1")
    with duckdb.connect(str(inbox.paths.warehouse)) as warehouse:
        warehouse.execute("create schema staging")
        warehouse.execute(
            "create table staging.stg_quarantine (source text, entity text, _load_seq bigint, _line bigint,"
            " _key text, reasons text[])"
        )
        for load_seq, line, reasons in verdicts:
            warehouse.execute(
                "insert into staging.stg_quarantine values ('shop', 'things', ?, ?, null, ?)", [load_seq, line, reasons]
            )


@pytest.fixture
def inbox(tmp_path: Path) -> SmallInbox:
    """Two loads; `b` is personal, and a line of the second one could not be split."""
    made = small_inbox(tmp_path, personal={"b": "greeting"}, rejected_share_max=0.5)
    made.land_one("c_20260601.csv", "a,b,c\n1,Sari,ten\n2,Budi,8\n")
    made.land_one("c_20260602.csv", "a,b,c\n3,Rina,sari@surel.example\n4,Joko,1,2\n")
    set_aside(
        made,
        (1, 2, ["c: not a number", "a: repeated"]),
        (2, 2, ["c: not a number"]),
        (2, 3, ["line: long row: 4 columns instead of 3"]),
    )
    return made


def test_rows_tell_text_reasons_file_line_and_load(inbox: SmallInbox) -> None:
    found = quarantined_rows(run_of(inbox), THINGS, "", 10, is_shown=True)
    assert found == [
        QuarantinedRow(
            *THINGS,
            "c_20260602.csv",
            "2026-06-01T17:00:00Z",
            2,
            2,
            ("c: not a number",),
            {"a": "3", "b": "Rina", "c": "sari@surel.example"},
        ),
        QuarantinedRow(
            *THINGS,
            "c_20260602.csv",
            "2026-06-01T17:00:00Z",
            2,
            3,
            ("line: long row: 4 columns instead of 3",),
            {"line": "4,Joko,1,2"},
        ),
        QuarantinedRow(
            *THINGS,
            "c_20260601.csv",
            "2026-05-31T17:00:00Z",
            1,
            2,
            ("c: not a number", "a: repeated"),
            {"a": "1", "b": "Sari", "c": "ten"},
        ),
    ]


def test_personal_values_are_masked_wherever_they_stand(inbox: SmallInbox) -> None:
    found = quarantined_rows(run_of(inbox), THINGS, "", 10, is_shown=False)
    assert [row.text for row in found] == [
        {"a": "3", "b": "R***", "c": "s***@surel.example"},
        {"line": "*** (10 signs)"},
        {"a": "1", "b": "S***", "c": "ten"},
    ]


def test_a_json_record_keeps_its_members_names_alone(tmp_path: Path) -> None:
    made = small_inbox(tmp_path, format="json_lines")
    record = {"id": 7, "who": {"email": "sari@surel.example", "ok": True}, "tags": ["a", None]}
    made.land_one("c_20260601.jsonl", json.dumps(record) + "\n")
    set_aside(made, (1, 1, ["id: missing"]))
    (row,) = quarantined_rows(run_of(made), THINGS, "", 10, is_shown=False)
    assert json.loads(row.text["line"]) == {"id": "***", "who": {"email": "***", "ok": True}, "tags": ["***", None]}
    (row,) = quarantined_rows(run_of(made), THINGS, "", 10, is_shown=True)
    assert json.loads(row.text["line"]) == record


def test_reason_and_limit_choose(inbox: SmallInbox) -> None:
    run = run_of(inbox)
    assert [r.load_seq for r in quarantined_rows(run, THINGS, "NOT A NUMBER", 10, is_shown=True)] == [2, 1]
    assert [r.load_seq for r in quarantined_rows(run, THINGS, "repeated", 10, is_shown=True)] == [1]
    assert len(quarantined_rows(run, THINGS, "", 1, is_shown=True)) == 1
    assert quarantined_rows(run, THINGS, "no such reason", 10, is_shown=True) == []


def test_raw_files_that_a_backfill_replaced_are_told(inbox: SmallInbox) -> None:
    run = run_of(inbox)
    for file in inbox.paths.raw.rglob("*.parquet"):
        file.unlink()
    with pytest.raises(LanggananError, match="Raw files changed since the last build"):
        quarantined_rows(run, THINGS, "", 10, is_shown=True)


def test_what_is_not_there_is_told(inbox: SmallInbox) -> None:
    run = run_of(inbox)
    assert entity_of(run, "shop.things") == THINGS
    with pytest.raises(ConfigurationError, match=r"'shop.nothing' is no source and entity") as raised:
        entity_of(run, "shop.nothing")
    assert raised.value.mend == "Name one of shop.things."
    inbox.paths.warehouse.unlink()
    with pytest.raises(LanggananError, match="Nothing was built yet"):
        quarantined_rows(run, THINGS, "", 10, is_shown=True)
