"""Workbooks: cells as text, the sheet's own row numbers, nothing read as a date that is not one."""

from __future__ import annotations

import datetime as dt
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
