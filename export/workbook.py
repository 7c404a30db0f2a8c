"""The review workbook of a standing export: its full file for people to look at, which no tool is given.

It lies in the folder of the export, so it goes when the export goes, and the manifest does not name it, so it is never
handed over. Every cell is text, which no spreadsheet calculates or shortens, but for fields that hold numbers alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter

from export import folder
from ledgers.exports import Export
from workspaces.durable import rename_durably, sync
from workspaces.errors import LanggananError
from workspaces.paths import WorkspacePaths

PREVIEW_ROWS = 10_000
# Excel ends at 1,048,576 rows and 32,767 characters a cell.
PART_ROWS = 1_000_000
CELL_CHARACTERS = 32_767
BATCH = 10_000
# As many digits as Excel keeps; with a leading zero it is a code and no number.
NUMBER = r"-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,3})?"


def write(paths: WorkspacePaths, standing: Export, whole: bool, part_rows: int = PART_ROWS) -> list[Path]:
    """Write the workbook of this export: its first 10,000 rows, or all in parts; returns the files.

    Raises LanggananError when the export is not whole. The caller holds the writer lock.
    """
    place = (paths.exports / standing.file).parent
    if not folder.is_whole(place):
        raise LanggananError(f"The files of {standing.audience} are not whole.", "Run `langganan export` first.")
    told = folder.told(place)
    with duckdb.connect() as connection:
        numbers = _read(connection, place, told)
        rows = min(told["rows"], told["rows"] if whole else PREVIEW_ROWS)
        starts = list(range(0, rows, part_rows))
        return [
            _write_part(connection, place, told, numbers, (start, min(part_rows, rows - start)), (n, len(starts)))
            for n, start in enumerate(starts, start=1)
        ]


def _read(connection: duckdb.DuckDBPyConnection, place: Path, told: dict[str, Any]) -> set[int]:
    """Make the table `lines` of the full files; returns the positions of columns that hold numbers."""
    names = [f"value_{i}" for i in range(len(told["columns"]))]
    typed = "{" + ", ".join(f"'{n}': 'varchar'" for n in names) + "}"
    connection.execute(f"create temp table lines ({', '.join(f'{n} varchar' for n in names)})")
    for part in (p for p in told["files"] if p["kind"] == "full"):
        connection.execute(
            f"insert into lines from read_csv(?, auto_detect = false, header = false, skip = {part['lines_before']},"
            f" columns = {typed}, delim = ',', quote = '\"', escape = '\"', new_line = '\\r\\n', parallel = false,"
            " max_line_size = 16000000)",
            [str(place / part["name"])],
        )
    fields = {name.lower() for name in told["definition"].get("fields", ())}
    asked = [i for i, header in enumerate(told["columns"]) if header.lower() in fields]
    found = connection.execute(
        "select count(*), "
        + ", ".join(
            f"bool_and(coalesce(value_{i}, '') = '' or regexp_full_match(value_{i}, '{NUMBER}'))" for i in asked or [0]
        )
        + " from lines"
    ).fetchone()
    if found is None or found[0] != told["rows"]:
        raise LanggananError(f"{place} does not hold the rows that its manifest tells.", "Export the audience again.")
    return {i for i, is_number in zip(asked, found[1:], strict=False) if is_number}


def _write_part(
    connection: duckdb.DuckDBPyConnection,
    place: Path,
    told: dict[str, Any],
    numbers: set[int],
    some: tuple[int, int],
    part: tuple[int, int],
) -> Path:
    start, rows = some
    name = (
        f"{told['audience']}_{told['destination']}_review_{told['as_of']}_{rows}rows"
        f"_p{part[0]:02d}of{part[1]:02d}_{told['export_id'][:8]}.xlsx"
    )
    partial = place / f".partial-{name}"
    book = xlsxwriter.Workbook(str(partial), {"constant_memory": True})
    book.set_properties({"created": dt.datetime.fromisoformat(told["as_of"])})
    sheet = book.add_worksheet(told["destination"][:31])
    text, number, bold = (book.add_format(f) for f in ({"num_format": "@"}, {"num_format": "#,##0.###"}, {"bold": 1}))
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(told["columns"]) - 1, 22, text)
    for column, header in enumerate(told["columns"]):
        sheet.write_string(0, column, header, bold)
    query = connection.execute(f"select * from lines where rowid >= {start} and rowid < {start + rows} order by rowid")
    row = 0
    while batch := query.fetchmany(BATCH):
        for line in batch:
            row += 1
            _write_row(sheet, row, line, numbers, text, number)
    book.close()
    sync(partial)
    rename_durably(partial, place / name)
    return place / name


def _write_row(sheet: Any, row: int, line: Sequence[str | None], numbers: set[int], text: Any, number: Any) -> None:
    for column, value in enumerate(line):
        if not value:
            continue
        if column in numbers:
            sheet.write_number(row, column, float(value), number)
        else:
            sheet.write_string(row, column, value[:CELL_CHARACTERS], text)
