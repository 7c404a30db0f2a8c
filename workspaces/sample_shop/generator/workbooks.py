"""Excel files with text cells, the same bytes every time: fixed properties, fixed times in the archive."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import xlsxwriter

CREATED = dt.datetime(2026, 1, 1)
ARCHIVE_TIME = (2026, 1, 1, 0, 0, 0)


def write_workbook(path: Path, sheet: str, rows: Iterable[Sequence[str | int]]) -> None:
    """Write rows from the first on, as given: texts as text, whole numbers as numbers."""
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_numbers": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"author": "Toko Langganan", "created": CREATED})
        page = book.add_worksheet(sheet)
        for row, cells in enumerate(rows):
            page.write_row(row, 0, cells)
    with zipfile.ZipFile(buffer) as made, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as fixed:
        for name in sorted(made.namelist()):
            fixed.writestr(zipfile.ZipInfo(name, ARCHIVE_TIME), made.read(name), zipfile.ZIP_DEFLATED)
