"""Delimited text (CSV, TSV and their kin) by the declared dialect. DuckDB splits it; every line is accounted for.

DuckDB's way stands only if the file holds exactly one record per line after the header. A file with few records out of
the ordinary (one that cannot be split, a line end inside quotes, a blank line) is read by delimited_apart.py, any other
by delimited_by_line.py.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from ingestion.columns import plan_columns
from ingestion.contents import Contents, remove_contents
from ingestion.delimited_apart import copy_records, land_apart
from ingestion.delimited_by_line import land_by_line, read_header
from ingestion.plain_text import PlainText
from workspaces.configuration import Entity


def land_delimited(plain: PlainText, entity: Entity, folder: Path, duck: duckdb.DuckDBPyConnection) -> Contents:
    """Write rows.parquet, and rejects.parquet where lines were rejected. Raises Refusal."""
    header, header_lines = read_header(plain.file, entity)
    plan = plan_columns(header, entity, header_lines)
    if header_lines == 1 and plan.width > 1:
        if _is_ordinary(plain) and copy_records(plain.file, plain.census.line_count - 1, entity, plan, folder, duck):
            columns = tuple((name, "VARCHAR") for name in plan.names)
            return Contents(columns, plain.census.line_count - 1, 0, plan.warnings)
        if apart := land_apart(plain, entity, plan, folder, duck):
            return apart
    remove_contents(folder)
    return land_by_line(plain.file, entity, plan, folder)


def _is_ordinary(plain: PlainText) -> bool:
    """Whether DuckDB and the exact way read such a file alike: found by comparing them over generated files."""
    census = plain.census
    return not (census.has_nul or census.has_lone_return or census.has_spaced_quote or census.quotes % 2 == 1)
