"""What is known of a pulled entity: the greatest cursor that was landed, and which drawn rows were landed already.

Both are read from the landed loads' Parquet, set by set in DuckDB; nothing beside raw remembers where a pull ended.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from ingestion.scratch_duckdb import identifier, literal
from workspaces.configuration import Entity


@dataclass(frozen=True)
class Known:
    """`greatest`: the cursor from which on rows are drawn, None for all of them; `files`: the loads to compare."""

    greatest: Any = None
    files: tuple[Path, ...] = ()


def known_rows(entity: Entity, visible: Sequence[Path], duck: duckdb.DuckDBPyConnection) -> Known:
    """The greatest landed value of the entity's cursor, less its overlap."""
    if entity.cursor is None or not visible:
        return Known()
    found = duck.execute(f"select max({_cursor(entity)}) as greatest from {_files(visible)}").to_arrow_table()
    greatest = found.column("greatest")[0].as_py()
    if entity.cursor.overlap and isinstance(greatest, dt.datetime):
        greatest -= dt.timedelta(seconds=entity.cursor.overlap)
    elif entity.cursor.overlap and isinstance(greatest, int):
        greatest -= entity.cursor.overlap
    return Known(greatest, tuple(visible))


def write_news(drawn: Path, entity: Entity, known: Known, news: Path, duck: duckdb.DuckDBPyConnection) -> int:
    """Write the drawn rows that no landed load holds, and return how many they are."""
    new = f"read_parquet({literal(drawn)})"
    if not known.files or known.greatest is None:
        source = new
    else:
        names = [str(row[0]) for row in duck.execute(f"describe select * from {new}").fetchall()]
        landed = {str(row[0]) for row in duck.execute(f"describe select * from {_files(known.files)}").fetchall()}
        same = " and ".join(
            f"new.{identifier(name)} is not distinct from landed.{identifier(name)}" for name in names if name in landed
        )
        source = (
            f"(from {new} as new anti join (select * from {_files(known.files)} where {_cursor(entity)} >= $greatest)"
            f" as landed on {same})"
        )
    parameters = {"greatest": known.greatest} if "$greatest" in source else {}
    copied = duck.execute(f"copy (select * from {source}) to {literal(news)} (format parquet)", parameters).fetchone()
    return int(copied[0]) if copied else 0


def _cursor(entity: Entity) -> str:
    """The cursor of a landed row: a column, or a field of a JSON line."""
    column = entity.cursor.column if entity.cursor else ""
    if entity.endpoint is not None:
        return f"json_extract_string(line, {literal('$.' + column)})"
    return identifier(column)


def _files(visible: Sequence[Path]) -> str:
    return f"read_parquet([{', '.join(map(literal, visible))}], union_by_name = true, hive_partitioning = false)"
