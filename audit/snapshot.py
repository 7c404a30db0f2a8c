"""Opens the marts for reading only.

The file is attached under another name: opened by its own, `marts.duckdb` would be a catalog called like its schema,
and `marts.customer_360` would be ambiguous. Attached to a database in memory, it shares no settings with other opens.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

SNAPSHOT = "snapshot"


def attached(marts: Path | str) -> duckdb.DuckDBPyConnection:
    """A connection that reads the file; closing it closes the file."""
    if not Path(marts).is_file():
        raise FileNotFoundError(marts)
    connection = duckdb.connect(":memory:")
    connection.execute(f"attach '{_escaped(marts)}' as {SNAPSHOT} (read_only)")
    connection.execute(f"use {SNAPSHOT}")
    return connection


def _escaped(path: Path | str) -> str:
    return str(path).replace("'", "''")
