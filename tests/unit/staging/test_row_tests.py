"""The tests that dbt runs over staging: good rows pass them, and each fault is seen by the one that is for it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import duckdb
import pytest

from .conftest import Compiled, Slice

CONSENT = """'{"change_id": "%s", "contact": "a@b.example", "channel": "email", "purpose": "marketing",
    "action": "grant", "occurred_at": "2026-06-01T10:00:00+07:00"}'"""
DELIVERED = f"""
    drop view raw.consents__changes;
    create table raw.consents__changes as
    select line, 1::bigint as _load_seq, position::bigint as _line, timestamp '2026-06-02' as _delivered_at
    from (values ({CONSENT % "X1"}, 1), ({CONSENT % "X2"}, 2), ('not JSON', 3)) as lines (line, position);
    drop view raw.pos__receipts;
    create table raw.pos__receipts as
    select
        'R1' as no_struk, '31/05/2026' as tanggal, '10:00:00' as jam, 'MLG' as toko, 'Rini' as kasir,
        'Sari' as pelanggan, '0812' as telepon, 'KOP-001' as sku, 'Kopi' as nama_barang, jumlah,
        '1.000,50' as harga_satuan, '0,00' as diskon, '0,00' as pajak, 'TUNAI' as cara_bayar, null::varchar as bank,
        null::varchar as tenor, 2::bigint as _load_seq, position::bigint as _line,
        timestamp '2026-06-01' as _delivered_at
    from (values ('1', 2), ('1', 3), ('3', 4)) as lines (jumlah, position);
    insert into raw._loads values
        ('consents', 'changes', 1, 'changes.jsonl', timestamp '2026-06-02', 4, 1),
        ('pos', 'receipts', 2, 'struk.csv', timestamp '2026-06-01', 3, 0);
    insert into raw._rejects values ('consents', 'changes', 1, 4, 'no end');
"""
ROWS = "staging.stg_consents__changes_rows"
LINES = "staging.stg_pos__order_lines"
HOLD, ADD_UP, TOTAL = "row_fates_hold_stg_consents", "row_fates_add_up", "same_total_stg_pos__order_lines"
FAULTS = {
    "a row is lost": (f"delete from {ROWS} where _line = 3", ADD_UP),
    "a row is there twice": (f"insert into {ROWS} select * from {ROWS} where _line = 3", HOLD),
    "a faulty row is let in": (f"update {ROWS} set _fate = 'current', _key = 'X3' where _line = 3", HOLD),
    "a good row is kept out": (f"update {ROWS} set _fate = 'quarantined' where _line = 2", HOLD),
    "a good row has no key": (f"update {ROWS} set _key = null where _line = 2", HOLD),
    "a key has two standing rows": (f"update {ROWS} set _key = 'X1' where _line = 2", HOLD),
    "a key has none": (f"update {ROWS} set _fate = 'superseded' where _line = 1", HOLD),
    "a fate of no meaning": (f"update {ROWS} set _fate = 'lost' where _line = 1", HOLD),
    "money is lost on the way": (f"delete from {LINES} where quantity = 3", TOTAL),
}


@pytest.fixture(scope="module")
def judged(
    staging: Slice, compiled: Compiled, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Four consent lines, one broken and one unsplittable, and a receipt of three lines, two of them identical."""
    file = tmp_path_factory.mktemp("judged") / staging.paths.warehouse.name
    shutil.copyfile(staging.paths.warehouse, file)
    with duckdb.connect(str(file)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(DELIVERED)
        connection.execute("create schema staging")
        for model in [*sorted(name for name in compiled.models if name.endswith("_rows")), "stg_pos__order_lines"]:
            connection.execute(f"create table staging.{model} as {compiled.models[model]}")
        yield connection


def _failing(connection: duckdb.DuckDBPyConnection, compiled: Compiled) -> set[str]:
    """Which of the tests at hand find rows, once the fates are counted anew."""
    connection.execute(f"create or replace table staging.stg_row_fates as {compiled.models['stg_row_fates']}")
    run = {kind: sql for name, sql in compiled.tests.items() for kind in (HOLD, ADD_UP, TOTAL) if name.startswith(kind)}
    assert set(run) == {HOLD, ADD_UP, TOTAL}
    return {kind for kind, sql in run.items() if connection.execute(sql).fetchall()}


def test_good_rows_pass(judged: duckdb.DuckDBPyConnection, compiled: Compiled) -> None:
    assert _failing(judged, compiled) == set()
    fates = "select source, _fate, row_count from staging.stg_row_fates order by all"
    assert judged.execute(fates).fetchall() == [
        ("consents", "current", 2),
        ("consents", "quarantined", 2),
        ("pos", "current", 3),
    ]
    assert judged.execute(f"select order_line_id, quantity from {LINES} order by quantity").fetchall()[2][1] == 3


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_seen(judged: duckdb.DuckDBPyConnection, compiled: Compiled, fault: str) -> None:
    change, seen_by = FAULTS[fault]
    judged.execute("begin")
    try:
        judged.execute(change)
        assert seen_by in _failing(judged, compiled)
    finally:
        judged.execute("rollback")


def test_quarantine_says_why(judged: duckdb.DuckDBPyConnection, compiled: Compiled) -> None:
    rows = judged.execute(f"select _line, reasons from ({compiled.models['stg_quarantine']}) order by _line").fetchall()
    assert rows == [(3, ["line: not a JSON object"]), (4, ["line: no end"])]


def test_unit_tests_of_fates_pass(staging: Slice) -> None:
    run = staging.dbt("test", "--select", "test_type:unit", parsed=True)
    assert run.is_success, run.said
    assert staging.statuses() == {"pass"}


def test_a_workspace_without_sources_is_parsed_without_a_warning(staging: Slice) -> None:
    run = staging.dbt("parse", sources=[], conventions={}, conformed={}, row_models=[])
    assert run.is_success, run.said
