"""Tables of a SQLite database, through dlt; never read again while the database is the same."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import pytest
from small_inbox import SmallInbox, small_inbox

from ingestion.sqlite_database import write_ahead_log
from workspaces.errors import ConfigurationError


@pytest.fixture
def inbox(tmp_path: Path) -> SmallInbox:
    return small_inbox(tmp_path, table="tickets", format="database", delivered_at={"from": "sidecar"})


def database(inbox: SmallInbox, *statements: str, delivered_at: str | None = "2026-06-01T00:00:00+07:00") -> Path:
    file = inbox.paths.inbox / "shop.sqlite"
    connection = sqlite3.connect(file)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    if delivered_at is not None:
        file.with_name("shop.sqlite.delivered_at").write_text(delivered_at)
    return file


TABLE = "create table tickets (a integer primary key, b text, c timestamp, note text)"


def test_a_table_is_landed_with_its_types(inbox: SmallInbox) -> None:
    database(inbox, TABLE, "insert into tickets values (1, 'x', null, 'n'), (2, 'y', '2026-01-02 03:04:05', null)")
    (load,) = inbox.land()
    assert (load.status, load.delivery, load.row_count) == ("landed", "tickets", 2)
    assert load.delivered_at == "2026-05-31T17:00:00.000000+00:00"
    assert load.warnings == ("undeclared column 'note' was dropped",)
    assert [(name, kind) for name, kind in load.columns] == [("a", "BIGINT"), ("b", "VARCHAR"), ("c", "TIMESTAMP")]
    assert inbox.query("select a, b, strftime(c, '%c'), _line from raw.shop__things order by 1") == [
        (1, "x", None, 1),
        (2, "y", "2026-01-02 03:04:05", 2),
    ]


def test_an_unchanged_database_is_not_read_again(inbox: SmallInbox, monkeypatch: pytest.MonkeyPatch) -> None:
    file = database(inbox, TABLE, "insert into tickets values (1, 'x', null, null)")
    inbox.land()
    monkeypatch.setitem(sys.modules, "dlt.sources.sql_database", None)  # an import of it would fail
    assert inbox.discover() == []
    file.with_name("shop.sqlite.delivered_at").write_text("2026-06-02T00:00:00+07:00")
    (load,) = inbox.land()
    assert (load.status, load.row_count) == ("reasserted", 1)


def test_without_sidecar_an_unchanged_database_is_the_same_delivery(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path, table="tickets", format="database", delivered_at={"from": "extraction"})
    database(inbox, TABLE, "insert into tickets values (1, 'x', null, null)", delivered_at=None)
    assert [load.status for load in inbox.land()] == ["landed"]
    assert inbox.land() == []
    database(inbox, "insert into tickets values (2, 'y', null, null)", delivered_at=None)
    (load,) = inbox.land()
    assert (load.status, load.row_count) == ("landed", 2)


def test_commits_that_lie_in_the_write_ahead_log_are_read(inbox: SmallInbox) -> None:
    file = database(inbox, "pragma journal_mode = wal", TABLE)
    writer = sqlite3.connect(file)
    writer.execute("insert into tickets values (1, 'x', null, null)")
    writer.commit()
    assert write_ahead_log(file).stat().st_size > 0
    (load,) = inbox.land()
    writer.close()
    assert load.row_count == 1


def test_an_empty_table_is_an_empty_load(inbox: SmallInbox) -> None:
    database(inbox, TABLE)
    (load,) = inbox.land()
    assert (load.status, load.row_count) == ("landed", 0)
    assert load.warnings == ("undeclared column 'note' was dropped", "it holds no rows")
    assert inbox.rows() == []


def test_a_missing_table_is_refused(inbox: SmallInbox) -> None:
    database(inbox, "create table other (a)")
    (load,) = inbox.land()
    assert load.reason == "tickets: table 'tickets' is missing."
    assert load.mend == "Correct the table's name in the workspace file."


def test_values_that_the_schema_forbids_are_refused(inbox: SmallInbox) -> None:
    database(inbox, TABLE, "insert into tickets values (1, 'x', 'yesterday', null)")
    (load,) = inbox.land()
    assert load.reason == "tickets: table 'tickets' cannot be read (Invalid isoformat string: 'yesterday')."


def test_what_is_no_database_is_refused(inbox: SmallInbox) -> None:
    inbox.put("shop.sqlite", "no database, but long enough to be asked")
    inbox.put("shop.sqlite.delivered_at", "2026-06-01T00:00:00+07:00")
    (load,) = inbox.land()
    assert load.reason == "tickets: it is no SQLite database that can be read (file is not a database)."
    assert load.mend == "Deliver the database again; it was cut off, damaged or copied while it was written."


def test_no_database_is_no_delivery(inbox: SmallInbox) -> None:
    assert inbox.discover() == []


def test_a_missing_sidecar_is_a_refusal(inbox: SmallInbox) -> None:
    database(inbox, TABLE, delivered_at=None)
    assert [load.reason for load in inbox.land()] == ["tickets: its sidecar shop.sqlite.delivered_at is missing."]


def test_what_lies_in_the_inbox_is_a_sqlite_file(inbox: SmallInbox) -> None:
    source = inbox.workspace.sources["shop"].model_copy(update={"database": "postgresql://{inbox}/shop"})
    elsewhere = SmallInbox(inbox.workspace.model_copy(update={"sources": {"shop": source}}), inbox.paths)
    with pytest.raises(ConfigurationError, match="Source shop: its database is no SQLite file"):
        elsewhere.discover()
