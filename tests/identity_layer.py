"""The life of an identity layer: records come and go, builds follow each other, each in an in-memory DuckDB at once.

A build does what dbt's would: hooks, the incremental strategies, the Python models' own code. dbt compiles the models
once (compiled_identity.py).
"""

from __future__ import annotations

from typing import Any

import duckdb
import jinja2
from compiled_identity import BUILD_SEQ, LAST_COMPLETE_BUILD, LOADS_ABOVE, SOURCE, Compiled
from python_models import python_model

from workspaces.paths import WorkspacePaths


class Layer:
    """One life of the layer: records are put and taken, builds follow each other."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self.builds = 0
        self.connection = duckdb.connect()
        self.connection.execute("set threads = 1; set TimeZone = 'UTC'")
        for database in ("warehouse", "history", "marts"):
            self.connection.execute(f"attach ':memory:' as {database}")
        columns = ", ".join(f"{name} {kind}" for name, kind in compiled.columns.items())
        self.connection.execute("use warehouse; create schema staging; create schema raw; create schema seeds")
        for schema in ("warehouse.identity", "history.identity"):
            self.connection.execute(f"create schema {schema}")
        self.connection.execute(f"create table staging.{SOURCE} ({columns})")
        self._copy_what_stands()

    def _copy_what_stands(self) -> None:
        """Seeds, and the tables of history, which no build makes anew."""
        paths = WorkspacePaths(self.compiled.folder / "data")
        for file, schemas, target in (
            (paths.warehouse, ("seeds", "raw"), "warehouse"),
            (paths.history, ("identity",), "history"),
        ):
            self.connection.execute(f"attach '{file}' as made (read_only)")
            for schema, table in self.connection.execute(
                "select schema_name, table_name from duckdb_tables() where database_name = 'made'"
            ).fetchall():
                if schema in schemas:
                    self.connection.execute(f"create table {target}.{schema}.{table} as from made.{schema}.{table}")
            self.connection.execute("detach made")

    def put(self, *records: dict[str, Any]) -> None:
        """Add records, or new versions of them, in the next build's load. What one leaves out is null or false."""
        for record in records:
            source, _, key = record["record_id"].partition(":")
            whole = {
                **{"source": source, "source_key": key, "is_pseudo": False, "is_deleted": False, "country": "ID"},
                **{"_load_seq": self.builds + 1, **record},
            }
            self.take(record["record_id"])
            marks = ", ".join("?" for _ in whole)
            self.connection.execute(
                f"insert into staging.{SOURCE} ({', '.join(whole)}) values ({marks})", list(whole.values())
            )

    def take(self, *record_ids: str) -> None:
        """Records that are no longer delivered."""
        for record_id in record_ids:
            self.connection.execute(f"delete from staging.{SOURCE} where record_id = ?", [record_id])

    def decide(self, decision: str, left_id: str, right_id: str) -> None:
        """A person's word that two records are one person, or two; a build with another word is a full one."""
        self.connection.execute(
            "insert into raw._decided_links select count(*), ?, ?, ?, 'a tester', 'a test', date '2026-06-30'"
            " from raw._decided_links",
            [decision, left_id, right_id],
        )

    def forget_decisions(self) -> None:
        """Take all of them back."""
        self.connection.execute("delete from raw._decided_links")

    def build(self, is_full: bool = False) -> None:
        """One complete build; the first one is full."""
        self.builds += 1
        is_full = is_full or self.builds == 1
        for model in self.compiled.models:
            self._make(model, is_full)

    def _make(self, model: dict[str, Any], is_full: bool) -> None:
        config, relation = model["config"], f"{model['database']}.{model['schema']}.{model['name']}"
        stands = self._stands(model)
        is_incremental = (
            config["materialized"] == "incremental" and stands and (not is_full or config["full_refresh"] is False)
        )
        self._hooks(config["pre-hook"], relation, is_incremental)
        if config["materialized"] == "view":
            self.connection.execute(f"create or replace view {relation} as {self._sql(model, is_full)}")
        elif not is_incremental:
            self.connection.execute(
                f"create or replace table {relation} as {self._rows(model, is_full, relation, False)}"
            )
        else:
            rows = self._rows(model, is_full, relation, True)
            self.connection.execute(f"create or replace temp table recomputed as {rows}")
            if config["incremental_strategy"] == "touched":
                self._delete_touched(config["touched_by"], config["touched_key"], relation)
            self.connection.execute(f"insert into {relation} by name from recomputed")
        self._hooks(config["post-hook"], relation, is_incremental)

    def _stands(self, model: dict[str, Any]) -> bool:
        found = self.connection.execute(
            "select 1 from duckdb_tables() where database_name = ? and schema_name = ? and table_name = ?",
            [model["database"], model["schema"], model["name"]],
        )
        return bool(found.fetchall())

    def _sql(self, model: dict[str, Any], is_full: bool) -> str:
        # A history model is incremental in a full build too; what it reads of others is the same in both.
        keeps = is_full and model["config"].get("full_refresh") is not False
        sql = (self.compiled.full if keeps or self.builds == 1 else self.compiled.incremental)[model["name"]]
        return self._numbered(sql)

    def _numbered(self, sql: str) -> str:
        numbers = {LOADS_ABOVE: self.builds - 1, LAST_COMPLETE_BUILD: self.builds - 1, BUILD_SEQ: self.builds}
        for placed, number in numbers.items():
            sql = sql.replace(str(placed), str(number))
        return sql

    def _rows(self, model: dict[str, Any], is_full: bool, relation: str, is_incremental: bool) -> str:
        if model["language"] == "sql":
            return self._sql(model, is_full)
        made = python_model(model["original_file_path"]).model(
            _Dbt(self, model, relation, is_incremental), self.connection
        )
        self.connection.register("made_rows", made)
        self.connection.execute("create or replace temp table made_here as from made_rows")
        self.connection.unregister("made_rows")
        return "from made_here"

    def _delete_touched(self, touched_by: str, key: str, relation: str) -> None:
        touched = self.relation(touched_by)
        columns = {name for name, *_ in self.connection.execute(f"describe {touched}").fetchall()}
        since = f"where _build_seq > {self.builds - 1}" if "_build_seq" in columns else ""
        self.connection.execute(
            f"delete from {relation} where {key} in"
            f" (select {key} from recomputed union all select {key} from {touched} {since})"
        )

    def _hooks(self, hooks: list[dict[str, Any]], relation: str, is_incremental: bool) -> None:
        for hook in hooks:
            told = {"last_complete_build": self.builds - 1, "build_seq": self.builds}
            sql = jinja2.Template(hook["sql"]).render(
                this=relation, is_incremental=lambda: is_incremental, var=told.__getitem__, ref=self.relation
            )
            if sql.strip():
                self.connection.execute(sql)

    def relation(self, name: str) -> str:
        """Where a model's rows lie."""
        for model in self.compiled.models:
            if model["name"] == name:
                return f"{model['database']}.{model['schema']}.{name}"
        return f"warehouse.seeds.{name}"

    def rows(self, name: str, columns: str = "*") -> list[tuple[Any, ...]]:
        """The sorted rows of a model."""
        return self.connection.execute(f"select {columns} from {self.relation(name)} order by all").fetchall()

    def faults(self) -> dict[str, int]:
        """How many rows each of the layer's own data tests finds wrong, where any are."""
        found = {
            name: len(self.connection.execute(self._numbered(sql)).fetchall())
            for name, sql in self.compiled.checks.items()
        }
        return {name: count for name, count in found.items() if count}

    def customers(self) -> dict[str, str]:
        """Record -> customer."""
        return dict(self.rows("idn_customers", "record_id, customer_id"))

    def functional_tables(self) -> dict[str, list[tuple[Any, ...]]]:
        """The rows of every table that must not depend on how the records came, by name."""
        return {
            m["name"]: self.rows(m["name"])
            for m in self.compiled.models
            if m["config"]["meta"].get("kind") in ("local", "global") and m["config"]["materialized"] != "view"
        }


class _Dbt:
    """What dbt hands to a Python model."""

    def __init__(self, layer: Layer, model: dict[str, Any], relation: str, is_incremental: bool) -> None:
        self._layer, self._model = layer, model
        self.this, self.is_incremental = relation, is_incremental
        self.config = _Config(model["config"])

    def ref(self, name: str) -> duckdb.DuckDBPyRelation:
        """The rows of a model or seed."""
        return self._layer.connection.sql(f"from {self._layer.relation(name)}")


class _Config:
    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config

    def __call__(self, **_: Any) -> None:
        """What the model declares is in the manifest already."""

    def get(self, name: str, default: Any = None) -> Any:
        """A setting of the model."""
        return self._config.get(name, default)
