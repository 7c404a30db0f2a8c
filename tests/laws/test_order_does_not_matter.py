"""Invariant 2: any split into runs, any order, repetitions and late days of the same deliveries, each with its own
time, give the tables of one clean build, bit for bit; history and touched models aside, and the numbers of loads.

`make test` tries one hard order, whose last build is killed on the way (test_a_killed_build_is_mended.py).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from trial_house import LOADER_COLUMNS, Tables, TrialHouse, differences, fates_by_time

from .conftest import Deliveries, Reference

MANY = 100
# A build takes seconds: an example has no deadline, and a failing one is not shrunk by a hundred more builds.
PATIENT: dict[str, Any] = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "phases": (Phase.explicit, Phase.generate),
    "suppress_health_check": list(HealthCheck),
}

Runs = list[list[str]]
ONE_AFTER_ANOTHER = (
    # Lines without their orders; the orders, of which a newer version came before; what was paid for them, and a line
    # with another quantity.
    ("web_shop/orders_20260702.csv", "web_shop/orders_20260627.csv", "web_shop/payments_20260627.csv"),
    ("web_shop/order_lines_20260627.csv", "", "web_shop/order_lines_20260702.csv"),
    # Two accounts become one person, and part again.
    ("web_shop/customers_20260627.csv", "web_shop/customers_20260702.csv", "web_shop/customers_20260703.csv"),
    # The older, the later: snapshots that lack keys, receipts before they were corrected, answers.
    ("web_shop/products_20260702.csv", "web_shop/products_20260627.csv", "web_shop/products_20260625.csv"),
    ("pos/struk_MLG_20260702.csv", "pos/struk_MLG_20260627.csv", "pos/struk_MLG_20260625.csv"),
    ("consents/changes_20260702.jsonl", "", "consents/changes_20260627.jsonl"),
    ("inventory/stock_20260627.csv", "inventory/stock_20260625.csv", "inventory/stock_20260702.csv"),
)
"""Deliveries by the run in which they come: whatever is made of one alone changes with the next."""


@st.composite
def ways(draw: Callable[..., Any], names: tuple[str, ...]) -> tuple[Runs, list[str]]:
    """Deliveries in any order, cut into two or three runs; up to four of them come once more in the last run."""
    order = draw(st.permutations(names))
    cuts = sorted(draw(st.sets(st.integers(1, len(names) - 1), min_size=1, max_size=2)))
    runs = [order[start:end] for start, end in zip([0, *cuts], [*cuts, len(names)], strict=True)]
    again = draw(st.sets(st.sampled_from([n for n in names if not n.endswith(".sqlite")]), max_size=4))
    return runs, sorted(again)


def hard_order(names: tuple[str, ...]) -> Runs:
    """Three runs of all deliveries, those of ONE_AFTER_ANOTHER in a run each."""
    run_of = {name: number % 3 for number, name in enumerate(names)}
    placed = {name: run for chain in ONE_AFTER_ANOTHER for run, name in enumerate(chain) if name}
    assert placed.keys() <= run_of.keys()
    run_of |= placed
    return [[name for name in names if run_of[name] == run] for run in range(3)]


def build_in(house: TrialHouse, inbox: Path, runs: Runs, again: list[str]) -> None:
    """Deliver and build run by run; what comes again has another name and the same date, so it is the same delivery."""
    house.empty()
    for names in runs[:-1]:
        house.deliver(inbox, names)
        house.ingest_and_build()
    deliver_last(house, inbox, runs[-1], again)
    house.ingest_and_build()


def deliver_last(house: TrialHouse, inbox: Path, names: list[str], again: list[str]) -> None:
    """Deliver, and some that came before once more."""
    house.deliver(inbox, names)
    for name in again:
        stem, dot, endings = name.partition(".")
        shutil.copyfile(inbox / name, house.paths.inbox / f"{stem}_lagi{dot}{endings}")


def check(house: TrialHouse, deliveries: Deliveries, reference: Reference, way: tuple[Runs, list[str]]) -> None:
    """Build in this way and compare every table with the clean build's."""
    build_in(house, deliveries.inbox, *way)
    faults = differences(house.tables, reference.first, house.compared_models(), LOADER_COLUMNS)
    assert not faults, "\n".join(faults)
    assert fates_by_time(house.tables) == fates_by_time(reference.first)
    assert house.tables.query("select table_name from duckdb_tables() where contains(table_name, '__dbt_')") == []


@pytest.mark.laws
def test_many_orders_give_the_same_tables(house: TrialHouse, deliveries: Deliveries, reference: Reference) -> None:
    @settings(max_examples=MANY, **PATIENT)
    @given(way=ways(deliveries.names))
    def law(way: tuple[Runs, list[str]]) -> None:
        check(house, deliveries, reference, way)

    law()


def test_the_deliveries_hold_what_is_difficult(reference: Reference) -> None:
    """Without these the law would hold of nothing: a person of two accounts, a deleted product, rows of every fate."""
    merged = reference.first.query(
        "select count(*) from (select customer_id from warehouse.identity.idn_customers"
        " where record_id like 'web_shop:%' group by customer_id having count(*) > 1)"
    )
    deleted = reference.first.query("select count(*) from warehouse.intermediate.int_products where is_deleted")
    fates = reference.first.query("select distinct _fate from warehouse.staging.stg_row_fates order by 1")
    assert merged[0][0] > 0
    assert deleted[0][0] >= 4
    assert [fate for (fate,) in fates] == ["current", "duplicate", "quarantined", "superseded"]


def test_one_changed_cell_is_seen(house: TrialHouse, reference: Reference, tmp_path: Path) -> None:
    """The comparison can fail: one amount is changed by one, in the warehouse and in the marts."""
    changed = Tables(tmp_path / "warehouse.duckdb", tmp_path / "marts.duckdb")
    for file, table, column in (
        (reference.first.warehouse, "staging.stg_web_shop__products_rows", "list_price"),
        (reference.first.marts, "marts.fct_order_lines", "net_amount"),
    ):
        shutil.copyfile(file, tmp_path / file.name)
        with duckdb.connect() as connection:
            connection.execute(f"attach '{tmp_path / file.name}' as changed")
            connection.execute(f"update changed.{table} set {column} = {column} + 1 where rowid = 0")
    faults = differences(changed, reference.first, house.compared_models(), LOADER_COLUMNS)
    assert [fault.split(" ")[0] for fault in faults] == ["marts.fct_order_lines", "staging.stg_web_shop__products_rows"]
