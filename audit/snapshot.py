"""Opens the marts for reading only.

The file is attached under another name: opened by its own, `marts.duckdb` would be a catalog called like its schema,
and `marts.customer_360` would be ambiguous. Attached to a database in memory, it shares no settings with other opens.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from workspaces.errors import BusyError

SNAPSHOT = "snapshot"


def attached(marts: Path | str) -> duckdb.DuckDBPyConnection:
    """A connection that reads the file; closing it closes the file. BusyError while another process writes it."""
    if not Path(marts).is_file():
        raise FileNotFoundError(marts)
    connection = duckdb.connect(":memory:")
    try:
        connection.execute(f"attach '{_escaped(marts)}' as {SNAPSHOT} (read_only)")
    except duckdb.IOException as error:
        connection.close()
        raise BusyError(f"{marts} is open elsewhere: {error}", "Let that program read current.duckdb.") from error
    connection.execute(f"use {SNAPSHOT}")
    return connection


def _escaped(path: Path | str) -> str:
    return str(path).replace("'", "''")
