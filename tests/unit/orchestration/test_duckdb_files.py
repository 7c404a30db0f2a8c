"""A file that this process still has open is waited for, and not for ever."""

from __future__ import annotations

import threading
from pathlib import Path

import duckdb
import pytest

from orchestration.duckdb_files import drop_leftovers, wait_until_free


@pytest.fixture
def marts(tmp_path: Path) -> Path:
    file = tmp_path / "marts.duckdb"
    duckdb.connect(str(file)).close()
    return file


def attach(file: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(f"attach '{file}' as marts")
    return connection


def test_a_file_held_for_a_moment_is_waited_for(marts: Path) -> None:
    holder = attach(marts)
    threading.Timer(0.3, holder.close).start()
    wait_until_free([marts])
    duckdb.connect(str(marts)).close()


def test_a_file_held_for_ever_is_told(marts: Path) -> None:
    with attach(marts), pytest.raises(duckdb.Error, match="conflict"):
        wait_until_free([marts], seconds=0.2)


def test_missing_and_damaged_files_are_left_to_whoever_opens_them(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.duckdb"
    damaged.write_bytes(b"no database" * 1000)
    wait_until_free([tmp_path / "missing.duckdb", damaged])


def test_what_a_killed_build_laid_down_is_dropped_and_nothing_else(marts: Path) -> None:
    with duckdb.connect(str(marts)) as connection:
        connection.execute("create schema identity; create table identity.idn_phones as select 1 as phone")
        connection.execute("create table main.idn_phones__dbt_tmp20261122 as select 'somebody' as phone")
    drop_leftovers(marts)
    drop_leftovers(marts.with_name("nowhere.duckdb"))
    with duckdb.connect(str(marts), read_only=True) as connection:
        left = connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()
    assert left == [("identity", "idn_phones")]
    assert not marts.with_name("nowhere.duckdb").exists()
