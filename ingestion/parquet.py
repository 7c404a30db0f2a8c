"""Parquet deliveries: the declared columns with the types they have. Every page is read, so damage is found now."""

from __future__ import annotations

from pathlib import Path

import duckdb

from ingestion.columns import plan_columns
from ingestion.contents import ROWS, Contents
from ingestion.refusal import Refusal
from ingestion.scratch_duckdb import identifier, is_machine_fault, literal
from workspaces.configuration import Entity


def land_parquet(file: Path, entity: Entity, folder: Path, duck: duckdb.DuckDBPyConnection) -> Contents:
    """Write rows.parquet. A column that holds nothing but nulls of no type is left out, as if it were absent.

    Raises Refusal.
    """
    if file.stat().st_size == 0:
        raise Refusal("the file is empty", "Deliver it again.")
    try:
        names, untyped = _columns_of(file, duck)
        plan = plan_columns(names, entity)
        kept = [name for name in plan.names if name not in untyped]
        selected = ", ".join(map(identifier, kept)) or "null as _nothing"
        relation = f"select {selected} from read_parquet({literal(file)}, hive_partitioning = false)"
        copied = duck.execute(f"copy ({relation}) to {literal(folder / ROWS)} (format parquet)").fetchone()
        described = duck.execute(
            f"describe select * from read_parquet({literal(folder / ROWS)}, hive_partitioning = false)"
        ).fetchall()
    except duckdb.Error as error:
        if is_machine_fault(error):
            raise
        raise Refusal("it cannot be read as Parquet; it is damaged or cut off", "Deliver it again.") from error
    columns = tuple((str(name), str(kind)) for name, kind, *_ in described)
    return Contents(columns, int(copied[0]) if copied else 0, 0, plan.warnings)


def _columns_of(file: Path, duck: duckdb.DuckDBPyConnection) -> tuple[list[str], set[str]]:
    """Top-level names as the file spells them (DuckDB would rename a repeated one), and those of no type."""
    elements = duck.execute(
        f"select name, coalesce(num_children, 0), logical_type from parquet_schema({literal(file)})"
    ).fetchall()
    names: list[str] = []
    untyped: set[str] = set()
    position = 1
    while position < len(elements):
        name, _, logical_type = elements[position]
        names.append(str(name))
        if logical_type is not None and str(logical_type).startswith("NullType"):
            untyped.add(str(name))
        position = _after(elements, position)
    return names, untyped


def _after(elements: list[tuple[object, ...]], position: int) -> int:
    """The position behind an element and all that is nested in it."""
    children = int(str(elements[position][1]))
    position += 1
    for _ in range(children):
        position = _after(elements, position)
    return position
