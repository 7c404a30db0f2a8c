"""Delimited text (CSV, TSV and their kin) by the declared dialect. DuckDB splits it; every line is accounted for.

DuckDB's way stands only if the file holds exactly one record per line after the header. Anything else (a record that
cannot be split, a line end inside quotes, a blank line) goes to delimited_by_line.py.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from ingestion.columns import ColumnPlan, plan_columns
from ingestion.contents import ROWS, Contents
from ingestion.delimited_by_line import land_by_line, read_header
from ingestion.physical_lines import LINE_BYTES_MAX
from ingestion.plain_text import PlainText
from ingestion.scratch_duckdb import identifier, is_machine_fault, literal
from workspaces.configuration import Entity


def land_delimited(plain: PlainText, entity: Entity, folder: Path, duck: duckdb.DuckDBPyConnection) -> Contents:
    """Write rows.parquet, and rejects.parquet where lines were rejected. Raises Refusal."""
    header, header_lines = read_header(plain.file, entity)
    plan = plan_columns(header, entity, header_lines)
    if not _is_ordinary(plain, plan, header_lines) or not _copy(plain, entity, plan, folder, duck):
        (folder / ROWS).unlink(missing_ok=True)
        return land_by_line(plain.file, entity, plan, folder)
    columns = tuple((name, "VARCHAR") for name in plan.names)
    return Contents(columns, plain.census.line_count - 1, 0, plan.warnings)


def _is_ordinary(plain: PlainText, plan: ColumnPlan, header_lines: int) -> bool:
    """Whether DuckDB and the exact way read such a file alike: found by comparing them over generated files."""
    census = plain.census
    doubts = census.has_nul, census.has_lone_return, census.has_spaced_quote, census.quotes % 2 == 1
    return header_lines == 1 and plan.width > 1 and not any(doubts)


def _copy(plain: PlainText, entity: Entity, plan: ColumnPlan, folder: Path, duck: duckdb.DuckDBPyConnection) -> bool:
    """Whether DuckDB split the file into one record per line."""
    columns = ", ".join(f"'c{position}': 'VARCHAR'" for position in range(plan.width))
    selected = ", ".join(f"c{position} as {identifier(name)}" for position, name in plan.kept)
    try:
        copied = duck.execute(
            f"copy (select {selected} from read_csv({literal(plain.file)}, auto_detect = false, header = true,"
            f" delim = {literal(entity.delimiter)}, quote = {literal(entity.quote)}, escape = {literal(entity.quote)},"
            f" columns = {{{columns}}}, strict_mode = true, compression = 'none', max_line_size = {LINE_BYTES_MAX}))"
            f" to {literal(folder / ROWS)} (format parquet)"
        ).fetchone()
    except duckdb.Error as error:
        if is_machine_fault(error):
            raise
        return False
    return copied is not None and int(copied[0]) + 1 == plain.census.line_count
