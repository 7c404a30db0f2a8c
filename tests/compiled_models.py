"""A slice of the dbt project that stands alone: segments, audiences, memberships and eligibility, reading plain tables.

dbt compiles the slice once; tests then run the compiled SQL of single models in an in-memory DuckDB whose databases,
schemas and tables have the names of a real build. Nothing of identity, staging or marts runs here.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dbt_child
import duckdb
import yaml

from orchestration.dbt_variables import static_variables
from workspaces.configuration import load_workspace
from workspaces.paths import WorkspacePaths
from workspaces.settings import DBT_PROJECT

LAYERS = ("segments", "audiences", "memberships", "eligibility")
AS_OF = "2026-06-30"
END_OF_AS_OF = "2026-06-30 17:00:00"
"""Midnight in Jakarta, in UTC."""

MARTS = ("customer_360", "fct_interactions", "fct_orders", "fct_order_lines", "dim_products", "dim_customer_ids")
DEFAULTS = {
    "is_customer": "true",
    "is_pseudo": "false",
    "is_deleted": "false",
    "salutation": "'Kak'",
    "is_birth_date_suspect": "false",
    "lifecycle": "'repeat'",
    "is_history_complete": "true",
    "kept_order_count_lifetime": "0",
    "net_revenue_365d": "0",
    "net_revenue_lifetime": "0",
    "is_top_80": "false",
    "has_open_complaint": "false",
    "has_purchase_after_last_cart": "false",
}
"""What a profile has where a test does not say; other columns are null."""


def _contract(model: str) -> list[dict[str, Any]]:
    """The columns of a mart as its YAML says."""
    for file in sorted((DBT_PROJECT / "models/marts").rglob("*.yml")):
        text = file.read_text(encoding="utf-8")
        if f"- name: {model}\n" in text:
            declared = [m for m in yaml.safe_load(text).get("models", []) if m["name"] == model]
            if declared:
                return list(declared[0]["columns"])
    raise LookupError(model)


def _columns_of(model: str) -> str:
    """The columns of a mart as its contract says, in SQL; those of customer_360 with DEFAULTS."""
    defaults = DEFAULTS if model == "customer_360" else {}
    return ", ".join(
        f"{c['name']} {c['data_type']}" + (f" default {defaults[c['name']]}" if c["name"] in defaults else "")
        for c in _contract(model)
    )


READ = {
    **{f"marts.marts.{model}": _columns_of(model) for model in MARTS},
    "warehouse.identity.idn_customers": "record_id varchar, customer_id varchar",
    "warehouse.identity.idn_identifiers": """
        record_id varchar, kind varchar, value varchar, is_valid boolean default true, is_mobile boolean default false
    """,
    "warehouse.intermediate.int_consents": """
        consent_id varchar, source varchar, contact_kind varchar, contact_value varchar, channel varchar,
        purpose varchar default 'marketing', action varchar, occurred_at timestamp, received_at timestamp,
        lawful_basis varchar, notice_version varchar, method varchar, expires_at timestamp
    """,
    "warehouse.identity.idn_resolutions": "customer_id varchar, present_customer_id varchar",
    "warehouse.staging.stg_written_people": """
        export_id varchar, audience varchar, as_of date, expires_at timestamp, sent_at timestamp, customer_id varchar
    """,
    "warehouse.intermediate.int_marked_sends": """
        send_seq bigint, customer_id varchar, export_id varchar, audience varchar, channel varchar,
        purpose varchar default 'marketing', campaign_id varchar, sent_at timestamp
    """,
    "warehouse.intermediate.int_orders": "order_id varchar, voucher_code varchar, order_date date",
    "warehouse.intermediate.int_interactions": """
        interaction_id varchar, record_id varchar, channel varchar, kind varchar, occurred_at timestamp
    """,
    "warehouse.seeds.suppressions": "contact_hash varchar, scope varchar, reason varchar",
    "warehouse.seeds.places": "place_id varchar, latitude decimal(5, 2), longitude decimal(5, 2)",
}
"""What the slice reads: `database.schema.table` -> its columns, those that the slice asks for."""


@dataclass(frozen=True)
class Slice:
    """A dbt project in `folder` whose variables are the sample shop's."""

    folder: Path

    @property
    def paths(self) -> WorkspacePaths:
        """Where the slice's databases lie, when dbt runs it."""
        return WorkspacePaths(self.folder / "data")

    @property
    def static_variables(self) -> dict[str, Any]:
        """What a build of the sample shop tells dbt, for the audiences of this folder."""
        return static_variables(load_workspace("sample_shop"), self.folder)

    def dbt(self, *command: str, parsed: bool = False, **variables: Any) -> str:
        """Run dbt on the slice and return what it said; fails with that text when dbt does.

        `parsed`: the models are as in the last call, and so is every variable that their configs read.
        """
        told = {**self.static_variables, "as_of": AS_OF, **variables}
        answer = dbt_child.dbt(self.folder, *command, variables=told, parsed=parsed)
        assert answer.is_success, answer.said
        return answer.said

    def connect(self) -> duckdb.DuckDBPyConnection:
        """The warehouse and the marts of the slice, as dbt sees them."""
        connection = duckdb.connect(str(self.paths.warehouse))
        connection.execute(f"attach '{self.paths.marts}' as marts")
        return connection


DEFINED = shutil.ignore_patterns("compiled")


def make_slice(folder: Path, defined: bool = False) -> Slice:
    """Copy the slice's models with their macros, tests and seeds; what they read becomes models that are never run.

    The audiences that are defined in YAML are left out unless `defined`: most laws need no more than those in SQL.
    """
    tests = [f"tests/{layer}" for layer in LAYERS if (DBT_PROJECT / "tests" / layer).is_dir()]
    for part in ("macros", *(f"models/{layer}" for layer in LAYERS), *tests):
        shutil.copytree(DBT_PROJECT / part, folder / part, dirs_exist_ok=True, ignore=None if defined else DEFINED)
    shutil.copytree(DBT_PROJECT / "tests/generic", folder / "tests/generic")
    (folder / "seeds").mkdir()
    for file in (
        "dbt_project.yml",
        "profiles.yml",
        "seeds/suppressions.csv",
        "seeds/suppressions.yml",
        "seeds/places.csv",
    ):
        shutil.copy(DBT_PROJECT / file, folder / file)
    for relation in READ:
        _, layer, table = relation.split(".")
        if layer != "seeds":
            _stand_in(folder, layer, table)
    profile = {"name": "customer_360", "columns": _declared("customer_360")}
    told = yaml.safe_dump({"version": 2, "models": [profile]})
    (folder / "models/marts/_marts.yml").write_text(told, encoding="utf-8")
    made = Slice(folder)
    made.paths.create()
    return made


def _declared(model: str) -> list[dict[str, Any]]:
    """The columns of a mart with what their contract says of personal data, and no more of them."""
    return [{key: c[key] for key in ("name", "config") if key in c} for c in _contract(model)]


def _stand_in(folder: Path, layer: str, table: str) -> None:
    file = folder / "models" / layer / f"{table}.sql"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("select 1 as is_never_run\n", encoding="utf-8")


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the empty tables that the slice reads, and the schemas that it writes."""
    connection.execute("create schema if not exists warehouse.eligibility")
    for layer in LAYERS:
        connection.execute(f"create schema if not exists marts.{layer}")
    for relation, columns in READ.items():
        connection.execute(f"create schema if not exists {relation.rsplit('.', 1)[0]}")
        connection.execute(f"create or replace table {relation} ({columns})")


def _told_columns(node: dict[str, Any]) -> tuple[str, str]:
    """The columns of a contract: their names, and how a table is made of them."""
    storage = node["config"]["meta"].get("text_storage")
    kept = f" using compression {storage}" if storage else ""
    told = [(c["name"], c["data_type"]) for c in node["columns"].values()]
    return (
        ", ".join(name for name, _ in told),
        ", ".join(f"{name} {type_}{kept if type_ in ('varchar', 'json') else ''}" for name, type_ in told),
    )


class CompiledModels:
    """The SQL of every model and test of the slice, as dbt would send it to DuckDB at AS_OF."""

    def __init__(self, of: Slice, **variables: Any) -> None:
        of.dbt("-q", "compile", **variables)
        manifest = json.loads((of.folder / "target/manifest.json").read_text(encoding="utf-8"))
        nodes = [n for n in manifest["nodes"].values() if n["resource_type"] == "model"]
        self.sql: dict[str, str] = {n["name"]: n["compiled_code"] for n in nodes}
        tests = [n for n in manifest["nodes"].values() if n["resource_type"] == "test"]
        self.test_sql: dict[str, str] = {n["name"]: n["compiled_code"] for n in tests}
        self.relation: dict[str, str] = {n["name"]: f"{n['database']}.{n['schema']}.{n['name']}" for n in nodes}
        self.views = frozenset(n["name"] for n in nodes if n["config"]["materialized"] == "view")
        self.columns = {n["name"]: _told_columns(n) for n in nodes if n["config"]["contract"]["enforced"]}

    def connect(self) -> duckdb.DuckDBPyConnection:
        """An in-memory DuckDB with a real build's names and empty tables."""
        connection = duckdb.connect()
        connection.execute("set threads = 1")
        connection.execute("attach ':memory:' as warehouse")
        connection.execute("attach ':memory:' as marts")
        connection.execute("attach ':memory:' as history")
        for layer in LAYERS:
            connection.execute(f"create schema history.{layer}")
        create_tables(connection)
        # Nobody is held out, unless a test builds the arms.
        connection.execute(
            "create table marts.eligibility.elg_arms (scope varchar, customer_id varchar, arm varchar,"
            " control_share decimal(9, 6))"
        )
        # Nor given a code.
        connection.execute(
            "create table marts.eligibility.elg_offer_people (audience varchar, customer_id varchar, offer varchar)"
        )
        connection.execute(
            "create table marts.eligibility.elg_vouchers (offer varchar, customer_id varchar, code varchar,"
            " offer_value_text varchar, minimum_spend_text varchar, valid_until_date date, is_current boolean)"
        )
        return connection

    def build(self, connection: duckdb.DuckDBPyConnection, *names: str) -> None:
        """Make the tables and views of these models, in the given order."""
        for name in names:
            if name in self.views:
                connection.execute(f"create or replace view {self.relation[name]} as {self.sql[name]}")
            elif name in self.columns:
                told, columns = self.columns[name]
                connection.execute(f"create or replace table {self.relation[name]} ({columns})")
                connection.execute(f"insert into {self.relation[name]} select {told} from ({self.sql[name]})")
            else:
                connection.execute(f"create or replace table {self.relation[name]} as {self.sql[name]}")


def insert(connection: duckdb.DuckDBPyConnection, table: str, *rows: dict[str, Any]) -> None:
    """Add rows to a table of READ, named without its database and schema; what a row leaves out has its default."""
    (relation,) = [name for name in READ if name.endswith(f".{table}")]
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        alike.setdefault(tuple(row), []).append(row)
    for columns, found in alike.items():
        marks = ", ".join([f"({', '.join('?' for _ in columns)})"] * len(found))
        values = [value for row in found for value in row.values()]
        connection.execute(f"insert into {relation} ({', '.join(columns)}) values {marks}", values)
