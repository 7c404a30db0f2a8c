"""Dagster's SQLite event log with its connections kept open. dagster.yaml names the class; nothing else uses it.

The stock class makes an engine, compiles its SQL and opens the file anew for each statement. A run logs two thousand
events: that was half of a run's time. It also asks for each event whether tables and columns are there, as a migration
may not have been run; once there, they stay. Two of the overridden methods, `_connect` and
`_has_asset_key_col_on_connection`, are private to Dagster; without any of it everything works, slower.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from dagster._core.storage.event_log import SqliteEventLogStorage
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import SingletonThreadPool

BUSY_TIMEOUT_SECONDS = 60
FILES_OPEN = 8  # Dagster keeps a file a run, and a web server looks at many


class KeptOpenEventLogStorage(SqliteEventLogStorage):
    """The stock storage, with one engine a file and one connection a thread."""

    def __init__(self, base_dir: str, inst_data: Any = None) -> None:
        self._engines: dict[str, Engine] = {}
        self._there: set[tuple[str, str]] = set()
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> KeptOpenEventLogStorage:
        """Called by Dagster with what dagster.yaml says."""
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock:
            engine = self._engines.pop(shard, None) or self._engine(shard)
            self._engines[shard] = engine
            while len(self._engines) > FILES_OPEN:
                self._engines.pop(next(iter(self._engines))).dispose()
            with engine.connect() as connection, connection.begin():
                yield connection

    def _engine(self, shard: str) -> Engine:
        engine = create_engine(
            self.conn_string_for_shard(shard),
            poolclass=SingletonThreadPool,
            connect_args={"timeout": BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
        )
        event.listen(engine, "connect", _do_not_wait)
        self._initdb(engine)
        return engine

    def has_table(self, table_name: str) -> bool:
        """Whether the index has this table."""
        return self._stays("table", table_name, lambda: super(KeptOpenEventLogStorage, self).has_table(table_name))

    def has_secondary_index(self, name: str) -> bool:
        """Whether the index's migration of this name is done."""
        return self._stays("index", name, lambda: super(KeptOpenEventLogStorage, self).has_secondary_index(name))

    def _has_asset_key_col_on_connection(self, conn: Connection, column_name: str) -> bool:
        ask = super()._has_asset_key_col_on_connection
        return self._stays("column", column_name, lambda: ask(conn, column_name))

    def _stays(self, kind: str, name: str, ask: Callable[[], bool]) -> bool:
        """What is there is not asked for again; what is not may come by `dagster instance migrate`."""
        if (kind, name) not in self._there and ask():
            self._there.add((kind, name))
        return (kind, name) in self._there

    def dispose(self) -> None:
        """Close the files."""
        for engine in self._engines.values():
            engine.dispose()
        super().dispose()


def _do_not_wait(connection: sqlite3.Connection, _: Any) -> None:
    """What must survive a power cut stands in the ledgers; Dagster's pages may lose their last second."""
    connection.execute("pragma synchronous = off")
