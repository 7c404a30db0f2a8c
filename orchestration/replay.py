"""A replay: an entity's staging models made anew from all of its raw rows, in a build that takes in the rest as ever.

For what changed about one entity alone: a rule or a mapping in its staging models, its conventions in the workspace
file, or loads that were read again. What the models say now is compared with what they said, and the loads of the rows
that differ count as news downstream (the macro `is_news`), so that only touched keys are recomputed. When it may not
stand for a full rebuild is decided here too; doing the build is build.py's.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ledgers import builds
from ledgers.builds import Build
from ledgers.sql_text import literal
from orchestration import dbt_process
from orchestration.fingerprint import part_of_conventions
from orchestration.run import Entity, Run
from workspaces.errors import ConfigurationError

DOCUMENTED_IN = {".yml", ".yaml", ".md"}
NAMED = 5


def rows_model(source: str, entity: str) -> str:
    """The model that judges every raw row of an entity."""
    return f"stg_{source}__{entity}_rows"


def refuse_unless_confined(run: Run, entity: Entity) -> None:
    """Raise ConfigurationError unless everything that changed since the last complete build is this entity's own."""
    last = builds.last_complete(run.paths.state)
    if not staged_models(run, [entity]):
        raise ConfigurationError(
            f"No staging model reads {'.'.join(entity)}.", "Name a source and entity of the workspace: pos.receipts."
        )
    if last is None:
        return
    others = _changed_beside(run, last, entity)
    if others:
        told = ", ".join(others[:NAMED]) + (f" and {len(others) - NAMED} more" if len(others) > NAMED else "")
        raise ConfigurationError(
            f"A replay of {'.'.join(entity)} would not be enough: also changed since the last complete build: {told}.",
            "Run `langganan run`, which rebuilds everything.",
        )


def _changed_beside(run: Run, last: Build, entity: Entity) -> list[str]:
    """Parts of the fingerprint that changed and that do not belong to the entity, in order."""
    if last.fingerprint == run.fingerprint:
        return []
    before = builds.parts_of(run.paths.state, last.build_seq)
    if before is None:
        return ["something in a version that did not keep what it stood on"]
    now = run.parts
    own = _own_parts(run, entity)
    folder = f"models/staging/{entity[0]}/"
    return sorted(
        name
        for name in {*before, *now}
        if before.get(name) != now.get(name)
        and name not in own
        and not (name.startswith(folder) and Path(name).suffix in DOCUMENTED_IN)
    )


def _own_parts(run: Run, entity: Entity) -> set[str]:
    models = staged_models(run, [entity]).values()
    return {part_of_conventions(*entity), *(str(model["original_file_path"]) for model in models)}


def staged_models(run: Run, entities: Iterable[Entity]) -> dict[str, Any]:
    """Unique id -> model: what the staging folders of these entities make of their raw rows."""
    lineage = run.lineage
    found: dict[str, Any] = {}
    by_name = {node["name"]: i for i, node in lineage.models.items()}
    for source, entity in entities:
        rows = by_name.get(rows_model(source, entity))
        folder = f"models/staging/{source}/"
        if rows is not None:
            found |= {
                i: node
                for i, node in lineage.models.items()
                if str(node["original_file_path"]).startswith(folder) and rows in {i, *lineage.models_above(i)}
            }
    return found


def replay(run: Run, entities: Iterable[Entity], variables: dict[str, Any]) -> list[int]:
    """Make these entities' staging models anew, and return the loads whose rows say something else now.

    The caller has taken the mark of completeness from the warehouse: should the build die, everything is rebuilt.
    """
    models = staged_models(run, entities)
    names = sorted(node["name"] for node in models.values())
    kept = run.paths.scratch / "replay.duckdb"
    kept.unlink(missing_ok=True)
    before = _keep(run.paths.warehouse, kept, names)
    for done, event in enumerate(
        dbt_process.events(run.project, ["run", "--full-refresh", "--select", *names], variables), start=1
    ):
        run.progress("build", done, len(names), f"replay of {event['data']['node_info']['node_name']}")
    changed = _changed_loads(run.paths.warehouse, kept, before)
    kept.unlink()
    return changed


def _keep(warehouse: Path, kept: Path, names: list[str]) -> list[str]:
    """Copy what these relations of the schema staging say now; the names of those that are there."""
    import duckdb

    with duckdb.connect(str(kept)) as connection:
        _attach(connection, warehouse)
        there = [name for name in names if _columns(connection, "warehouse", "staging", name)]
        for name in there:
            connection.execute(f"create table {name} as select * from warehouse.staging.{name}")
    return there


def _changed_loads(warehouse: Path, kept: Path, names: list[str]) -> list[int]:
    """Loads of the rows that the relations read downstream hold now and did not hold as they are before.

    Rows that are gone need no load: the touched sets compare keys with what stands.
    """
    import duckdb

    changed: set[int] = set()
    with duckdb.connect(str(kept)) as connection:
        _attach(connection, warehouse)
        for name in names:
            columns = _columns(connection, "warehouse", "staging", name)
            # Nobody downstream reads `_rows` models; what has no `_load_seq` is read whole in each build.
            if "_fate" in columns or "_load_seq" not in columns:
                continue
            rows = f"select * from warehouse.staging.{name}"
            if columns == _columns(connection, kept.stem, "main", name):
                rows = f"{rows} except all select * from {name}"
            found = connection.execute(f"select distinct _load_seq from ({rows}) where _load_seq is not null")
            changed.update(int(load_seq) for (load_seq,) in found.fetchall())
    return sorted(changed)


def _attach(connection: Any, warehouse: Path) -> None:
    connection.execute(f"attach {literal(warehouse)} as warehouse (read_only)")


def _columns(connection: Any, database: str, schema: str, name: str) -> dict[str, str]:
    """Column -> type of a relation; empty when there is none."""
    found = connection.execute(
        "select column_name, data_type from duckdb_columns() where database_name = ? and schema_name = ?"
        " and table_name = ? order by column_index",
        [database, schema, name],
    )
    return dict(found.fetchall())
