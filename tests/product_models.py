"""The models of products and places alone, compiled once by dbt and run on tables of a test's own, in memory.

Nothing of staging or identity runs here: what those hand over is inserted row by row, so that numbers can be worked
out by hand.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import duckdb
from compiled_models import Slice

from workspaces.settings import DBT_PROJECT

AS_OF = "2026-06-30"
COPIED = (
    "models/intermediate/products",
    "models/intermediate/int_listed_products.sql",
    "models/marts/products",
    "models/marts/dim_products.sql",
    "tests/products",
)
READ = {
    "warehouse.intermediate.int_valued_lines": """
        order_line_id varchar, order_id varchar, product_id varchar, product_name varchar, quantity decimal(18, 3),
        is_return boolean, gross_amount decimal(18, 2), net_amount decimal(18, 2), order_date date,
        value_order_id varchar, value_date date, booked_date date, value_customer_id varchar, is_counted boolean
    """,
    "warehouse.intermediate.int_valued_orders": """
        order_id varchar, source varchar default 'pos', record_id varchar, customer_id varchar, ordered_at timestamp,
        order_date date, channel varchar default 'store', store_id varchar, cashier varchar,
        status varchar default 'fulfilled', is_converted boolean default true, sale_line_count bigint default 1,
        net_amount decimal(18, 2) default 0, fully_returned_date date
    """,
    "warehouse.intermediate.int_customer_days": """
        customer_id varchar, order_date date, booked_date date, net_amount decimal(18, 2) default 0
    """,
    "warehouse.intermediate.int_purchase_dates": """
        customer_id varchar, order_date date, kept_order_count bigint default 1
    """,
    "warehouse.intermediate.int_customer_attributes": "customer_id varchar, is_pseudo boolean default false",
    "warehouse.intermediate.int_source_histories": "source varchar, history_begins_date date",
    "warehouse.intermediate.int_products": """
        product_id varchar, source varchar default 'web_shop', name varchar, category varchar,
        list_price decimal(18, 2), unit_cost decimal(18, 2), is_sellable boolean default true,
        is_deleted boolean default false
    """,
    "warehouse.intermediate.int_inventory": """
        product_id varchar, source varchar default 'inventory', store_id varchar default 'MLG', quantity decimal(18, 3),
        counted_at timestamp default '2026-06-29 10:00:00'
    """,
    "warehouse.intermediate.int_touched_orders": "order_id varchar, _build_seq bigint",
    "warehouse.intermediate.int_consents": """
        contact_value varchar, purpose varchar default 'marketing', action varchar default 'grant',
        occurred_at timestamp
    """,
    "warehouse.identity.idn_records": """
        record_id varchar, source varchar default 'pos', first_seen_at timestamp, birth_date date,
        is_pseudo boolean default false
    """,
    "warehouse.identity.idn_identifiers": """
        record_id varchar, kind varchar, value varchar, is_valid boolean default true
    """,
    "marts.marts.dim_customers": """
        customer_id varchar, is_customer boolean default true, is_pseudo boolean default false,
        is_deleted boolean default false, gender varchar, age integer, city varchar, province varchar,
        province_code varchar, place_id varchar, country varchar
    """,
    "warehouse.seeds.service_products": "code varchar, reason varchar",
    "warehouse.seeds.complements": """
        workspace varchar default 'sample_shop', owned_kind varchar default 'product', owned varchar,
        offered_product_id varchar, reason varchar default 'They go together'
    """,
}
"""What the models read: `database.schema.table` -> its columns, those that the models ask for."""


class ProductModels:
    """The compiled SQL of the models, by name and in an order in which each can be built.

    In the folder of others they are compiled again by other variables, and not parsed again.
    """

    def __init__(self, folder: Path, **variables: Any) -> None:
        self.folder = folder
        is_new = not folder.joinpath("dbt_project.yml").exists()
        if is_new:
            _copy_models(folder)
        Slice(folder).dbt("-q", "compile", parsed=not is_new, **variables)
        manifest = json.loads((folder / "target/manifest.json").read_text(encoding="utf-8"))
        nodes = {i: n for i, n in manifest["nodes"].items() if "is_never_run" not in n.get("raw_code", "is_never_run")}
        models = {i: n for i, n in nodes.items() if n["resource_type"] == "model"}
        self.sql: dict[str, str] = {n["name"]: n["compiled_code"] for n in models.values()}
        self.relation: dict[str, str] = {
            n["name"]: f"{n['database']}.{n['schema']}.{n['name']}" for n in models.values()
        }
        self.test_sql: dict[str, str] = {
            n["name"]: n["compiled_code"] for n in nodes.values() if n["resource_type"] == "test"
        }
        self.order = _sorted({i: set(n["depends_on"]["nodes"]) & set(models) for i, n in models.items()})

    def build(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make every table, each after those that it reads."""
        for name in self.order:
            connection.execute(f"create or replace table {self.relation[name]} as {self.sql[name]}")


def _copy_models(folder: Path) -> None:
    """The models with their macros, tests and seeds; what they read becomes models that are never run."""
    shutil.copytree(DBT_PROJECT / "macros", folder / "macros", dirs_exist_ok=True)
    shutil.copytree(DBT_PROJECT / "tests/generic", folder / "tests/generic", dirs_exist_ok=True)
    for file in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(DBT_PROJECT / file, folder / file)
    for copied in COPIED:
        files = [DBT_PROJECT / copied] if copied.endswith(".sql") else sorted((DBT_PROJECT / copied).rglob("*.sql"))
        for file in files:
            target = folder / file.relative_to(DBT_PROJECT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, target)
    for relation in READ:
        _, layer, table = relation.split(".")
        if layer == "seeds":
            (folder / "seeds").mkdir(exist_ok=True)
            shutil.copy(DBT_PROJECT / "seeds" / f"{table}.csv", folder / "seeds")
        else:
            _stand_in(folder, layer, table)
    for layer in ("staging", "segments", "audiences", "memberships", "eligibility"):
        _stand_in(folder, layer, f"nothing_of_{layer}")  # dbt warns of layers that are declared and empty
    Slice(folder).paths.create()


class Shop:
    """A shop whose tables a test fills by hand."""

    def __init__(self, models: ProductModels) -> None:
        self.models = models
        self.connection = duckdb.connect()
        for database in ("warehouse", "marts"):
            self.connection.execute(f"attach ':memory:' as {database}")
        self.connection.execute("set threads = 1")
        for relation, columns in READ.items():
            self.connection.execute(f"create schema if not exists {relation.rsplit('.', 1)[0]}")
            self.connection.execute(f"create table {relation} ({columns})")

    def insert(self, table: str, **row: Any) -> None:
        """Add a row to a table of READ; what it leaves out has its default."""
        (relation,) = [name for name in READ if name.endswith(f".{table}")]
        columns, marks = ", ".join(row), ", ".join("?" for _ in row)
        self.connection.execute(f"insert into {relation} ({columns}) values ({marks})", list(row.values()))

    def product(self, product_id: str, stock: float | None = 10, **row: Any) -> None:
        """List a product, and count it unless `stock` is None."""
        self.insert("int_products", **{"product_id": product_id, "name": product_id.title(), **row})
        if stock is not None:
            self.insert("int_inventory", product_id=product_id, quantity=stock)

    def customer(self, customer_id: str, **row: Any) -> None:
        """Somebody known."""
        self.insert("dim_customers", customer_id=customer_id, **row)
        self.insert("int_customer_attributes", customer_id=customer_id, is_pseudo=row.get("is_pseudo", False))

    def sale(self, order: str, date: str, customer: str | None, *products: str, **line: Any) -> None:
        """An order of one line a product: `quantity` (1) at `price` (100) less `discount`, each. Negative: came back.

        `of` is the order that a return gives back to, whose date it takes from `value_date`.
        """
        quantity, price = line.get("quantity", 1), line.get("price", 100)
        amount = quantity * price
        for product in products:
            self.insert(
                "int_valued_lines",
                order_line_id=f"{order}:{product}:{date}",
                order_id=order,
                product_id=product,
                product_name=product.title(),
                quantity=quantity,
                is_return=quantity < 0,
                gross_amount=max(amount, 0),
                net_amount=amount - line.get("discount", 0),
                order_date=date,
                value_order_id=line.get("of", order),
                value_date=line.get("value_date", date),
                booked_date=date,
                value_customer_id=customer,
                is_counted=line.get("is_counted", True),
            )

    def build(self) -> None:
        """Make the models' tables."""
        self.models.build(self.connection)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows; tables are named as in the warehouse, without their database: marts.fct_product_performance."""
        named = re.sub(r"\b(marts)\.(?=\w+\b(?!\.))", "marts.marts.", sql)
        return self.connection.execute(re.sub(r"\bintermediate\.", "warehouse.intermediate.", named)).fetchall()

    def failures(self, test: str) -> list[tuple[Any, ...]]:
        """The rows that a dbt test of the models finds at fault."""
        return self.connection.execute(self.models.test_sql[test]).fetchall()


def _stand_in(folder: Path, layer: str, table: str) -> None:
    file = folder / "models" / layer / f"{table}.sql"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("select 1 as is_never_run\n", encoding="utf-8")


def _sorted(reads: dict[str, set[str]]) -> list[str]:
    """Names of the models, each after those it reads."""
    order: list[str] = []
    while len(order) < len(reads):
        ready = sorted(i for i in reads if i not in order and reads[i] <= set(order))
        assert ready, "models that read each other"
        order += ready
    return [i.rsplit(".", 1)[1] for i in order]
