"""The mark of a complete build inside each DuckDB file: `main._complete_build(build_seq)`.

The ledger says which build completed; the marks say whether these very files hold it. A file that was deleted, restored
from a backup or left half-rebuilt tells on itself. What follows from that is build.py's matter.
"""

from __future__ import annotations

from pathlib import Path

from workspaces.errors import BusyError

TABLE = "main._complete_build"


def read(file: Path) -> int | None:
    """The build that the file holds; None when it holds no whole one, or is no DuckDB file.

    Raises BusyError when another process has the file open for writing.
    """
    import duckdb

    if not file.is_file():
        return None
    try:
        with duckdb.connect(str(file), read_only=True) as connection:
            found = connection.execute(f"select max(build_seq) from {file.stem}.{TABLE}").fetchone()
    except duckdb.CatalogException:
        return None
    except duckdb.IOException as error:
        if "lock" in str(error):
            raise BusyError(
                f"{file.name} is open in another process.", "Close the program that has it open, then run again."
            ) from error
        return None
    return None if found is None or found[0] is None else int(found[0])


def write(file: Path, build_seq: int) -> None:
    """Mark the file as holding this build, whole."""
    _replace(file, f"select {build_seq}::bigint as build_seq")


def erase(file: Path) -> None:
    """Unmark the file before its tables are replaced one by one. A file that is not there has no mark."""
    if file.is_file():
        _replace(file, "select 0::bigint as build_seq where false")


def _replace(file: Path, select: str) -> None:
    import duckdb

    with duckdb.connect(str(file)) as connection:
        connection.execute(f"create or replace table {file.stem}.{TABLE} as {select}")
