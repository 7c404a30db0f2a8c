"""Which products are deleted: absent from the newest complete snapshot, unless too many would vanish at once."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from .conftest import Compiled

ALL = "ABCD"
CASES = {
    "before the first complete one nothing is deleted": ([("ABC", 1)], ""),
    "one snapshot deletes nothing": ([(ALL, 0)], ""),
    "what is absent is deleted": ([(ALL, 0), ("ABC", 0)], "D"),
    "what comes back is not": ([(ALL, 0), ("ABC", 0), (ALL, 0)], ""),
    "half may vanish": ([(ALL, 0), ("AB", 0)], "CD"),
    "more than half at once may not": ([(ALL, 0), ("A", 0)], ""),
    "the next one that agrees confirms it": ([(ALL, 0), ("A", 0), ("A", 0)], "BCD"),
    "the next one that does not takes it back": ([(ALL, 0), ("A", 0), ("ABC", 0)], "D"),
    "a snapshot with an unsplittable line is not complete": ([(ALL, 0), ("ABC", 1)], ""),
    "but what it brings is there": ([("ABC", 0), ("ABC", 0), ("ABCD", 1)], ""),
    "an empty snapshot is none": ([(ALL, 0), ("", 0)], ""),
    "former deletions do not count as vanishing now": ([(ALL, 0), ("AB", 0), ("A", 0)], "BCD"),
}


@pytest.mark.parametrize("case", CASES)
def test_deleted_products(compiled: Compiled, tmp_path: Path, case: str) -> None:
    snapshots, deleted = CASES[case]
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        connection.execute("create schema raw; create schema staging")
        connection.execute(
            "create table raw._loads (source varchar, entity varchar, load_seq bigint, delivered_at timestamp,"
            " row_count bigint, rejected_count bigint)"
        )
        columns = "name varchar, category varchar, list_price varchar, unit_cost varchar, is_active varchar"
        connection.execute(
            f"create table raw.web_shop__products (sku varchar, {columns}, _load_seq bigint, _line bigint,"
            " _delivered_at timestamp)"
        )
        for seq, (skus, rejected) in enumerate(snapshots, 1):
            at = f"2026-06-{seq:02}"
            counts = ["web_shop", "products", seq, at, len(skus) + rejected, rejected]
            connection.execute("insert into raw._loads values (?, ?, ?, ?, ?, ?)", counts)
            for line, sku in enumerate(skus, 2):
                connection.execute(
                    "insert into raw.web_shop__products values (?, 'Kopi', 'Kopi', '1.00', '', 'true', ?, ?, ?)",
                    [sku, seq, line, at],
                )
        for model in ("stg_web_shop__products_rows", "stg_web_shop__products"):
            connection.execute(f"create table staging.{model} as {compiled.models[model]}")
        rows = connection.execute(
            "select product_id, is_deleted, is_sellable from staging.stg_web_shop__products order by product_id"
        ).fetchall()
    known = sorted({sku for skus, _ in snapshots for sku in skus})
    assert rows == [(sku, sku in deleted, sku not in deleted) for sku in known]
