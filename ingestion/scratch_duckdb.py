"""A DuckDB in memory that reads deliveries and writes Parquet, spilling into scratch; and SQL's spelling of names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import duckdb

DISK_FAILS = ("No space left", "Could not write", "Disk quota", "Read-only file system", "Permission denied")


@contextmanager
def scratch_duckdb(scratch: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection for one delivery, closed after it."""
    connection = _database(scratch).cursor()
    try:
        yield connection
    finally:
        connection.close()


@lru_cache(maxsize=1)
def _database(scratch: Path) -> duckdb.DuckDBPyConnection:
    """One empty database a process: to open one costs as much as to land a small file."""
    return duckdb.connect(config={"temp_directory": str(scratch / "duckdb"), "autoload_known_extensions": "false"})


def is_machine_fault(error: duckdb.Error) -> bool:
    """Whether the disk or the memory failed, which says nothing about the delivery."""
    if isinstance(error, duckdb.OutOfMemoryException):
        return True
    return isinstance(error, duckdb.IOException) and any(words in str(error) for words in DISK_FAILS)


def literal(value: str | Path) -> str:
    """A text literal."""
    return "'" + str(value).replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A quoted name."""
    return '"' + name.replace('"', '""') + '"'
