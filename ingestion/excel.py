"""A sheet of a workbook as text: whole numbers without a point, dates as ISO 8601, everything else as it is written.

Numbers are never read as dates; what a declared format makes of them is staging's judgement.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, WorksheetNotFound

from ingestion.columns import plan_columns
from ingestion.contents import Contents
from ingestion.parquet_rows import RowsWriter
from ingestion.refusal import Refusal
from workspaces.configuration import Entity

Cell = int | float | str | bool | dt.date | dt.time | dt.datetime | dt.timedelta


def land_excel(file: Path, entity: Entity, folder: Path) -> Contents:
    """Write rows.parquet with `_line`, the sheet's row. Blank rows are no records. Raises Refusal."""
    rows = _sheet(file, entity).to_python(skip_empty_area=False)
    if len(rows) < entity.header_row:
        raise Refusal(f"the sheet ends before the header's row {entity.header_row}", "Declare the header's row.")
    header = [as_text(cell) or "" for cell in rows[entity.header_row - 1]]
    while header and not header[-1].strip():
        header.pop()
    plan = plan_columns(_without_margin(header), entity, entity.header_row)
    margin = len(header) - plan.width
    positions = [position + margin for position, _ in plan.kept]
    with RowsWriter(folder, plan.names) as writer:
        for number, row in enumerate(rows[entity.header_row :], start=entity.header_row + 1):
            texts = [as_text(cell) for cell in row]
            if any(texts):
                writer.add([texts[p] for p in positions], number, sum(len(t or "") for t in texts))
    return Contents((*((name, "VARCHAR") for name in plan.names), ("_line", "BIGINT")), writer.count, 0, plan.warnings)


def as_text(cell: Cell) -> str | None:
    """A cell as text; null when blank."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else format(Decimal(repr(cell)), "f")
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ", timespec="seconds" if not cell.microsecond else "microseconds")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return str(cell) or None


def _sheet(file: Path, entity: Entity) -> CalamineSheet:
    try:
        workbook = CalamineWorkbook.from_path(str(file))
        if entity.sheet is not None:
            return workbook.get_sheet_by_name(entity.sheet)
        if len(workbook.sheet_names) == 1:
            return workbook.get_sheet_by_index(0)
    except WorksheetNotFound as error:
        raise Refusal(
            f"sheet {entity.sheet!r} is missing; the workbook has {', '.join(map(repr, workbook.sheet_names))}",
            "Declare the sheet that holds the rows.",
        ) from error
    except CalamineError as error:
        raise Refusal("it is no workbook that can be read", "Save it again as .xlsx, without a password.") from error
    raise Refusal(
        f"the workbook has the sheets {', '.join(map(repr, workbook.sheet_names))} and none is declared",
        "Declare the sheet that holds the rows.",
    )


def _without_margin(header: list[str]) -> list[str]:
    """The header from its first name on: a table may begin right of column A."""
    first = next((position for position, name in enumerate(header) if name.strip()), len(header))
    return header[first:]
