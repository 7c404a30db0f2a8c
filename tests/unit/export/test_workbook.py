"""The review workbook holds the rows of the file, as text, and goes with the export."""

from __future__ import annotations

import csv

import pytest
from exporting_shop import Shop
from python_calamine import CalamineWorkbook

from export import workbook
from export.hand_off import hand_over
from export.write import withdraw_stale
from ledgers.exports import Export
from workspaces.errors import LanggananError
from workspaces.hand_off import HandOff


def rows_of(shop: Shop, line: Export) -> list[list[str]]:
    """The full file's rows, header first."""
    return list(csv.reader(shop.bytes_of(line).decode().splitlines()))


def as_text(cells: list[list[object]]) -> list[list[str]]:
    """A sheet's cells as the file spells them; contact points and ids, which come first, must be text."""
    assert all(isinstance(cell, str) for row in cells for cell in row[:6])
    return [
        [f"{cell:.3f}".rstrip("0").rstrip(".") if isinstance(cell, float) else str(cell) for cell in row]
        for row in cells
    ]


@pytest.mark.parametrize("destination", ["generic_csv", "google_ads"])
def test_the_workbook_has_the_rows_of_the_file_as_text(shop: Shop, destination: str) -> None:
    line = shop.export(destination)
    (file,) = workbook.write(shop.paths, line, whole=False)
    assert as_text(CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()) == rows_of(shop, line)
    assert file.name.startswith(f"birthday_{destination}_review_2026-06-30_{line.row_count}rows_p01of01_")


def test_numbers_stay_numbers_and_a_sign_calculates_nothing(shop: Shop) -> None:
    shop.build('update eligibility.elg_members set fields = \'{"price": 125000, "code": "0012", "told": "Rp125.000"}\'')
    line = shop.export(fields=["price", "code", "told"])
    (file,) = workbook.write(shop.paths, line, whole=True)
    header, *rows = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    told = [dict(zip(header, row, strict=True)) for row in rows]
    assert {(row["price"], row["code"], row["told"]) for row in told} == {(125000.0, "0012", "Rp125.000")}


def test_the_whole_comes_in_parts_and_the_preview_ends(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    line = shop.export()
    files = workbook.write(shop.paths, line, whole=True, part_rows=1)
    assert len(files) == line.row_count > 1
    cells = [CalamineWorkbook.from_path(str(f)).get_sheet_by_index(0).to_python()[1:] for f in files]
    assert as_text([row for part in cells for row in part]) == rows_of(shop, line)[1:]
    monkeypatch.setattr(workbook, "PREVIEW_ROWS", 1)
    (preview,) = workbook.write(shop.paths, line, whole=False)
    assert len(CalamineWorkbook.from_path(str(preview)).get_sheet_by_index(0).to_python()) == 2


def test_it_goes_with_the_export_and_is_never_handed_over(shop: Shop) -> None:
    line = shop.export()
    (file,) = workbook.write(shop.paths, line, whole=False)
    outside = shop.paths.root / "outside"
    hand_over(shop.paths, [HandOff(to=str(outside))])
    assert not list(outside.rglob("*.xlsx"))
    assert list(outside.rglob("*.csv"))
    withdraw_stale(shop.paths, {})
    assert not file.exists()
    with pytest.raises(LanggananError, match="are not whole"):
        workbook.write(shop.paths, line, whole=False)
