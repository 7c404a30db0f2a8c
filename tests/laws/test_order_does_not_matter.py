"""Invariant 2: any split into runs, any order, repetitions and late days of the same deliveries, each with its own
time, give the tables of one clean build, bit for bit; history and touched models aside, and the numbers of loads.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from trial_house import LOADER_COLUMNS, TrialHouse, differences

from .conftest import DAYS, PEOPLE, Deliveries, Reference

FEW, MANY = 3, 100
# A build takes seconds: an example has no deadline, and a failing one is not shrunk by a hundred more builds.
PATIENT: dict[str, Any] = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "phases": (Phase.explicit, Phase.generate),
    "suppress_health_check": list(HealthCheck),
}

Runs = list[list[str]]


@st.composite
def ways(draw: Callable[..., Any], names: tuple[str, ...]) -> tuple[Runs, list[str]]:
    """Deliveries in any order, cut into two or three runs; up to four of them come once more in the last run."""
    order = draw(st.permutations(names))
    cuts = sorted(draw(st.sets(st.integers(1, len(names) - 1), min_size=1, max_size=2)))
    runs = [order[start:end] for start, end in zip([0, *cuts], [*cuts, len(names)], strict=True)]
    again = draw(st.sets(st.sampled_from([n for n in names if not n.endswith(".sqlite")]), max_size=4))
    return runs, sorted(again)


def build_in(house: TrialHouse, inbox: Path, runs: Runs, again: list[str]) -> None:
    """Deliver and build run by run; what comes again has another name and the same date, so it is the same delivery."""
    house.empty()
    for number, names in enumerate(runs, start=1):
        house.deliver(inbox, names)
        if number == len(runs):
            for name in again:
                stem, dot, endings = name.partition(".")
                shutil.copyfile(inbox / name, house.paths.inbox / f"{stem}_lagi{dot}{endings}")
        house.ingest_and_build()


def check(house: TrialHouse, deliveries: Deliveries, reference: Reference, way: tuple[Runs, list[str]]) -> None:
    """Build in this way and compare every table with the clean build's."""
    build_in(house, deliveries.inbox, *way)
    assert differences(house.tables, reference.first, house.compared_models(), LOADER_COLUMNS) == []


def test_a_few_orders_give_the_same_tables(house: TrialHouse, deliveries: Deliveries, reference: Reference) -> None:
    @settings(max_examples=FEW, **PATIENT)
    @given(way=ways(deliveries.names))
    def law(way: tuple[Runs, list[str]]) -> None:
        check(house, deliveries, reference, way)

    law()


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
        " where source = 'web_shop' group by customer_id having count(*) > 1)"
    )
    deleted = reference.first.query("select count(*) from warehouse.intermediate.int_products where is_deleted")
    fates = reference.first.query("select distinct _fate from warehouse.staging.stg_row_fates order by 1")
    assert merged[0][0] > 0
    assert deleted[0][0] >= 4
    assert [fate for (fate,) in fates] == ["current", "duplicate", "quarantined", "superseded"]


def test_a_lost_delivery_is_seen(house: TrialHouse, deliveries: Deliveries, reference: Reference) -> None:
    """The comparison can fail: one delivery less, and the tables that it feeds differ."""
    lost = "web_shop/products_20260702.csv"
    build_in(house, deliveries.inbox, [[name for name in deliveries.names if name != lost]], [])
    faults = differences(house.tables, reference.first, house.compared_models(), LOADER_COLUMNS)
    assert any("stg_web_shop__products_rows" in fault for fault in faults)
    assert (PEOPLE, DAYS) == (300, 4)
