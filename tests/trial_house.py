"""A workspace of a test's own, which takes deliveries and builds them, and two of which can be compared table by table.

The stages are the pipeline's; nothing here replaces a part of it. dbt's parsed project is kept between trials.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from ledgers.loads import Load
from orchestration import stages
from orchestration.run import Run
from workspaces.configuration import load_workspace
from workspaces.paths import WorkspacePaths
from workspaces.settings import read_settings

LOADER_COLUMNS = {"_load_seq", "_last_load_seq", "_line", "_build_seq"}
"""Where a row came from and which build wrote it: the order of deliveries may change these and nothing else."""

OF_LOADS = {("staging", "stg_row_fates"), ("marts", "fct_row_fates")}
"""Tables of loads by their number; `fates_by_time` compares what they say."""

REMEMBERING = {"history", "touched"}
"""Kinds of model that hold what the system did, and so depend on how often it was run."""


@dataclass(frozen=True)
class TrialHouse:
    """One workspace below a temporary folder."""

    run: Run

    @classmethod
    def make(cls, root: Path, workspace: str, with_offers: bool = False) -> TrialHouse:
        """An empty workspace of this declaration; `as_of` is the one it declares.

        Voucher codes are what the system did: who has which depends on when builds were, as with history models. So
        nothing is offered, unless a test is about that.
        """
        declared = load_workspace(workspace)
        if not with_offers:
            declared = declared.model_copy(
                update={
                    "offers": {},
                    "audiences": {n: a.model_copy(update={"offer": None}) for n, a in declared.audiences.items()},
                }
            )
        assert declared.as_of is not None
        settings = replace(read_settings(), workspace=workspace, home=root, dbt_threads=2)
        paths = WorkspacePaths(root / declared.name)
        paths.create()
        return cls(Run(declared, paths, settings, declared.as_of, "test"))

    @property
    def paths(self) -> WorkspacePaths:
        """Where its files lie."""
        return self.run.paths

    def empty(self) -> None:
        """Forget everything but dbt's parsed project."""
        for found in self.paths.root.iterdir():
            if found == self.paths.dbt:
                continue
            if found.is_dir():
                shutil.rmtree(found)
            else:
                found.unlink()
        self.paths.create()

    def deliver(self, inbox: Path, names: list[str]) -> None:
        """Put these deliveries of another inbox into this one, each with its sidecar."""
        for name in names:
            (self.paths.inbox / name).parent.mkdir(parents=True, exist_ok=True)
            for file in (inbox / name, (inbox / name).with_name(f"{Path(name).name}.delivered_at")):
                if file.is_file():
                    shutil.copyfile(file, self.paths.inbox / file.relative_to(inbox))

    def ingest_and_build(self) -> list[dict[str, Any]]:
        """Land what waits and build it in; dbt's result events, none when there was nothing to build."""
        self.ingest()
        return list(stages.build(self.run))

    def ingest(self) -> list[Load]:
        """Land what waits."""
        of = self.run.workspace.sources
        return stages.ingest(self.run, [(source, entity) for source in of for entity in of[source].entities])

    def forget_tables(self) -> None:
        """Throw the cache away, so that the next build makes every table new from raw."""
        for file in (self.paths.warehouse, self.paths.marts):
            file.unlink()

    def keep_tables(self, folder: Path) -> Tables:
        """A copy of its tables as they are now."""
        folder.mkdir(parents=True, exist_ok=True)
        for file in (self.paths.warehouse, self.paths.marts):
            with duckdb.connect(str(file)) as connection:
                connection.execute("checkpoint")
            shutil.copyfile(file, folder / file.name)
        return Tables(folder / self.paths.warehouse.name, folder / self.paths.marts.name)

    @property
    def tables(self) -> Tables:
        """Its tables as they stand."""
        return Tables(self.paths.warehouse, self.paths.marts)

    def compared_models(self) -> set[tuple[str, str]]:
        """(schema, name) of the models whose rows must not depend on how the deliveries came."""
        nodes = self.run.project.manifest["nodes"].values()
        models = [n for n in nodes if n["resource_type"] == "model"]
        functional = [m for m in models if m["config"]["meta"].get("kind") not in REMEMBERING]
        return {(m["schema"], m["name"]) for m in functional} - OF_LOADS


@dataclass(frozen=True)
class Tables:
    """The two DuckDB files of a workspace."""

    warehouse: Path
    marts: Path

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a query in which the files are `warehouse` and `marts_file`."""
        with duckdb.connect() as connection:
            connection.execute(f"attach '{self.warehouse}' as warehouse (read_only)")
            connection.execute(f"attach '{self.marts}' as marts_file (read_only)")
            return connection.execute(sql).fetchall()


def fates_by_time(tables: Tables) -> list[tuple[Any, ...]]:
    """Source, entity, time of delivery, fate -> rows. Equal rows of two deliveries of one time are one row."""
    return tables.query(
        "select source, entity, delivered_at, fate, cast(sum(fct_row_fates.row_count) as bigint)"
        " from marts_file.marts.fct_row_fates join warehouse.raw._loads using (source, entity, load_seq)"
        " group by all order by all"
    )


def differences(ours: Tables, theirs: Tables, models: set[tuple[str, str]], ignored: set[str]) -> list[str]:
    """One sentence for each table of `models` whose rows differ in a column that is not ignored; views are not read."""
    with duckdb.connect() as connection:
        for name, file in (
            ("a_warehouse", ours.warehouse),
            ("a_marts", ours.marts),
            ("b_warehouse", theirs.warehouse),
            ("b_marts", theirs.marts),
        ):
            connection.execute(f"attach '{file}' as {name} (read_only)")
        columns: dict[tuple[str, str, str, str], list[str]] = {}
        for side, database, schema, table, column, kind in connection.execute(
            "select database_name[1], database_name[3:], schema_name, table_name, column_name, data_type"
            " from duckdb_columns() join duckdb_tables() using (database_name, schema_name, table_name)"
            " order by column_index"
        ).fetchall():
            if (schema, table) in models and column not in ignored:
                columns.setdefault((side, database, schema, table), []).append(f'"{column}" {kind}')
        faults = []
        for database, schema, table in sorted({key[1:] for key in columns}):
            here, there = (columns.get((side, database, schema, table)) for side in "ab")
            if here is None or here != there:
                faults.append(f"{schema}.{table}: columns {here} and {there}")
                continue
            names = ", ".join(c.split(" ")[0] for c in here)
            mine, other = (f"select {names} from {side}_{database}.{schema}.{table}" for side in "ab")
            only = [
                connection.execute(f"{left} except all {right} limit 3").fetchall()
                for left, right in ((mine, other), (other, mine))
            ]
            if any(only):
                faults.append(f"{schema}.{table} ({names}): {only[0]} here, {only[1]} there")
        return faults
