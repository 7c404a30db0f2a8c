"""The models of campaign performance on plain tables: their SQL is rendered without dbt, and run in DuckDB.

Two days of conversions and ten of spend before, so that small worlds have both sides of every edge.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import duckdb
from jinja2 import Environment
from python_models import python_model

from workspaces.settings import DBT_PROJECT

AS_OF = dt.date(2026, 6, 30)
END = "timestamp '2026-07-01 00:00:00'"
MODELS = ("intermediate/campaigns/int_campaign_people", "intermediate/campaigns/int_campaign_outcomes")
SUMS, EFFECTS = "intermediate/campaigns/int_campaign_arms", "intermediate/campaigns/int_campaign_effects"
MARTS = ("marts/campaigns/fct_campaign_effects", "marts/campaigns/fct_campaign_performance")
TABLES = {
    "stg_campaign_sends": "send_seq bigint, export_id varchar, audience varchar, channel varchar, sent_at timestamp,"
    " sent_count bigint, campaign_id varchar default ''",
    "stg_campaign_people": "export_id varchar, customer_id varchar, is_in_file boolean, arm varchar,"
    " control_share decimal(9, 6), lifecycle varchar, rfm_segment varchar, value_class varchar",
    "idn_resolutions": "customer_id varchar, present_customer_id varchar",
    "idn_customers": "record_id varchar, customer_id varchar",
    "int_sends": "send_id varchar, campaign_id varchar, record_id varchar, arm varchar, sent_at timestamp",
    "int_campaigns": "campaign_id varchar, name varchar, channel varchar",
    "int_campaign_contacts": "customer_id varchar, campaign_id varchar, first_sent_at timestamp,"
    " first_delivered_at timestamp, first_opened_at timestamp, first_clicked_at timestamp",
    "int_known_products": "product_id varchar, unit_cost decimal(18, 2)",
    "int_valued_lines": "value_order_id varchar, product_id varchar, quantity decimal(18, 3), is_counted boolean"
    " default true",
    "int_valued_orders": "order_id varchar, customer_id varchar, ordered_at timestamp, net_amount decimal(18, 2),"
    " sale_line_count bigint default 1, fully_returned_date date, status varchar default 'fulfilled', is_converted"
    " boolean default true",
}


@dataclass(frozen=True)
class Measured:
    """Tables of one world, and the models on them."""

    connection: duckdb.DuckDBPyConnection
    variables: dict[str, Any]

    def insert(self, table: str, *rows: dict[str, Any]) -> None:
        """Add rows; what a row leaves out has its default."""
        for row in rows:
            marks = ", ".join("?" for _ in row)
            self.connection.execute(f"insert into {table} ({', '.join(row)}) values ({marks})", list(row.values()))

    def build(self) -> None:
        """Make the tables of all models."""
        for model in (*MODELS, SUMS):
            self._make(model)
        self._effects()
        for model in MARTS:
            self._make(model)

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a query finds."""
        return self.connection.execute(sql, list(values)).fetchall()

    def _make(self, model: str) -> None:
        name = model.rsplit("/", 1)[-1]
        self.connection.execute(f"create or replace table {name} as {rendered(model, self.variables)}")

    def _effects(self) -> None:
        module = python_model(f"models/{EFFECTS}.py")
        table = self.connection.sql(f"from int_campaign_arms order by {', '.join((*module.KEYS, 'arm'))}")
        arms = [dict(zip(table.columns, row, strict=True)) for row in table.fetchall()]
        columns = ", ".join(f"{f.name} {'varchar' if f.name in module.KEYS else 'double'}" for f in module.SCHEMA)
        self.connection.execute(f"create or replace table int_campaign_effects ({columns})")
        found = module.effects(arms, self.variables["campaign_confidence"], self.variables["campaign_power"])
        if found:
            marks = ", ".join("?" for _ in module.SCHEMA)
            self.connection.executemany(f"insert into int_campaign_effects values ({marks})", found)


def measured(**variables: Any) -> Measured:
    """An empty world."""
    connection = duckdb.connect()
    connection.execute("set threads = 1")
    for table, columns in TABLES.items():
        connection.execute(f"create table {table} ({columns})")
    told = {"conversion_days": 2, "campaign_before_days": 10, "campaign_days": 400}
    return Measured(connection, told | {"campaign_confidence": 0.95, "campaign_power": 0.8} | variables)


def rendered(model: str, variables: dict[str, Any]) -> str:
    """The SQL of a model as dbt would send it."""

    class Dbt:
        type_string = staticmethod(lambda: "varchar")
        dateadd = staticmethod(lambda part, count, moment: f"({moment} + interval ({count}) {part})")

    environment = Environment(extensions=["jinja2.ext.do"])  # noqa: S701 - SQL, not HTML
    return environment.from_string((DBT_PROJECT / f"models/{model}.sql").read_text(encoding="utf-8")).render(
        ref=str,
        var=variables.__getitem__,
        dbt=Dbt,
        end_of_as_of=lambda: END,
        as_of_date=lambda: f"date '{AS_OF}'",
        business_date=lambda moment: f"cast({moment} as date)",
    )
