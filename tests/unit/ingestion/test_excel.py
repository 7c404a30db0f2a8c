"""Workbooks: cells as text, the sheet's own row numbers, nothing read as a date that is not one."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from small_inbox import SmallInbox, small_inbox


def workbook(
    inbox: SmallInbox, name: str, write: Callable[[Any, Any], object], sheets: tuple[str, ...] = ("S",)
) -> None:
    """Put a workbook whose first sheet `write(book, sheet)` fills."""
    with xlsxwriter.Workbook(inbox.paths.inbox / name) as book:
        first, *_ = [book.add_worksheet(sheet) for sheet in sheets]
        write(book, first)


@pytest.fixture
def inbox(tmp_path: Path) -> SmallInbox:
    return small_inbox(tmp_path, format="excel", header_row=3)


def test_a_table_below_a_title_and_right_of_column_a(inbox: SmallInbox) -> None:
    def write(book: Any, sheet: Any) -> None:
        sheet.write(0, 0, "A title")
        sheet.write_row(2, 1, ["b", "a"])
        sheet.write_row(3, 1, ["x", 1])
        sheet.write_row(6, 1, [None, 2])

    workbook(inbox, "x_20260601.xlsx", write)
    (load,) = inbox.land()
    assert (load.status, load.row_count) == ("landed", 2)
    assert inbox.rows() == [("1", "x", None, 1, 4), ("2", None, None, 1, 7)]


@pytest.mark.parametrize(
    ("cell", "number_format", "text"),
    [
        (7, None, "7"),
        (628123456789012, None, "628123456789012"),
        (0.1, None, "0.1"),
        (1e-7, None, "0.0000001"),
        (1e20, None, "100000000000000000000"),
        (45292, None, "45292"),
        (True, None, "true"),
        ("0812", None, "0812"),
        (" x ", None, " x "),
        (dt.datetime(2026, 1, 2), "dd/mm/yyyy", "2026-01-02"),
        (dt.datetime(2026, 1, 2, 3, 4, 5), "dd/mm/yyyy hh:mm", "2026-01-02 03:04:05"),
        (dt.time(3, 4), "hh:mm", "03:04:00"),
    ],
)
def test_cells_as_text(inbox: SmallInbox, cell: object, number_format: str | None, text: str) -> None:
    def write(book: Any, sheet: Any) -> None:
        sheet.write_row(2, 0, ["a", "b"])
        sheet.write(3, 0, cell, book.add_format({"num_format": number_format}) if number_format else None)
        sheet.write(3, 1, "x")

    workbook(inbox, "x_20260601.xlsx", write)
    inbox.land()
    assert inbox.rows() == [(text, "x", None, 1, 4)]


def test_the_declared_sheet(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path, format="excel", sheet="T")
    workbook(inbox, "x_20260601.xlsx", lambda _, sheet: sheet.write_row(0, 0, ["a", "b"]), ("S", "U"))
    (load,) = inbox.land()
    assert load.reason == "x_20260601.xlsx: sheet 'T' is missing; the workbook has 'S', 'U'."
    assert load.mend == "Declare the sheet that holds the rows."


def test_several_sheets_and_none_declared(inbox: SmallInbox) -> None:
    workbook(inbox, "x_20260601.xlsx", lambda _, sheet: sheet.write_row(2, 0, ["a", "b"]), ("S", "T"))
    (load,) = inbox.land()
    assert load.reason == "x_20260601.xlsx: the workbook has the sheets 'S', 'T' and none is declared."


def test_a_sheet_without_the_header(inbox: SmallInbox) -> None:
    workbook(inbox, "x_20260601.xlsx", lambda _, sheet: sheet.write(0, 0, "A title"))
    (load,) = inbox.land()
    assert load.reason == "x_20260601.xlsx: the sheet ends before the header's row 3."
    assert load.mend == "Declare the header's row."


def test_a_missing_column_is_named_with_the_headers_row(inbox: SmallInbox) -> None:
    workbook(inbox, "x_20260601.xlsx", lambda _, sheet: sheet.write_row(2, 0, ["a", "c"]))
    (load,) = inbox.land()
    assert load.reason == "x_20260601.xlsx, line 3: required column 'b' is missing; the header has 'a', 'c'."


def test_a_header_without_rows_is_an_empty_load_with_a_warning(inbox: SmallInbox) -> None:
    workbook(inbox, "x_20260601.xlsx", lambda _, sheet: sheet.write_row(2, 0, ["a", "b"]))
    (load,) = inbox.land()
    assert (load.status, load.row_count, load.warnings) == ("landed", 0, ("it holds no rows",))


@pytest.mark.parametrize("content", [b"", b"not a workbook"])
def test_what_is_no_workbook_is_refused(inbox: SmallInbox, content: bytes) -> None:
    load = inbox.land_one("x_20260601.xlsx", content)
    assert load.reason == "x_20260601.xlsx: it is no workbook that can be read."
    assert load.mend == "Save it again as .xlsx, without a password."


def open_document(rows: list[list[str]]) -> bytes:
    """A minimal OpenDocument spreadsheet of texts, one sheet."""
    cells = "".join(f"<table:table-row>{''.join(CELL.format(text) for text in row)}</table:table-row>" for row in rows)
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": (
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
        ),
        "content.xml": (
            '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
            ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
            ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
            f'<table:table table:name="Lembar">{cells}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>"
        ),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return packed.getvalue()


CELL = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'


def test_an_open_document_spreadsheet(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path, format="excel")
    load = inbox.land_one("x_20260601.ods", open_document([["a", "b"], ["1", "x"], ["2", "y"]]))
    assert (load.status, load.row_count) == ("landed", 2)
    assert inbox.rows() == [("1", "x", None, 1, 2), ("2", "y", None, 1, 3)]


def old_workbook(rows: list[list[str]]) -> bytes:
    """A minimal .xls: one sheet of texts in BIFF8, as the one stream of an OLE file of ten sectors."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    def begin(kind: int) -> bytes:
        return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 0, 0, 6))

    def entry(name: str, kind: int, start: int, size: int, child: int) -> bytes:
        wide = f"{name}\0".encode("utf-16-le")
        head = wide.ljust(64, b"\0") + struct.pack("<HBBIII", len(wide), kind, 1, free, free, child)
        return head + bytes(36) + struct.pack("<IQ", start, size)

    free, last, of_fat = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    end, first = record(0x000A, b""), len(begin(5)) + 13 + 4
    cells = b"".join(
        record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text), 0) + text.encode())
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    )
    stream = begin(5) + record(0x0085, struct.pack("<IBBBB", first, 0, 0, 1, 0) + b"S") + end + begin(16) + cells + end
    header = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<118I", 0, 1, 1, 0, 4096, last, 0, last, 0, 0, *[free] * 108)
    chain = struct.pack("<128I", of_fat, last, *range(3, 10), last, *[free] * 118)
    folder = entry("Root Entry", 5, last, 0, 1) + entry("Workbook", 2, 2, 4096, free)
    return header + chain + folder.ljust(512, b"\0") + stream.ljust(4096, b"\0")


def test_a_workbook_of_the_old_kind(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path, format="excel", sheet="S")
    load = inbox.land_one("x_20260601.xls", old_workbook([["a", "b"], ["1", "x"], ["2", "y"]]))
    assert (load.reason, load.status, load.row_count) == ("", "landed", 2)
    assert inbox.rows() == [("1", "x", None, 1, 2), ("2", "y", None, 1, 3)]
