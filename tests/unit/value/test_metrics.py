"""The metrics of the semantic layer say what the marts say: each is worked out from its own words on a few rows."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import duckdb
import pytest
import yaml

from workspaces.settings import DBT_PROJECT

TOLD = yaml.safe_load((DBT_PROJECT / "models/metrics/_metrics.yml").read_text(encoding="utf-8"))
MEASURES = {m["name"]: (s["model"], m) for s in TOLD["semantic_models"] for m in s["measures"]}
METRICS = {m["name"]: m for m in TOLD["metrics"]}
AGGREGATES = {"sum": "sum({})", "count_distinct": "count(distinct {})", "average": "avg({})"}
TABLES = """
create table fct_orders as select * from (values
    ('a', 'c1', true, true, 100, 80), ('b', 'c1', true, true, 50, 50), ('c', 'c2', true, false, 30, 0),
    ('d', 'c3', false, false, 70, 70), ('e', null, true, true, 20, 20)
) as t(order_id, customer_id, is_fulfilled, is_kept, gross_amount, net_amount);
create table customer_360 as select * from (values
    ('c1', true, false, 2, 40), ('c4', true, false, 1, 20), ('c5', false, false, 0, null),
    ('walk-in', true, true, 9, 900)
) as t(customer_id, is_customer, is_pseudo, frequency_lifetime, lifetime_value_365d);
create table fct_cohort_retention as select * from (values
    (0, true, 10, 10), (1, true, 10, 4), (2, true, 10, 3), (3, false, 10, 9)
) as t(age_months, is_complete, cohort_customer_count, retained_customer_count);
create table fct_campaign_performance as select * from (values
    ('export', 100, 500), ('export', 50, 400), ('export', 30, null), ('audience', 150, 900)
) as t(campaign_kind, treated_people, holdout_net_revenue);
"""
EXPECTED = {
    "revenue": 200,
    "net_revenue": 150,
    "orders": 3,
    "customers": 1,
    "new_customers": 2,
    "repeat_customers": 1,
    "retained_cohort_customers": 7,
    "all_cohort_customers": 20,
    "lifetime_value": 30,
    "repeat_rate": Fraction(1, 2),
    "retention": Fraction(7, 20),
    "average_order_value": 50,
    "caused_revenue": 900,
    "treated_people": 150,
    "campaign_uplift": Fraction(6),
}


def value(connection: duckdb.DuckDBPyConnection, metric: dict[str, Any]) -> Any:
    """A metric over all time, by the SQL that MetricFlow makes of its measure."""
    asked = metric["type_params"]
    if metric["type"] == "ratio":
        return Fraction(value(connection, METRICS[asked["numerator"]])) / Fraction(
            value(connection, METRICS[asked["denominator"]])
        )
    model, measure = MEASURES[asked["measure"]]
    table = model.removeprefix("ref('").removesuffix("')")
    row = connection.execute(f"select {AGGREGATES[measure['agg']].format(measure['expr'])} from {table}").fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_metric_is_what_its_mart_says(name: str) -> None:
    with duckdb.connect() as connection:
        connection.execute(TABLES)
        assert value(connection, METRICS[name]) == EXPECTED[name]


def test_every_metric_is_worked_out_here() -> None:
    assert EXPECTED.keys() == METRICS.keys()
