"""The SQLAlchemy dialect through which Great Expectations reads DuckDB: `duckdb+langganan:///<file>`.

duckdb-engine 0.17.0 shares one DuckDB cursor among all cursors of a connection, and Great Expectations runs a statement
before it has read the rows of the one before ("list index out of range"). Here each cursor is one of DuckDB's own.
"""

from __future__ import annotations

from typing import Any

import duckdb
from duckdb_engine import ConnectionWrapper, CursorWrapper, Dialect

from audit.snapshot import SNAPSHOT, attached


class OwnCursors(ConnectionWrapper):
    """A connection whose cursors do not share results."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        super().__init__(connection)
        self._connection = connection

    def cursor(self) -> Any:
        """A new DuckDB cursor; it does not inherit what the connection uses."""
        cursor = self._connection.cursor()
        cursor.execute(f"use {SNAPSHOT}")
        return CursorWrapper(cursor, self)


class LanggananDialect(Dialect):
    """duckdb-engine's dialect with a cursor per execution, on a file that is attached read-only."""

    supports_statement_cache = False

    def connect(self, *_: Any, **named: Any) -> OwnCursors:
        """Attach the file read-only."""
        return OwnCursors(attached(named["database"]))
