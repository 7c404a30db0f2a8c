"""Draws rows from databases and interfaces: each entity, as often as its cadence says, into a file in extracts/.

From there on it is a delivery like any other, whose time is the moment of the pull. The cursor is read from the landed
loads, never kept beside them, so that a crash between pull and landing loses and repeats nothing. A pull that fails
leaves a note in the place of the file: landing refuses it, and what stands on the entity is held until a pull succeeds.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from pathlib import Path

from ingestion.delivered_at import as_text
from ingestion.refusal import Refusal
from ledgers import loads, pulls
from ledgers.clock import now_utc
from ledgers.loads import Load
from ledgers.pulls import Pull
from workspaces.configuration import Workspace
from workspaces.durable import rename_durably, sync
from workspaces.paths import WorkspacePaths
from workspaces.secrets import without_secrets

NAME_FORMAT = "%Y%m%dT%H%M%S%fZ"
NOTE = ".failed"
# A little less than the cadence itself, so that a run which begins a minute earlier than yesterday's still pulls.
EVERY = {
    "hourly": dt.timedelta(minutes=50),
    "daily": dt.timedelta(hours=20),
    "weekly": dt.timedelta(days=6, hours=12),
    "monthly": dt.timedelta(days=27),
    "once": dt.timedelta.max,
}


def due(workspace: Workspace, paths: WorkspacePaths, now: dt.datetime) -> list[tuple[str, str]]:
    """The (source, entity) pairs whose last good pull is longer ago than their cadence. Connects to nothing."""
    latest = pulls.latest(paths.state)
    return [
        (source, entity)
        for source, of in sorted(workspace.sources.items())
        if of.is_pulled
        for entity, declared in sorted(of.entities.items())
        if (source, entity) not in latest or now - latest[source, entity] >= EVERY[declared.cadence]
    ]


def pull(workspace: Workspace, paths: WorkspacePaths, source: str, entity: str) -> None:
    """Draw what is new into extracts/. The caller holds the writer lock.

    Nothing is drawn while an earlier pull waits to be landed. What fails at the source leaves a note.
    """
    folder = folder_of(paths, source, entity)
    folder.mkdir(parents=True, exist_ok=True)
    refused = {load.delivery for load in loads.loads(paths.state, ("refused",))}
    if any(name_of(source, entity, file) not in refused for file in folder.glob("*.parquet")):
        return
    began, moment = time.monotonic(), now_utc()
    declared = workspace.sources[source].entities[entity]
    paths.scratch.mkdir(parents=True, exist_ok=True)
    file = folder / f"{moment:{NAME_FORMAT}}.parquet"
    try:
        row_count = _draw(workspace, paths, source, entity, file)
    except Refusal as refusal:
        leave_note(folder, moment, without_secrets(refusal.what), refusal.mend)
        return
    for former in folder.iterdir():
        if former != file:
            former.unlink()  # a note, or a pull that was refused: this one stands in its place
    if row_count == 0 and declared.cursor is not None and loads.of_entity(paths.state, source, entity):
        file.unlink()
        pulls.record(paths.state, Pull(source, entity, as_text(moment), 0, round(time.monotonic() - began, 3)))


def settle(paths: WorkspacePaths, load: Load) -> None:
    """After a pull was landed: it counts as done, and its file is not needed any more."""
    file = paths.extracts / load.delivery
    pulls.record(paths.state, Pull(load.source, load.entity, load.delivered_at, load.row_count, load.seconds))
    file.unlink(missing_ok=True)


def folder_of(paths: WorkspacePaths, source: str, entity: str) -> Path:
    """Where an entity's pulls wait to be landed."""
    return paths.extracts / source / entity


def name_of(source: str, entity: str, file: Path) -> str:
    """What the ledger calls a pull: its path below extracts/."""
    return f"{source}/{entity}/{file.name}"


def pulled_at(name: str) -> dt.datetime:
    """The moment of a pull, from its name; aware, UTC."""
    return dt.datetime.strptime(Path(name).stem, NAME_FORMAT).replace(tzinfo=dt.UTC)


def refuse_note(file: Path) -> None:
    """Raise the Refusal that a note stands for."""
    note = json.loads(file.read_text(encoding="utf-8"))
    raise Refusal(str(note["what"]), str(note["mend"]))


def _draw(workspace: Workspace, paths: WorkspacePaths, source: str, entity: str, file: Path) -> int:
    """Write the rows that are news, and return how many. Raises Refusal."""
    # Here, because whoever only asks what is due should not wait for DuckDB.
    from ingestion.cursors import Known, known_rows, write_news
    from ingestion.pulled_endpoint import pull_endpoint
    from ingestion.pulled_table import pull_table
    from ingestion.scratch_duckdb import scratch_duckdb

    of = workspace.sources[source]
    declared = of.entities[entity]
    drawn = paths.scratch / "pull.parquet"
    drawn.unlink(missing_ok=True)
    visible = [paths.raw / str(load.path) for load in loads.of_entity(paths.state, source, entity)]
    with scratch_duckdb(paths.scratch) as duck:
        known = known_rows(declared, visible, duck) if declared.cursor else Known()
        if declared.endpoint is not None:
            pull_endpoint(dict(of.interface or {}), declared, known.greatest, drawn)
        else:
            pull_table(str(of.database), declared, known.greatest, drawn)
        row_count = write_news(drawn, declared, known, paths.scratch / "news.parquet", duck)
    drawn.unlink()
    sync(paths.scratch / "news.parquet")
    rename_durably(paths.scratch / "news.parquet", file)
    return row_count


def leave_note(folder: Path, moment: dt.datetime, what: str, mend: str) -> None:
    """Say that an entity's pull failed. One note an entity; the same words again leave the standing one."""
    note = json.dumps({"what": what, "mend": mend})
    standing = sorted(folder.glob(f"*{NOTE}"))
    if any(file.read_text(encoding="utf-8") == note for file in standing):
        return
    for former in standing:
        former.unlink()
    (folder / f"{moment:{NAME_FORMAT}}{NOTE}").write_text(note, encoding="utf-8")
