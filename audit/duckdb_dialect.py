"""The SQLAlchemy dialect through which Great Expectations reads DuckDB: `duckdb+langganan:///<file>`.

duckdb-engine 0.17.0 shares one DuckDB cursor among all cursors of a connection, and Great Expectations runs a statement
before it has read the rows of the one before ("list index out of range"). Here each cursor is one of DuckDB's own.
"""

from __future__ import annotations

from typing import Any

import duckdb
from duckdb_engine import ConnectionWrapper, CursorWrapper, Dialect


class OwnCursors(ConnectionWrapper):
    """A connection whose cursors do not share results."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        super().__init__(connection)
        self._connection = connection

    def cursor(self) -> Any:
        """A new DuckDB cursor."""
        return CursorWrapper(self._connection.cursor(), self)


class LanggananDialect(Dialect):
    """duckdb-engine's dialect with a cursor per execution; files are opened read-only, without extra settings.

    The same settings as everywhere else matter: DuckDB refuses a second open of a file with others in one process.
    """

    supports_statement_cache = False

    def connect(self, *_: Any, **named: Any) -> OwnCursors:
        """Open the file read-only."""
        return OwnCursors(duckdb.connect(named["database"], read_only=True))
