"""A file that this process still has open is waited for, and not for ever."""

from __future__ import annotations

import threading
from pathlib import Path

import duckdb
import pytest

from orchestration.duckdb_files import wait_until_free


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
