"""The models of what customers are worth alone, compiled once by dbt and run on tables of a test's own, in memory.

Nothing of staging or identity runs here: what those hand over is inserted row by row, so that numbers can be worked
out by hand.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
from decimal import Decimal
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb
from compiled_models import Slice

from workspaces.settings import DBT_PROJECT

AS_OF = "2026-06-30"
COPIED = (
    "models/intermediate/value",
    "models/intermediate/int_purchase_dates.sql",
    "models/marts/value",
    "tests/marts/rfm_segments_cover_all_scores.sql",
)
STOOD_IN = {"int_points", "fct_receivables"}
DAY = """
    customer_id varchar, order_date date, booked_date date, source varchar default 'pos',
    channel varchar default 'store', store_id varchar default 'MLG',
    placed_order_count bigint default 0, kept_order_count bigint default 0,
    sold_quantity decimal(18, 3) default 0, kept_quantity decimal(18, 3) default 0,
    cost_amount decimal(18, 2) default 0,
    uncosted_line_count bigint default 0, gross_amount decimal(18, 2) default 0,
    seller_discount_amount decimal(18, 2) default 0, returned_amount decimal(18, 2) default 0,
    net_amount decimal(18, 2) default 0
"""
READ = {
    "warehouse.intermediate.int_customer_days": DAY,
    "warehouse.intermediate.int_customer_attributes": """
        customer_id varchar, is_pseudo boolean default false, acquisition_source varchar
    """,
    "warehouse.intermediate.int_customer_lifecycles": """
        customer_id varchar, lifecycle varchar default 'repeat', first_purchase_date date, last_purchase_date date,
        recency_days bigint, median_gap_days decimal(9, 1)
    """,
    "warehouse.intermediate.int_favourite_products": "customer_id varchar, kept_product_count bigint",
    "warehouse.intermediate.int_touched_orders": "order_id varchar, _build_seq bigint",
    "warehouse.intermediate.int_touched_customers": "customer_id varchar, _build_seq bigint",
    "warehouse.intermediate.int_products": """
        product_id varchar, source varchar, unit_cost decimal(18, 2), is_deleted boolean default false
    """,
    "warehouse.intermediate.int_payments": "order_id varchar, family varchar, amount decimal(18, 2)",
    "warehouse.intermediate.int_orders": "order_id varchar, is_cash_on_delivery boolean",
    "warehouse.intermediate.int_valued_orders": """
        order_id varchar, customer_id varchar, order_date date, status varchar default 'fulfilled',
        channel varchar default 'web', shipping_amount decimal(18, 2) default 0, is_converted boolean default true,
        exchange_rate decimal(18, 9) default 1
    """,
    "warehouse.intermediate.int_valued_lines": """
        order_id varchar, value_customer_id varchar, value_date date, booked_date date, net_amount decimal(18, 2),
        is_counted boolean default true
    """,
    "warehouse.intermediate.int_customer_event_days": """
        customer_id varchar, event_date date, kind varchar, interaction_count bigint default 1
    """,
    "warehouse.intermediate.int_points": """
        points_entry_id varchar, source varchar default 'membership', record_id varchar, kind varchar default 'earn',
        points bigint, occurred_at timestamp, entry_date date, expires_date date
    """,
    "warehouse.identity.idn_customers": "record_id varchar, customer_id varchar",
    "marts.marts.fct_receivables": """
        customer_id varchar, overdue_amount_1_30d decimal(18, 2) default 0,
        overdue_amount_31_60d decimal(18, 2) default 0, overdue_amount_61_90d decimal(18, 2) default 0,
        overdue_amount_over_90d decimal(18, 2) default 0
    """,
}
"""What the models read: `database.schema.table` -> its columns, those that the models ask for."""
SEEDS = ("rfm_segments", "tenure_bands")
LIFECYCLES = """
    insert into warehouse.intermediate.int_customer_lifecycles
        (customer_id, first_purchase_date, last_purchase_date, recency_days)
    select customer_id, min(order_date), max(order_date), date_diff('day', max(order_date), date '{as_of}')
    from warehouse.intermediate.int_purchase_dates group by customer_id
"""


class ValueModels:
    """The compiled SQL of the models, by name, and an order in which each can be built.

    In the folder of others they are compiled again by other variables, and not parsed again.
    """

    def __init__(self, folder: Path, as_of: str = AS_OF, **variables: Any) -> None:
        self.as_of, self.folder = as_of, folder
        is_new = not folder.joinpath("dbt_project.yml").exists()
        if is_new:
            _copy_models(folder)
        Slice(folder).dbt("-q", "compile", parsed=not is_new, as_of=as_of, **variables)
        manifest = json.loads((folder / "target/manifest.json").read_text(encoding="utf-8"))
        nodes = {i: n for i, n in manifest["nodes"].items() if "is_never_run" not in n.get("raw_code", "is_never_run")}
        models = {i: n for i, n in nodes.items() if n["resource_type"] == "model"}
        self.sql: dict[str, str] = {n["name"]: n["compiled_code"] for n in models.values()}
        self.relation = {n["name"]: f"{n['database']}.{n['schema']}.{n['name']}" for n in models.values()}
        self.test_sql = {n["name"]: n["compiled_code"] for n in nodes.values() if n["resource_type"] == "test"}
        edges = {i: sorted(set(n["depends_on"]["nodes"]) & set(models)) for i, n in sorted(models.items())}
        self.order = [models[i]["name"] for i in TopologicalSorter(edges).static_order()]

    def build(self, connection: duckdb.DuckDBPyConnection, *names: str) -> None:
        """Make the tables of these models, or of all, each after those that it reads."""
        for name in names or self.order:
            connection.execute(f"create or replace table {self.relation[name]} as {self.sql[name]}")


def _copy_models(folder: Path) -> None:
    """The models with their macros, tests and seeds; what they read becomes models that are never run."""
    for part in ("macros", "tests/generic"):
        shutil.copytree(DBT_PROJECT / part, folder / part, dirs_exist_ok=True)
    for file in ("dbt_project.yml", "profiles.yml", *(f"seeds/{seed}.csv" for seed in SEEDS)):
        (folder / file).parent.mkdir(exist_ok=True)
        shutil.copy(DBT_PROJECT / file, folder / file)
    for copied in COPIED:
        files = [DBT_PROJECT / copied] if copied.endswith(".sql") else sorted((DBT_PROJECT / copied).rglob("*.sql"))
        for file in files:
            if file.stem not in STOOD_IN:
                target = folder / file.relative_to(DBT_PROJECT)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, target)
    stand_ins = [tuple(relation.split(".")[1:]) for relation in READ]
    # dbt warns of layers that are declared and empty
    empty = ("staging", "segments", "audiences", "memberships", "eligibility")
    for layer, table in (*stand_ins, *((layer, f"nothing_of_{layer}") for layer in empty)):
        file = folder / "models" / layer / f"{table}.sql"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("select 1 as is_never_run\n", encoding="utf-8")
    Slice(folder).paths.create()


class People:
    """People whose days a test writes by hand."""

    def __init__(self, models: ValueModels) -> None:
        self.models = models
        self.connection = duckdb.connect()
        self.connection.execute("set threads = 1")
        for database in ("warehouse", "marts"):
            self.connection.execute(f"attach ':memory:' as {database}")
        for schema in ("warehouse.intermediate", "warehouse.identity", "warehouse.seeds", "marts.marts"):
            self.connection.execute(f"create schema {schema}")
        for relation, columns in READ.items():
            self.connection.execute(f"create table {relation} ({columns})")
        for seed in SEEDS:
            file = DBT_PROJECT / "seeds" / f"{seed}.csv"
            self.connection.execute(f"create table warehouse.seeds.{seed} as from read_csv('{file}')")

    def insert(self, table: str, **row: Any) -> None:
        """Add a row to a table of READ; what it leaves out has its default."""
        (relation,) = [name for name in READ if name.endswith(f".{table}")]
        columns, marks = ", ".join(row), ", ".join("?" for _ in row)
        self.connection.execute(f"insert into {relation} ({columns}) values ({marks})", list(row.values()))

    def known(self, *customers: str, **attributes: Any) -> None:
        """Somebody identified, who has bought or not."""
        for customer in customers:
            self.insert("int_customer_attributes", customer_id=customer, **attributes)

    def bought(self, customer: str, date: str, net: float, **row: Any) -> None:
        """One kept order of one unit on a date."""
        day = {"kept_order_count": 1, "sold_quantity": 1, "kept_quantity": 1, "gross_amount": net, "net_amount": net}
        self.insert("int_customer_days", customer_id=customer, order_date=date, booked_date=date, **(day | row))

    def gave_back(self, customer: str, date: str, booked: str, amount: float, **row: Any) -> None:
        """Part of what was bought on a date came back on another."""
        day = {"returned_amount": amount, "net_amount": -amount}
        self.insert("int_customer_days", customer_id=customer, order_date=date, booked_date=booked, **(day | row))

    def build(self) -> None:
        """Make every table; the lifecycle's dates are those of the purchases."""
        self.models.build(self.connection, "int_purchase_dates")
        self.connection.execute("truncate warehouse.intermediate.int_customer_lifecycles")
        self.connection.execute(LIFECYCLES.format(as_of=self.models.as_of))
        self.models.build(self.connection)

    def rows(self, table: str, *columns: str, order: str = "all") -> list[tuple[Any, ...]]:
        """These columns of a mart, dates as text and amounts as floats."""
        found = self.connection.execute(f"select {', '.join(columns)} from marts.marts.{table} order by {order}")
        return [tuple(_plain(value) for value in row) for row in found.fetchall()]

    def of(self, table: str, customer: str, *columns: str) -> tuple[Any, ...]:
        """The one row of a customer."""
        (row,) = self.rows(f"{table} where customer_id = '{customer}'", *columns)
        return row


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value
