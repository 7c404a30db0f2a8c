"""Opens the marts for reading only.

The file is attached under another name: opened by its own, `marts.duckdb` would be a catalog called like its schema,
and `marts.customer_360` would be ambiguous. Attached to a database in memory, it shares no settings with other opens.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from workspaces.errors import BusyError

SNAPSHOT = "snapshot"


def attached(marts: Path | str, **beside: Path) -> duckdb.DuckDBPyConnection:
    """A connection that reads the file, and others beside it under these names; closing it closes them.

    Raises BusyError while another process writes one of them.
    """
    connection = duckdb.connect(":memory:")
    for name, file in {SNAPSHOT: Path(marts), **beside}.items():
        if not file.is_file():
            connection.close()
            raise FileNotFoundError(file)
        try:
            connection.execute(f"attach '{_escaped(file)}' as {name} (read_only)")
        except duckdb.IOException as error:
            connection.close()
            raise BusyError(f"{file} is open elsewhere: {error}", "Let that program read current.duckdb.") from error
    connection.execute(f"use {SNAPSHOT}")
    return connection


def columns(file: Path) -> set[tuple[str, str]]:
    """(schema.table, column) of everything in the file; nothing when it does not exist."""
    if not file.is_file():
        return set()
    with attached(file) as connection:
        return set(
            connection.execute(
                "select schema_name || '.' || table_name, column_name from duckdb_columns() where database_name = ?",
                [SNAPSHOT],
            ).fetchall()
        )


def _escaped(path: Path | str) -> str:
    return str(path).replace("'", "''")
