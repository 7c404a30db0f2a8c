"""Decides what a build must do, and does it: raw views, dbt, the marks of completeness.

A build takes the loads above the last complete build's, or everything when the tables on disk cannot be trusted or were
made by other code. Tests of the result are checks.py's and audit's matter.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ledgers import builds, campaign_sends, loads, relands
from ledgers.builds import Build
from orchestration import dbt_process, markers, replay
from orchestration.dbt_variables import volatile_variables
from orchestration.duckdb_files import drop_leftovers
from orchestration.run import Entity, Run
from workspaces.errors import ConfigurationError, LanggananError

MODELS_ONLY = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")


@dataclass(frozen=True)
class Plan:
    """What the next build must do. `standing` is the last complete build when its tables are on disk, whole.

    `reason` says why everything is rebuilt, '' when only new loads are built in, or nothing is to do. `replays` are the
    entities whose staging models are made anew beside that.
    """

    standing: Build | None
    history_to: int
    loads_to: int
    reason: str
    is_current: bool
    replays: tuple[Entity, ...] = ()

    @property
    def loads_above(self) -> int:
        """Loads up to this one are in the tables already."""
        return self.standing.loads_to if self.standing else 0


def plan(
    state: Path, warehouse: Path, marts: Path, as_of: dt.date, fingerprint: str, replay: Entity | None = None
) -> Plan:
    """Compare the ledger, the files on disk and the code. Writes nothing.

    `replay` is an entity whose own part of the code, and no other, may have changed (replay.refuse_unless_confined).
    Raises ConfigurationError when `as_of` lies before the last complete build's: the past is read, never recomputed.
    """
    last = builds.last_complete(state)
    if last is not None and as_of < last.as_of:
        raise ConfigurationError(
            f"as_of {as_of} is before the last complete build's, {last.as_of}, and the past is not recomputed.",
            f"Ask for {last.as_of} or later.",
        )
    found = (markers.read(warehouse), markers.read(marts))
    loads_to = loads.last_load_seq(state)
    if last is None:
        reason = "nothing was built before"
    elif None in found:
        reason = "the tables on disk are missing or incomplete"
    elif found != (last.build_seq, last.build_seq):
        reason = f"the tables on disk are of another build than the last complete one ({last.build_seq})"
    elif last.fingerprint != fingerprint and replay is None:
        reason = "the code or the configuration changed"
    else:
        replays = tuple(sorted({*relands.entities(state), *([replay] if replay else [])}))
        is_as_built = last.loads_to == loads_to and last.as_of == as_of and builds.newest(state) == last
        is_as_built = is_as_built and campaign_sends.last_recorded_at(state) < builds.started_at(state, last.build_seq)
        return Plan(last, last.build_seq, loads_to, "", is_as_built and not replays, replays)
    return Plan(None, last.build_seq if last else 0, loads_to, reason, is_current=False)


def build(run: Run) -> Iterator[dict[str, Any]]:
    """Build what the plan says and yield dbt's result events; nothing is done or yielded when all is current.

    Raises DbtError, and the ledger then says that the build failed; the next one builds the same loads again.
    """
    paths, state = run.paths, run.paths.state
    _restore_files(run)
    if run.replay is not None:
        replay.refuse_unless_confined(run, run.replay)
    todo = plan(state, paths.warehouse, paths.marts, run.as_of, run.fingerprint, run.replay)
    if todo.is_current:
        return
    _close_killed(state)
    is_full = todo.standing is None
    started = builds.start(state, run.as_of, run.fingerprint, todo.loads_above, todo.loads_to, is_full)
    try:
        yield from _dbt_build(run, started, todo)
        for file in (paths.marts, paths.warehouse):
            markers.write(file, started.build_seq)
    except BaseException as error:
        builds.finish(state, started.build_seq, "failed", _reason(error))
        raise
    builds.keep_parts(state, started.build_seq, run.parts)
    builds.finish(state, started.build_seq, "complete", todo.reason)
    relands.settle(state)


def _dbt_build(run: Run, started: Build, todo: Plan) -> Iterator[dict[str, Any]]:
    from ingestion import raw_views

    total = len(run.lineage.built)
    run.progress("build", 0, total, todo.reason or f"loads {todo.loads_above + 1} to {todo.loads_to}")
    if started.is_full_rebuild or todo.replays:
        # Half-replaced tables must not pass for the old ones, should this build die and the code change back.
        markers.erase(run.paths.warehouse)
    drop_leftovers(run.paths.warehouse)
    raw_views.refresh(run.paths.warehouse, run.workspace, run.paths)
    is_full = started.is_full_rebuild
    command = ["build", "--full-refresh", *MODELS_ONLY] if is_full else ["run"]
    variables = volatile_variables(started, started.as_of, todo.history_to)
    if todo.replays:
        variables |= {"replayed_loads": replay.replay(run, todo.replays, variables)}
    left = {i for i, node in run.lineage.built.items() if is_full or node["resource_type"] != "seed"}
    for done, event in enumerate(dbt_process.events(run.project, command, variables), start=1):
        run.progress("build", done, total, event["data"]["node_info"]["node_name"])
        left.discard(event["data"]["node_info"]["unique_id"])
        yield event
    if left:
        raise dbt_process.DbtError(f"dbt ended without building {', '.join(sorted(left))}.", "See dbt/logs/dbt.log.")


def _close_killed(state: Path) -> None:
    """A build that is still 'started' was killed: whoever builds holds the writer lock, and that is this process."""
    newest = builds.newest(state)
    if newest is not None and newest.status == "started":
        builds.finish(state, newest.build_seq, "failed", "its process was killed")


def _restore_files(run: Run) -> None:
    """Put right what can be before planning. Warehouse and marts are caches: what DuckDB cannot open is made anew.

    History is not: no delivery tells it again, so a damaged file stays where it is until a person decides.
    """
    for cache in (run.paths.warehouse, run.paths.marts):
        if not _is_readable(cache):
            cache.unlink()
            cache.with_name(f"{cache.name}.wal").unlink(missing_ok=True)
    if not _is_readable(run.paths.history):
        raise LanggananError(
            f"{run.paths.history} is damaged, and nothing else remembers what it holds.",
            "Put a backup in its place; or move it away, and history begins anew.",
        )


def _is_readable(file: Path) -> bool:
    """False only for a file that is there and that DuckDB cannot open."""
    import duckdb

    try:
        if file.exists():
            duckdb.connect(str(file), read_only=True).close()
    except duckdb.Error as error:
        return "lock" in str(error)
    return True


def _reason(error: BaseException) -> str:
    return error.message if isinstance(error, LanggananError) else f"interrupted by {type(error).__name__}"
