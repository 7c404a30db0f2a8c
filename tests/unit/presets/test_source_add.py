"""`langganan source add`: what a sample tells, what is left to a person, and that what it writes lands and is built.

The samples are built with the presets, in one run of dbt; test_presets.py asserts that every model and test
passes.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from ingestion.sample_texts import UNDECIDED, read_texts
from ingestion.sampling import Sample, read_sample
from orchestration import source_addition
from orchestration.source_addition import Addition
from workspaces.configuration import load_workspace
from workspaces.errors import ConfigurationError
from workspaces.settings import DBT_PROJECT

from .conftest import FIXTURES, Presets

STATUSES = ("Selesai", "Batal", "Digadaikan")


def added(presets: Presets, name: str) -> Addition:
    (found,) = [addition for addition in presets.added if addition.name == name]
    return found


def of_texts(**columns: list[str]) -> tuple[dict[str, str], list[str]]:
    """Options and open questions of a sample of these columns."""
    rows = [list(row) for row in zip(*columns.values(), strict=True)]
    reading = read_texts(Sample("csv", list(columns), [[*row] for row in rows]))
    return reading.options, reading.undecided


def test_a_semicolon_file_in_latin_1_is_told_with_evidence(presets: Presets) -> None:
    sales = added(presets, "penjualan_toko")
    assert sales.as_object["options"] == {
        "format": "csv",
        "encoding": "windows-1252",
        "delimiter": ";",
        "decimal": ",",
        "thousands": ".",
        "date_format": "%d/%m/%Y",
    }
    assert sales.as_object["evidence"] == [
        "encoding windows-1252: byte e9 in line 2 is no UTF-8; read so it is 'é'",
        "delimiter ';': every line of the sample has 8 fields",
        "decimal ',', thousands '.': Harga Satuan has 1.250.000",
        "date_format %d/%m/%Y: Tanggal has 28/06/2026",
    ]
    assert (sales.as_object["entity"], sales.as_object["undecided"]) == ("lines", [])
    assert sales.as_object["columns"] == {
        "order": "No Nota",
        "date": "Tanggal",
        "description": "Nama Barang",
        "quantity": "Jumlah",
        "price": "Harga Satuan",
        "payment": "Cara Bayar",
        "name": "Nama Pelanggan",
        "phone": "No HP",
    }
    assert sales.as_object["personal"] == ["Nama Pelanggan", "No HP"]


def test_what_it_wrote_reads_the_sales(presets: Presets) -> None:
    found = presets.ask(
        "select order_id, product_id, quantity::integer, unit_price::decimal(18, 2)::varchar"
        " from staging.stg_penjualan_toko__order_lines order by 1, 2"
    )
    assert found == [
        ("penjualan_toko:N-01", "KOPI", 2, "15000.00"),
        ("penjualan_toko:N-01", "TEH", 1, "7500.50"),
        ("penjualan_toko:N-02", "MESIN KOPI", 1, "1250000.00"),
        ("penjualan_toko:N-03", "KOPI", 1, "15000.00"),
    ]
    people = presets.ask("select full_name, phone from staging.stg_penjualan_toko__customers order by 1")
    assert people == [("Café Andi", "0812-1000-2000"), ("Sari", "0813-1000-2000")]


def test_days_that_may_be_months_are_left_to_a_person(presets: Presets) -> None:
    """03/04/2026 and 05/06/2026: nothing tells, so nothing is read; declaration, doctor and reasons say so."""
    cash = added(presets, "kas")
    assert cash.as_object["undecided"] == [
        "date_format: Date may be %d/%m/%Y or %m/%d/%Y, for no day of the sample is above 12."
        " Until one is put, every row is set aside"
    ]
    assert f"  # {UNDECIDED} date_format: Date may be" in cash.source.block
    assert f"date_format: {UNDECIDED}    # {UNDECIDED}: no row is read until it is put" in cash.source.block
    assert "header_row: 3" in cash.source.block
    reasons = presets.ask("select _line, reasons from staging.stg_quarantine where source = 'kas' order by 1")
    assert reasons == [(4, ["Date: not a date"]), (5, ["Date: not a date"])]
    assert "warning: kas.lines does not say how its days are written: every row is set aside." in presets.findings


def test_the_doctor_finds_no_fault_in_what_was_written(presets: Presets) -> None:
    assert [finding for finding in presets.findings if finding.startswith("fault")] == []


def test_members_in_json_lines_are_customers(presets: Presets) -> None:
    members = added(presets, "anggota")
    assert (members.as_object["entity"], members.as_object["options"]["format"]) == ("customers", "json_lines")
    assert members.as_object["personal"] == ["id", "name", "contact.email", "contact.phone"]
    found = presets.ask(
        "select record_id, full_name, email, phone, place, is_pseudo from staging.stg_anggota__customers order by 1"
    )
    assert found == [
        ("anggota:M1", "Rina", "rina@example.com", "+6281211112222", "Malang", False),
        ("anggota:M2", "Budi", "budi@example.com", "+6281333334444", None, False),
        ("anggota:M3", "UMUM", None, None, None, True),
    ]


def test_sales_in_json_lines_are_read_by_their_paths(presets: Presets) -> None:
    """Half past eleven in Jakarta is the next day in Makassar."""
    assert added(presets, "online").as_object["undecided"] == []
    found = presets.ask(
        "select order_id, record_id, order_date::varchar, product_id, (quantity * unit_price)::decimal(18, 2)::varchar"
        " from staging.stg_online__order_lines join staging.stg_online__orders using (order_id) order by 4"
    )
    assert found == [
        ("online:J-1", "online:dana@example.com", "2026-06-14", "KOPI", "3.00"),
        ("online:J-1", "online:dana@example.com", "2026-06-14", "TEH", "0.75"),
    ]


def test_guests_in_parquet_are_customers(presets: Presets) -> None:
    found = presets.ask("select record_id, full_name, email, birth_date::varchar from staging.stg_tamu__customers")
    assert found == [("tamu:7", "Tono", "tono@example.com", "1990-05-17")]


@pytest.mark.parametrize("name", ["penjualan_toko", "kas", "anggota"])
def test_nothing_personal_is_told(presets: Presets, name: str) -> None:
    told = str(added(presets, name).told)
    assert [text for text in ("Andi", "Sari", "Tini", "Rina", "0812", "+62812", "rina@") if text in told] == []


def test_each_has_a_test_of_its_own(presets: Presets) -> None:
    """The one of the undecided file waits until a person has decided."""
    own = {name: said for name, said in presets.results.items() if name.endswith("_is_read")}
    assert own == {f"test.langganan.{name}_is_read": "pass" for name in ("anggota", "online", "penjualan_toko", "tamu")}


@pytest.mark.parametrize(
    ("texts", "options"),
    [
        (["1.250", "2.500,5"], {"decimal": ",", "thousands": "."}),
        (["1,250", "2,500.5"], {"decimal": ".", "thousands": ","}),
        (["1.250.000"], {"decimal": ",", "thousands": "."}),
        (["12.5", "3.25"], {"decimal": "."}),
        (["12,5", "1500"], {"decimal": ","}),
        (["Rp 1.250.000", "Rp 900"], {"decimal": ",", "thousands": "."}),
        (["1250", "900"], {}),
    ],
)
def test_numbers_tell_their_signs(texts: list[str], options: dict[str, str]) -> None:
    assert of_texts(harga=texts) == (options, [])


@pytest.mark.parametrize(("text", "decimal"), [("1.250", ","), ("1,250", ".")])
def test_a_number_that_may_be_a_thousand_or_a_fraction_is_read_as_neither(text: str, decimal: str) -> None:
    options, undecided = of_texts(harga=[text, "900"])
    assert options == {"decimal": decimal}
    assert len(undecided) == 1
    assert f"harga has {text}" in undecided[0]


@pytest.mark.parametrize(
    ("texts", "date_format"),
    [
        (["2026-06-01", "2026-06-02"], "%Y-%m-%d"),
        (["01/06/2026", "13/06/2026"], "%d/%m/%Y"),
        (["06/01/2026", "06/13/2026"], "%m/%d/%Y"),
        (["01/06/2026", "02/06/2026"], UNDECIDED),
    ],
)
def test_a_day_above_twelve_tells_day_from_month(texts: list[str], date_format: str) -> None:
    options, undecided = of_texts(tanggal=texts)
    assert options == {"date_format": date_format}
    assert bool(undecided) == (date_format == UNDECIDED)


def test_two_columns_written_unlike_are_left_to_a_person() -> None:
    options, undecided = of_texts(tanggal=["13/06/2026"], jatuh_tempo=["2026-06-13"])
    assert options == {"date_format": UNDECIDED}
    assert undecided == ["date_format: tanggal, jatuh_tempo are written in different forms; an entity has one"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("kosong.csv", b"", "is empty"),
        ("satu.csv", b"a\n1\n", "no comma, semicolon, tab or bar"),
        ("rusak.json", b"{", "is no JSON"),
        ("rusak.xlsx", b"PK", "no workbook"),
        ("kepala.csv", b"a,b\n", "has no rows"),
        ("rusak.csv.gz", b"a,b\n1,2\n", "cannot be unpacked"),
        ("rusak.csv.zst", b"a,b\n1,2\n", "cannot be unpacked"),
    ],
)
def test_what_is_no_sample_is_refused_with_a_mend(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ConfigurationError, match=message) as told:
        read_sample(tmp_path / name)
    assert told.value.mend


def test_a_status_is_mapped_where_it_is_known_and_asked_for_where_it_is_not(tmp_path: Path) -> None:
    workspace = tmp_path / "workspace.yml"
    shutil.copy(FIXTURES / "workspace.yml", workspace)
    shutil.copytree(DBT_PROJECT / "models/staging/sales_log", tmp_path / "dbt/models/staging/sales_log")
    sample = tmp_path / "jual_2026-06-30.tsv"
    rows = [
        "Tanggal\tJam\tStatus\tTotal",
        *(f"13/06/2026\t08:1{n}\t{said}\t{n}00" for n, said in enumerate(STATUSES, 1)),
    ]
    sample.write_text("\n".join(rows) + "\n", encoding="utf-8")
    added = source_addition.add(load_workspace(str(workspace)), tmp_path / "dbt", sample, None)
    assert added.as_object["undecided"] == ["statuses: Status says Digadaikan too; put each, or its rows are set aside"]
    lines = load_workspace(str(workspace)).sources["jual"].entities["lines"]
    assert lines.sale_lines is not None
    assert lines.sale_lines.statuses == {"Selesai": "fulfilled", "Batal": "cancelled"}
    assert (lines.sale_lines.date, lines.sale_lines.time) == ("Tanggal", "Jam")
    assert (lines.files, lines.delimiter) == ("jual/jual_*.tsv", "\t")
    assert lines.delivered_at.format == "%Y-%m-%d"


def test_a_source_is_never_written_over(tmp_path: Path) -> None:
    workspace = tmp_path / "workspace.yml"
    shutil.copy(FIXTURES / "workspace.yml", workspace)
    shutil.copytree(DBT_PROJECT / "models/staging/sales_log", tmp_path / "dbt/models/staging/sales_log")
    sample = tmp_path / "jual_20260630.csv"
    sample.write_text("Tanggal,Total\n2026-06-01,5000\n", encoding="utf-8")
    source_addition.add(load_workspace(str(workspace)), tmp_path / "dbt", sample, None)
    assert list(yaml.safe_load(workspace.read_text(encoding="utf-8"))["sources"]) == ["jual"]
    with pytest.raises(ConfigurationError, match="has a source jual already"):
        source_addition.add(load_workspace(str(workspace)), tmp_path / "dbt", sample, None)
    shutil.copy(FIXTURES / "workspace.yml", workspace)
    (tmp_path / "dbt/models/staging/jual/stg_jual__orders.sql").write_text("select 1\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="holds other models already"):
        source_addition.add(load_workspace(str(workspace)), tmp_path / "dbt", sample, None)
