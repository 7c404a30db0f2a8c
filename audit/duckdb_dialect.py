"""The SQLAlchemy dialect through which Great Expectations reads DuckDB: `duckdb+langganan:///<file>`.

duckdb-engine 0.17.0 shares one DuckDB cursor among all cursors of a connection, and Great Expectations runs a statement
before it has read the rows of the one before ("list index out of range"). Here each cursor is one of DuckDB's own. All
connections of an audit are cursors of one that it opened: attaching the files anew for each suite took 80 ms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
from duckdb_engine import ConnectionWrapper, CursorWrapper, Dialect

from audit.snapshot import SNAPSHOT, attached

_opened: dict[str, duckdb.DuckDBPyConnection] = {}


@contextmanager
def opened(
    marts: Path, prepare: Callable[[duckdb.DuckDBPyConnection], None] | None = None, **beside: Path
) -> Iterator[str]:
    """The URL of marts.duckdb, with other files beside it under these names, all read-only and closed at the end."""
    url = f"duckdb+langganan:///{marts}"
    with attached(marts, **beside) as connection:
        if prepare is not None:
            prepare(connection)
        _opened[str(marts)] = connection
        try:
            yield url
        finally:
            del _opened[str(marts)]


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
    """duckdb-engine's dialect with a cursor per execution, on files that are attached read-only."""

    supports_statement_cache = False

    def connect(self, *_: Any, **named: Any) -> OwnCursors:
        """A cursor of the connection that stands open for this file; closing it closes no file."""
        return OwnCursors(_opened[named["database"]].cursor())
