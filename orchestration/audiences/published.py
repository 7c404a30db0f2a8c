"""What commands ask of the last published build about audiences and segments: opens it, puts the words together.

No warehouse is opened and dbt does not run, so that an answer takes seconds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import yaml

from ledgers import builds, exports
from orchestration.audiences import explanation
from orchestration.audiences.definition import Definition, definitions
from orchestration.audiences.model import refresh
from orchestration.audiences.plan import DATABASE, Asked, Exported
from orchestration.audiences.rules import rules_sql
from orchestration.audiences.words import QUIET_HOURS, DuckDbWords, Value
from orchestration.dbt_variables import static_variables
from orchestration.run import Run
from workspaces.errors import ConfigurationError, LanggananError
from workspaces.settings import DBT_PROJECT

Row = dict[str, Any]
NEVER: Row = {"entered_at": None, "definition_hash": None, "rule_values_then": None}
"""What is told of an audience that did not hold a person after the last build."""


@contextmanager
def opened(run: Run) -> Iterator[duckdb.DuckDBPyConnection]:
    """The last published build, attached read-only as DATABASE. Raises LanggananError when nothing is published."""
    answers = run.paths.answers
    if not answers.exists():
        raise LanggananError("Nothing is published yet, so there is nobody to look at.", "Run `langganan run`.")
    with duckdb.connect(":memory:") as connection:
        escaped = str(answers).replace("'", "''")
        connection.execute(f"attach '{escaped}' as {DATABASE} (read_only)")
        try:
            yield connection
        except duckdb.CatalogException as error:
            raise LanggananError(
                "The publication was made by another version of langganan: " + str(error).splitlines()[0],
                "Run `langganan run`.",
            ) from error


def words(run: Run, definition: Definition | None) -> DuckDbWords:
    """Plain words as of the last complete build, with the workspace's values of the definition's parameters."""
    last = builds.last_complete(run.paths.state)
    choice = run.workspace.audiences.get(definition.name) if definition else None
    parameters: dict[str, Value] = dict(definition.parameters) if definition else {}
    for name, value in (choice.parameters if choice else {}).items():
        parameters[name] = value  # type: ignore[assignment]
    as_of = last.as_of if last else run.as_of
    workspace = run.workspace
    clocks = {name: str(workspace.thresholds.get(name, clock)) for name, clock in QUIET_HOURS.items()}
    region, currency = workspace.phone_region, workspace.currency
    return DuckDbWords(as_of, workspace.time_zone, currency, region, parameters, database=DATABASE, clocks=clocks)


def metas(run: Run) -> dict[str, Row]:
    """Audience -> its `meta.audience` and `columns`, by the YAML files, with the workspace's destinations.

    Reads no manifest: dbt need not have parsed what is looked at.
    """
    found = {}
    for file in sorted((DBT_PROJECT / "models/audiences").rglob("aud_*.yml")):
        for model in yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["models"]:
            name = model["name"].removeprefix("aud_")
            choice = run.workspace.audiences.get(name)
            destinations = choice.destinations if choice and choice.destinations is not None else None
            told = dict(model["config"]["meta"]["audience"])
            told["destinations"] = list(destinations if destinations is not None else told["destinations"])
            personal = [c["name"] for c in model["columns"] if c.get("config", {}).get("meta", {}).get("pii")]
            found[name] = told | {"personal": personal}
    return dict(sorted(found.items()))


def asked(run: Run, name: str) -> Asked:
    """What a plan needs to know of an audience. Raises ConfigurationError when there is none of that name."""
    refresh(DBT_PROJECT)  # so that a definition that was just written has its meta
    known = metas(run)
    if name not in known:
        raise ConfigurationError(f"There is no audience {name!r}.", f"There are: {', '.join(known)}.")
    meta = known[name]
    defaults = yaml.load((DBT_PROJECT / "dbt_project.yml").read_text(encoding="utf-8"), yaml.CSafeLoader)["vars"]
    exported = tuple(_exported(run, name, meta))
    declared = rules_sql(DBT_PROJECT / "macros", {**defaults, **static_variables(run.workspace, DBT_PROJECT)}, known)
    return Asked(name, definitions(DBT_PROJECT).get(name), meta, frozenset(meta["personal"]), exported, declared)


def _exported(run: Run, name: str, meta: Mapping[str, Any]) -> Iterator[Exported]:
    from export.registry import destinations

    known = destinations(mapped=run.workspace.destinations)
    for destination in meta["destinations"]:
        line = exports.standing(run.paths.state, name, destination)
        members = run.paths.members / f"{line.export_id}.parquet" if line else None
        yield Exported(destination, known[destination].channel, members)


def listed(run: Run, connection: duckdb.DuckDBPyConnection) -> list[Row]:
    """Every audience with its people and, by channel, how many of them are eligible."""
    counts = connection.execute(
        f"select audience, channel, cast(sum(customer_count) as bigint),"
        f" cast(coalesce(sum(customer_count) filter (where reason = 'eligible'), 0) as bigint)"
        f" from {DATABASE}.eligibility.elg_exclusion_counts group by all order by all"
    ).fetchall()
    defined = definitions(DBT_PROJECT)
    return [
        {
            "audience": name,
            "title": meta["title"],
            "purpose": meta["purpose"],
            "cadence": meta.get("cadence"),
            "defined_in": f"audiences/{name}.yml" if name in defined else f"models/audiences/aud_{name}.sql",
            "destinations": meta["destinations"],
            "people": max((people for a, _, people, _ in counts if a == name), default=None),
            "eligible": {channel: n for a, channel, _, n in counts if a == name},
        }
        for name, meta in metas(run).items()
    ]


def audiences_of(run: Run, connection: duckdb.DuckDBPyConnection, customer_id: str) -> list[Row]:
    """Each audience: whether the person is in it, and its conditions one by one."""
    compiled = run.paths.dbt / "target/compiled/langganan/models/audiences"
    defined = definitions(DBT_PROJECT)
    found = []
    entered = _entries(connection, customer_id)
    for name, meta in metas(run).items():
        if name in defined:
            told = explanation.of_definition(connection, defined[name], words(run, defined[name]), customer_id)
        else:
            told = explanation.of_sql(connection, name, Path(compiled, f"aud_{name}.sql"), customer_id)
        found.append({"audience": name, "title": meta["title"], **told, **entered.get(name, NEVER)})
    return found


def _entries(connection: duckdb.DuckDBPyConnection, customer_id: str) -> dict[str, Row]:
    """Audience that held the person after the last build -> since when, by which definition, and what it saw then."""
    rows = connection.execute(
        "select segment, entered_at, definition_hash, cast(rule_values as varchar)"
        f" from {DATABASE}.segments.seg_membership_history"
        " where customer_id = ? and dimension = 'audience' and left_build_seq is null order by segment",
        [customer_id],
    ).fetchall()
    return {name: dict(zip(NEVER, (at, of, json.loads(seen)), strict=True)) for name, at, of, seen in rows}


def segments_of(connection: duckdb.DuckDBPyConnection, customer_id: str) -> list[Row]:
    """Each dimension: the person's segment, since when, its definition, what the rule saw then and would see now."""
    told = dict(
        connection.execute(
            "select column_name, comment from duckdb_columns()"
            " where database_name = ? and table_name = 'seg_customers'",
            [DATABASE],
        ).fetchall()
    )
    rows = connection.execute(
        f"select seg_memberships.dimension, seg_memberships.segment, seg_memberships.definition_hash,"
        f" history.entered_at, cast(history.rule_values as varchar)"
        f" from {DATABASE}.segments.seg_memberships as seg_memberships"
        f" left join {DATABASE}.segments.seg_membership_history as history"
        f" on seg_memberships.customer_id = history.customer_id and seg_memberships.dimension = history.dimension"
        f" and seg_memberships.segment = history.segment"
        f" and seg_memberships.definition_hash = history.definition_hash and history.left_build_seq is null"
        f" where seg_memberships.customer_id = ? and seg_memberships.dimension <> 'audience'"
        f" order by seg_memberships.dimension",
        [customer_id],
    ).fetchall()
    return [
        {
            "dimension": dimension,
            "segment": segment,
            "definition": told.get(f"{dimension}_segment") or told.get(dimension),
            "definition_hash": version,
            "entered_at": entered,
            "rule_values_then": yaml.safe_load(seen) if seen else None,
            "rule_values_now": _now(connection, customer_id, list(yaml.safe_load(seen))) if seen else None,
        }
        for dimension, segment, version, entered, seen in rows
    ]


def _now(connection: duckdb.DuckDBPyConnection, customer_id: str, columns: list[str]) -> Row:
    found = connection.execute(
        f"select {', '.join(columns)} from {DATABASE}.marts.customer_360 where customer_id = ?", [customer_id]
    ).fetchone()
    return dict(zip(columns, found, strict=True)) if found else {}
