"""Makes sure that a DuckDB file which dbt had open in this process is let go before anything else opens it, and bare.

dbt closes its connections, but a cursor that a worker thread or a reference cycle still holds keeps the file attached a
moment longer; an open within that moment fails ("Unique file handle conflict"). Seen where a process builds many times.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Iterable
from pathlib import Path

from workspaces.errors import BusyError

PAUSE = 0.05
LOCKED = "Conflicting lock is held in "
CONFLICTS = ("file handle conflict", "different configuration")


def wait_until_free(files: Iterable[Path], seconds: float = 10.0) -> None:
    """Return once this process can open each of these files; raise DuckDB's own error when it cannot in that time."""
    import duckdb

    until = time.monotonic() + seconds
    for file in files:
        while file.is_file():
            try:
                duckdb.connect(str(file), read_only=True).close()
                break
            except duckdb.Error as error:
                if not any(conflict in str(error) for conflict in CONFLICTS):
                    break  # another process's lock or a damaged file: for whoever opens it to tell
                if time.monotonic() > until:
                    raise
            gc.collect()
            time.sleep(PAUSE)


def wait_for_others(files: Iterable[Path], seconds: float) -> None:
    """Return once no other program has one of these files open; missing ones are nobody's.

    Raises BusyError, which names the program as DuckDB does, when it is still open after that time.
    """
    import duckdb

    until = time.monotonic() + seconds
    for file in files:
        while file.is_file():
            try:
                duckdb.connect(str(file)).close()
                break
            except duckdb.Error as error:
                if LOCKED not in str(error):
                    break  # a damaged file, or this process's own handle
                if time.monotonic() > until:
                    held_in = str(error).split(LOCKED)[1].split(". ")[0].rstrip(".")
                    raise BusyError(
                        f"{file} is open in {held_in}.", "End that program, or let it read publications/current.duckdb."
                    ) from None
            time.sleep(PAUSE)


def drop_leftovers(file: Path) -> None:
    """Drop the tables in which the Python models of a killed build had laid rows down; without the file, nothing."""
    import duckdb

    if not file.is_file():
        return
    with duckdb.connect(str(file)) as connection:
        left = connection.execute(
            "select schema_name, table_name from duckdb_tables()"
            " where database_name = current_database() and contains(table_name, '__dbt_tmp')"
        ).fetchall()
        for schema, table in left:
            connection.execute(f'drop table "{schema}"."{table}"')
