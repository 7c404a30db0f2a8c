"""What the generator writes: the same bytes every time, in the shapes that workspace.yml declares."""

from __future__ import annotations

import datetime as dt
import fnmatch
import hashlib
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deliveries_read import records
from python_calamine import CalamineWorkbook

from workspaces.configuration import Workspace
from workspaces.paths import WorkspacePaths
from workspaces.sample_shop.generator import make


def hashes(root: Path) -> dict[str, str]:
    return {
        str(p.relative_to(root)): hashlib.sha256(p.read_bytes()).hexdigest() for p in root.rglob("*") if p.is_file()
    }


def test_the_same_arguments_give_the_same_bytes(small_shop: WorkspacePaths, tmp_path: Path) -> None:
    again = WorkspacePaths(tmp_path)
    make(again, size=300, days=3)
    assert hashes(again.root) == hashes(small_shop.root)


@pytest.mark.parametrize("threads", [1, 7])
def test_the_number_of_threads_changes_no_byte(
    threads: int, small_shop: WorkspacePaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = duckdb.connect

    def with_threads(config: dict[str, Any]) -> duckdb.DuckDBPyConnection:
        return connect(config=config | {"threads": threads})

    monkeypatch.setattr(duckdb, "connect", with_threads)
    again = WorkspacePaths(tmp_path)
    make(again, size=300, days=3)
    assert hashes(again.root) == hashes(small_shop.root)


def test_another_seed_gives_another_shop(small_shop: WorkspacePaths, tmp_path: Path) -> None:
    other = WorkspacePaths(tmp_path)
    make(other, size=300, days=3, seed=1)
    one, two = hashes(small_shop.inbox), hashes(other.inbox)
    assert one["web_shop/orders_20260628.csv"] != two["web_shop/orders_20260628.csv"]


def test_former_deliveries_are_replaced(tmp_path: Path) -> None:
    paths = WorkspacePaths(tmp_path)
    stale = paths.inbox / "web_shop/customers_20200101.csv"
    stale.parent.mkdir(parents=True)
    stale.write_text("left over")
    make(paths, size=100, days=3)
    assert not stale.exists()
    assert (paths.truth / "truth.json").is_file()


@pytest.mark.parametrize(("size", "days"), [(0, 30), (300, 2)])
def test_too_small_a_shop_is_refused(size: int, days: int, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least"):
        make(WorkspacePaths(tmp_path), size=size, days=days)
    assert list(tmp_path.iterdir()) == []


def test_every_file_is_declared_and_every_declaration_has_files(shop: WorkspacePaths, sample_shop: Workspace) -> None:
    globs = {
        e.files: f"{s}.{name}"
        for s, of in sample_shop.sources.items()
        for name, e in of.entities.items()
        if e.files is not None
    }
    delivered = [str(p.relative_to(shop.inbox)) for p in shop.inbox.rglob("*") if p.is_file()]
    of_entity = {file: [g for g in globs if fnmatch.fnmatch(file, g)] for file in delivered}
    without = {file for file, found in of_entity.items() if len(found) != 1}
    assert without == {"support/support.sqlite", "support/support.sqlite.delivered_at"}
    assert {g for found in of_entity.values() for g in found} == set(globs)


def test_columns_are_the_declared_ones(shop: WorkspacePaths, sample_shop: Workspace) -> None:
    for source, of in sample_shop.sources.items():
        for name, entity in of.entities.items():
            if entity.format != "json_lines":
                cells = records(sample_shop, shop.inbox, source, name)[0].cells
                assert cells is not None
                assert (f"{source}.{name}", tuple(cells)) == (f"{source}.{name}", entity.columns)


def test_no_file_is_empty(shop: WorkspacePaths) -> None:
    assert [p for p in shop.inbox.rglob("*") if p.is_file() and p.stat().st_size == 0] == []


def test_thirty_days_have_a_backfill_and_daily_files(shop: WorkspacePaths) -> None:
    dates = [p.stem[-8:] for p in sorted(shop.inbox.glob("web/events_????????.parquet"))]
    assert dates == ["20260601", *(f"202606{day:02d}" for day in range(2, 31)), "20260701"]


def test_a_file_holds_what_happened_before_its_date(shop: WorkspacePaths) -> None:
    """Good rows lie before the file's midnight in Jakarta (17:00 UTC), and the backfill has everything until then."""
    for file in shop.inbox.glob("web/events_????????.parquet"):
        midnight = dt.datetime.strptime(file.stem[-8:], "%Y%m%d") - dt.timedelta(hours=7)
        moments = [m.replace(tzinfo=None) for m in pq.read_table(file)["occurred_at"].to_pylist()]
        late = [m for m in moments if m >= midnight]
        assert {m.isoformat() for m in late} <= {"2027-01-15T00:00:00"}
        if file.stem.endswith("20260601"):
            assert min(moments) < dt.datetime(2024, 7, 31)
        else:
            assert min(moments) >= midnight - dt.timedelta(days=5)  # late by two days, repeated after two


def test_receipts_are_semicolons_and_crlf(shop: WorkspacePaths) -> None:
    content = (shop.inbox / "pos/struk_MLG_20260601.csv").read_bytes()
    lines = content.split(b"\r\n")
    assert lines[0].startswith(b"no_struk;tanggal;jam;toko;")
    assert content.count(b"\n") == content.count(b"\r\n") == len(lines) - 1
    good = [line.decode().split(";") for line in lines[1:] if line.count(b";") == 15]
    assert sum(bool(re.fullmatch(r"\d{1,3}(\.\d{3})*,\d\d", cells[10])) for cells in good) == len(good)
    assert {cells[5] for cells in good if cells[6] == ""} == {"UMUM"}
    assert {cells[13] for cells in good} == {"TUNAI", "QRIS", "DEBIT", "KREDIT"}
    assert any(cells[13] == "KREDIT" and cells[14] and cells[15] == "3" for cells in good)


def test_loyalty_phones_are_spelled_in_several_ways(shop: WorkspacePaths, sample_shop: Workspace) -> None:
    phones = {r.cells["telepon"] for r in records(sample_shop, shop.inbox, "pos", "receipts") if r.cells}
    for spelling in (r"08\d{10}", r"\+628\d{10}", r"628\d{10}", r"8\d{10}"):
        assert any(re.fullmatch(spelling, phone) for phone in phones), spelling


def test_names_are_as_people_write_them(shop: WorkspacePaths, sample_shop: Workspace) -> None:
    found = records(sample_shop, shop.inbox, "web_shop", "customers")
    names = [r.cells["full_name"] for r in found if r.cells]
    assert any(" " not in name for name in names)
    assert any(name.isupper() for name in names)
    assert any(name.startswith(("Hj. ", "H. ", "Dr. ", "Ibu ", "Bpk. ")) for name in names)
    assert any(", S." in name for name in names)


def test_birthdays_lie_on_every_month_and_on_the_leap_day(shop: WorkspacePaths, sample_shop: Workspace) -> None:
    found = records(sample_shop, shop.inbox, "web_shop", "customers")
    days = {r.cells["birth_date"][5:] for r in found if r.cells and r.cells["birth_date"]}
    assert {day[:2] for day in days} == {f"{month:02d}" for month in range(1, 13)}
    assert "02-29" in days


def test_sign_up_sheets_have_titles_above_their_header(shop: WorkspacePaths) -> None:
    rows = CalamineWorkbook.from_path(shop.inbox / "sign_ups/festival_kopi_malang_20250507.xlsx")
    sheet = rows.get_sheet_by_name("Peserta").to_python()
    assert sheet[0][0] == "DAFTAR PESERTA FESTIVAL KOPI MALANG"
    assert sheet[2][:4] == ["acara", "nama", "email", "no_hp"]
    assert {row[5] for row in sheet[3:]} == {"Ya", "Tidak"}


def test_invoices_are_in_words_of_money(shop: WorkspacePaths, sample_shop: Workspace) -> None:
    found = records(sample_shop, shop.inbox, "accounting", "invoices")
    amounts = [r.cells["jumlah"] for r in found if r.cells]
    readable = [a for a in amounts if re.fullmatch(r"Rp \d{1,3}(\.\d{3})*,-", a)]
    assert set(amounts) - set(readable) == {"belum dihitung"}


def test_web_events_are_typed(shop: WorkspacePaths) -> None:
    table = pq.read_table(shop.inbox / "web/events_20260601.parquet")
    assert table.schema.field("occurred_at").type == pa.timestamp("us", "UTC")
    assert table.schema.field("cart_value").type == pa.decimal128(18, 2)
    rows = table.to_pylist()
    assert {row["event"] for row in rows} == {"page_view", "product_view", "add_to_cart", "checkout", "purchase"}
    assert 0.2 < sum(row["customer_id"] is None for row in rows) / len(rows) < 0.6


def test_tickets_lie_in_a_database_with_its_time_beside_it(shop: WorkspacePaths) -> None:
    file = shop.inbox / "support/support.sqlite"
    with closing(sqlite3.connect(file)) as database:
        statuses = {row[0] for row in database.execute("select distinct status from tickets")}
        assert {row[0] for row in database.execute("select distinct category from tickets")} >= {"complaint"}
    assert statuses == {"open", "closed"}
    assert Path(f"{file}.delivered_at").read_text() == "2026-07-01T00:00:00+07:00\n"
