"""The schema `raw` of the warehouse: exactly the loads that the ledger shows, each file by its name.

The warehouse is a cache; views hold absolute paths and are made anew before each build.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import duckdb

from ingestion import campaign_views, written_views
from ingestion.contents import LINES_BEFORE_RECORDS, REJECTS
from ingestion.scratch_duckdb import identifier, literal
from ledgers import loads
from ledgers.loads import Load
from workspaces import decided_links, trained_weights
from workspaces.configuration import Entity, Workspace
from workspaces.decided_links import DecidedLink
from workspaces.errors import LanggananError
from workspaces.paths import WorkspacePaths


def refresh(warehouse: Path, workspace: Workspace, paths: WorkspacePaths) -> None:
    """Make `raw.<source>__<entity>` of every declared entity, and the tables `raw._loads`, `raw._rejects`,
    `raw._decided_links` and `raw._trained_weights`, and what campaign_views.py and written_views.py tell, in one
    transaction.

    Raises LanggananError when a file of a load is missing, or a decided link is wrong.
    """
    decided = decided_links.read(paths.decided_links)
    declared = {(s, e): entity for s, of in workspace.sources.items() for e, entity in of.entities.items()}
    visible = [load for load in loads.loads(paths.state) if (load.source, load.entity) in declared]
    _refuse_missing(visible, paths)
    connection = duckdb.connect(str(warehouse))
    try:
        connection.execute("begin")
        connection.execute("create schema if not exists raw")
        _drop_undeclared(connection, {f"{source}__{entity}" for source, entity in declared})
        for (source, entity), declaration in declared.items():
            own = [load for load in visible if (load.source, load.entity) == (source, entity)]
            view = f"raw.{identifier(f'{source}__{entity}')}"
            connection.execute(f"create or replace view {view} as {_select(own, declaration, paths)}")
        _write_loads(connection, visible)
        _write_rejects(connection, visible, paths)
        _write_decided_links(connection, decided)
        _write_trained_weights(connection, workspace, paths)
        campaign_views.write(connection, paths)
        written_views.write(connection, paths, with_expired=bool(workspace.offers))
        connection.execute("commit")
    finally:
        connection.close()


def _select(own: list[Load], declared: Entity, paths: WorkspacePaths) -> str:
    """Loads of the same columns are read together; a column that a group lacks is null there."""
    groups: dict[tuple[tuple[tuple[str, str], ...], int], list[Load]] = {}
    for load in own:
        if load.row_count > load.rejected_count:
            groups.setdefault((load.columns, _lines_before(load)), []).append(load)
    types: dict[str, str] = dict.fromkeys(declared.columns, "VARCHAR")
    for columns, _ in groups:
        types.update((name, kind) for name, kind in columns if name != "_line")
    if not groups:
        nulls = ", ".join(f"null::{kind} as {identifier(name)}" for name, kind in types.items())
        return (
            f"select {nulls}, null::BIGINT as _load_seq, null::BIGINT as _line, null::TIMESTAMP as _delivered_at"
            " where false"
        )
    return " union all ".join(
        _group(types, dict(columns), lines_before, [paths.raw / str(load.path) for load in group])
        for (columns, lines_before), group in groups.items()
    )


def _group(types: dict[str, str], present: dict[str, str], lines_before: int, files: list[Path]) -> str:
    columns = [
        identifier(name) if name in present else f"null::{kind} as {identifier(name)}" for name, kind in types.items()
    ]
    line = "_line" if "_line" in present else f"file_row_number + {lines_before + 1} as _line"
    return (
        f"select {', '.join(columns)}, _load_seq, {line}, strptime(_delivered_at, '%Y%m%dT%H%M%S%fZ') as _delivered_at"
        f" from read_parquet([{', '.join(map(literal, files))}], file_row_number = true, hive_partitioning = true,"
        " hive_types = {'_load_seq': BIGINT, '_delivered_at': VARCHAR})"
    )


def _lines_before(load: Load) -> int:
    return LINES_BEFORE_RECORDS.get(json.loads(load.declaration)["format"], 0)


def _refuse_missing(visible: list[Load], paths: WorkspacePaths) -> None:
    for load in visible:
        file = paths.raw / str(load.path)
        if not file.is_file():
            raise LanggananError(f"{file} of load {load.load_seq} is missing.", "Restore it from a backup of raw/.")


def _drop_undeclared(connection: duckdb.DuckDBPyConnection, declared: set[str]) -> None:
    views = connection.execute("select view_name from duckdb_views() where schema_name = 'raw'").fetchall()
    for (view,) in views:
        if view not in declared and not view.startswith("_"):
            connection.execute(f"drop view raw.{identifier(view)}")


def _write_loads(connection: duckdb.DuckDBPyConnection, visible: list[Load]) -> None:
    connection.execute(
        "create or replace table raw._loads (source VARCHAR, entity VARCHAR, load_seq BIGINT, delivery VARCHAR,"
        " delivered_at TIMESTAMP, row_count BIGINT, rejected_count BIGINT)"
    )
    rows = [
        f"({literal(load.source)}, {literal(load.entity)}, {load.load_seq}, {literal(load.delivery)},"
        f" timestamptz {literal(load.delivered_at)} at time zone 'UTC', {load.row_count}, {load.rejected_count})"
        for load in visible
    ]
    for part in _parts(rows):
        connection.execute(f"insert into raw._loads values {', '.join(part)}")


def _write_rejects(connection: duckdb.DuckDBPyConnection, visible: list[Load], paths: WorkspacePaths) -> None:
    connection.execute(
        "create or replace table raw._rejects (source VARCHAR, entity VARCHAR, _load_seq BIGINT, _line BIGINT,"
        " _reason VARCHAR)"
    )
    for load in visible:
        if load.rejected_count:
            # A long line lies there in pieces; the first one carries the reason.
            connection.execute(
                f"insert into raw._rejects select {literal(load.source)}, {literal(load.entity)}, {load.load_seq},"
                f" _line, _reason from read_parquet({literal((paths.raw / str(load.path)).with_name(REJECTS))},"
                " hive_partitioning = false) where _reason is not null order by _line"
            )


def _write_decided_links(connection: duckdb.DuckDBPyConnection, decided: list[DecidedLink]) -> None:
    connection.execute(
        "create or replace table raw._decided_links (line BIGINT, decision VARCHAR, left_id VARCHAR, right_id VARCHAR,"
        " decided_by VARCHAR, reason VARCHAR, decided_on DATE)"
    )
    rows = [
        f"({line}, {literal(link.decision)}, {literal(link.left_id)}, {literal(link.right_id)},"
        f" {literal(link.decided_by)}, {literal(link.reason)}, date '{link.decided_on}')"
        for line, link in enumerate(decided, start=2)
    ]
    for part in _parts(rows):
        connection.execute(f"insert into raw._decided_links values {', '.join(part)}")


def _write_trained_weights(connection: duckdb.DuckDBPyConnection, workspace: Workspace, paths: WorkspacePaths) -> None:
    """The folder of the standing weights; no row before the first training, or where the workspace turns them off."""
    weights = trained_weights.standing(paths) if workspace.identity.probabilistic.enabled else None
    connection.execute("create or replace table raw._trained_weights (digest VARCHAR, folder VARCHAR)")
    if weights is not None:
        folder = str(trained_weights.folder_of(paths, weights))
        connection.execute("insert into raw._trained_weights values (?, ?)", [weights.digest, folder])


def _parts(rows: list[str], size: int = 500) -> Iterable[list[str]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))
