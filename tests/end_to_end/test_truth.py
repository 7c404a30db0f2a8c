"""The sample shop's planted truth against what the pipeline found: every fault, fate, amount and person."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from trial_house import Tables, TrialHouse

from estimators.linkage_metrics import measure
from workspaces.sample_shop.generator import make

from .planted_truth import Findings

PEOPLE, DAYS = 1_500, 8
POINTS = {"earn": "earned", "redeem": "redeemed", "expire": "expired"}
Truth = dict[str, Any]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> TrialHouse:
    """A sample shop with its deliveries built in."""
    house = TrialHouse.make(tmp_path_factory.mktemp("truth"), "sample_shop")
    make(house.paths, size=PEOPLE, days=DAYS)
    house.ingest_and_build()
    return house


@pytest.fixture(scope="module")
def truth(house: TrialHouse) -> Truth:
    """What was planted."""
    planted: Truth = json.loads(Path(house.paths.truth, "truth.json").read_text(encoding="utf-8"))
    return planted


@pytest.fixture(scope="module")
def tables(house: TrialHouse) -> Tables:
    """What the pipeline made of it."""
    return house.tables


def test_every_planted_fault_is_found_as_often_as_it_was_planted(truth: Truth, tables: Tables) -> None:
    findings = Findings(tables, truth["faults"])
    planted = {name: fault["count"] for name, fault in truth["faults"].items()}
    assert {name: findings.of(name) for name in planted} == planted


def test_most_kinds_of_fault_are_there(truth: Truth) -> None:
    """Otherwise the comparison would compare zeros."""
    absent = {name for name, fault in truth["faults"].items() if fault["count"] == 0}
    assert len(absent) <= len(truth["faults"]) // 10, absent


def test_a_fault_that_nothing_looks_for_is_an_error(tables: Tables) -> None:
    with pytest.raises(LookupError, match=r"new_fault\.pos\.receipts"):
        Findings(tables, {"new_fault.pos.receipts": {}}).of("new_fault.pos.receipts")


def test_every_entity_has_the_planted_fates(truth: Truth, tables: Tables) -> None:
    found: dict[str, dict[str, int]] = {}
    for source, entity, fate, rows in tables.query(
        "select source, entity, fate, cast(sum(row_count) as bigint) from marts_file.marts.fct_row_fates group by all"
    ):
        found.setdefault(f"{source}.{entity}", {})[fate] = rows
    planted = {
        entity: {fate: rows[fate] for fate in ("current", "superseded", "duplicate", "quarantined") if rows[fate]}
        for entity, rows in truth["rows"].items()
    }
    assert found == planted


@pytest.mark.parametrize("source", ["web", "pos"])
def test_money_reconciles_with_the_planted_amounts(truth: Truth, tables: Tables, source: str) -> None:
    (found,) = tables.query(
        "select sum(gross_amount), sum(seller_discount_amount), sum(returned_amount)"
        " from marts_file.marts.fct_order_lines"
        f" where source = '{'web_shop' if source == 'web' else source}' and status = 'fulfilled'"
    )
    planted = tuple(truth[f"{source}_{what}"] for what in ("gross_revenue", "seller_discount", "returned"))
    assert found == planted


def test_orders_and_returns_are_counted(truth: Truth, tables: Tables) -> None:
    (found,) = tables.query(
        "select (select count(*) from marts_file.marts.fct_orders where source = 'web_shop' and is_fulfilled),"
        " (select count(*) from marts_file.marts.fct_order_lines"
        " where source = 'web_shop' and is_return and status = 'fulfilled')"
    )
    assert found == (truth["web_fulfilled_orders"], truth["web_returned_lines"])


def test_points_are_the_planted_ones(truth: Truth, tables: Tables) -> None:
    kinds = "select kind, abs(sum(points)) from marts_file.marts.fct_points where customer_id is not null group by kind"
    found = {kind: int(points) for kind, points in tables.query(kinds)}
    assert found == {kind: truth[f"points_{what}"] for kind, what in POINTS.items()}
    (lowest,) = tables.query("select min(balance_after) from marts_file.marts.fct_points")
    assert lowest == (0,)


def test_no_two_people_are_one_customer_unless_they_share_a_contact(house: TrialHouse, tables: Tables) -> None:
    """Every pair of accounts in one customer is one planted person, and every person's accounts are one customer."""
    people = f"read_parquet('{house.paths.truth}/people.parquet')"
    of_account = (
        f"select people.person, idn_customers.customer_id from {people} as people"
        " join warehouse.identity.idn_customers on idn_customers.record_id = 'web_shop:' || people.record_key"
        " where people.source = 'web_shop'"
    )
    mixed = f"select customer_id from ({of_account}) group by customer_id having count(distinct person) > 1"
    split = f"select person from ({of_account}) group by person having count(distinct customer_id) > 1"
    assert tables.query(f"select count(*) > {PEOPLE} / 2 from ({of_account})") == [(True,)]
    assert (tables.query(mixed), tables.query(split)) == ([], [])


def test_exact_rules_take_hardly_anybody_for_somebody_else(house: TrialHouse, tables: Tables) -> None:
    """Over the records of all sources, in pairs: precise to one in a thousand, and most of each person is found."""
    people = f"read_parquet('{house.paths.truth}/people.parquet')"
    found = tables.query(
        "select dense_rank() over (order by customer_id), dense_rank() over (order by person)"
        f" from {people} as people join warehouse.identity.idn_records"
        " on idn_records.source = people.source and idn_records.source_key in"
        " (people.record_key, substr(md5(lower(people.record_key)), 1, 24))"
        " join warehouse.identity.idn_customers using (record_id)"
    )
    assert [(len(found),)] == tables.query(f"select count(*) from {people}")
    linkage = measure(*(np.array(labels, np.int64) for labels in zip(*found, strict=True)))
    print(f"precision {linkage.pairwise_precision:.4f}, recall {linkage.pairwise_recall:.4f}")
    assert linkage.pairwise_precision >= 0.999
    assert linkage.pairwise_recall >= 0.93


def test_abandoned_carts_are_found(house: TrialHouse, truth: Truth, tables: Tables) -> None:
    """All carts that were left in the last 48 hours, without those of the last two, unless the person bought since."""
    planted = (
        f"select idn_customers.customer_id from read_parquet('{house.paths.truth}/abandoned_carts.parquet') as carts"
        " join warehouse.identity.idn_customers on record_id = 'web_shop:' || carts.customer_id"
        " where added_at between timestamp '2026-06-28 17:00' and timestamp '2026-06-30 15:00' and not exists"
        " (from marts_file.marts.fct_orders where customer_id = idn_customers.customer_id and ordered_at > added_at)"
    )
    found = "select customer_id from marts_file.audiences.aud_abandoned_cart"
    assert truth["carts_abandoned_in_last_48_hours"] > 0
    assert tables.query(f"{planted} except {found}") == []
