"""A DuckDB in memory that reads deliveries and writes Parquet, spilling into scratch; and SQL's spelling of names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb


@contextmanager
def scratch_duckdb(scratch: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection for one delivery."""
    connection = duckdb.connect(
        config={"temp_directory": str(scratch / "duckdb"), "autoload_known_extensions": "false"}
    )
    try:
        yield connection
    finally:
        connection.close()


def is_machine_fault(error: duckdb.Error) -> bool:
    """Whether the disk or the memory failed, which says nothing about the delivery."""
    if isinstance(error, duckdb.OutOfMemoryException):
        return True
    return isinstance(error, duckdb.IOException) and any(
        words in str(error) for words in ("No space left", "Could not write", "Disk quota", "Read-only file system")
    )


def literal(value: str | Path) -> str:
    """A text literal."""
    return "'" + str(value).replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A quoted name."""
    return '"' + name.replace('"', '""') + '"'
