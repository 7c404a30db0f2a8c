"""Which deliveries of the inbox the load ledger does not know yet.

Reading what they hold is landing.py's. `pending` and `stable` open no delivery, so that a sensor may call them every
few seconds.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from ingestion.census import Census, chunks_of, content_hash, counter_of
from ingestion.delivered_at import as_text, read_delivered_at
from ingestion.history import History, history_of
from ingestion.inbox import Look, entities_of, looks, stable
from ingestion.plain_text import is_plain
from ingestion.refusal import Refusal
from ingestion.sqlite_database import bytes_of
from ledgers import loads, seen_files
from ledgers.clock import now_utc
from ledgers.loads import Load
from ledgers.seen_files import SeenFile
from workspaces.configuration import Entity, Workspace
from workspaces.paths import WorkspacePaths

__all__ = ["Delivery", "Look", "delivered", "discover", "looks", "pending", "refusals", "stable"]

TEXT_FORMATS = {"csv", "json_lines", "json"}
RECORDED = ("landed", "reasserted", "refused")
UNDATED = dt.datetime.min.replace(tzinfo=dt.UTC)


@dataclass(frozen=True)
class Delivery(Look):
    """A delivery to land. `census`: its bytes' counts, where they are the plain text and were counted when hashed.

    `fault` says why it is refused unread: nobody can tell when it was delivered, and `delivered_at` is UNDATED.
    """

    delivered_at: dt.datetime
    content_hash: str
    census: Census | None = None
    fault: Refusal | None = field(default=None, compare=False)


def discover(workspace: Workspace, paths: WorkspacePaths, source: str, entity: str, state: Path) -> list[Delivery]:
    """An entity's deliveries that are to be landed, by delivery time and name; those without a time come first.

    Known content of the same delivery time is none, under whatever name. A refused delivery is tried again only when
    its content, its delivery time or the entity's declaration changed; a refusal that no longer stands is resolved.
    Raises LanggananError naming the file when it lies outside the inbox.
    """
    declared = workspace.sources[source].entities[entity]
    history = history_of(loads.loads(state, RECORDED), source, entity, declared)
    found = looks(workspace, paths, source, entity)
    deliveries = [
        _delivery(look, hashed, *_moment(look, hashed.content_hash, declared, workspace.time_zone, history))
        for look, hashed in zip(found, _hash_all(found, declared, state), strict=True)
    ]
    _resolve_refusals(deliveries, history, state)
    fresh: dict[tuple[dt.datetime, str, str], Delivery] = {}
    for delivery in sorted(deliveries, key=lambda d: (d.delivered_at, d.name)):
        if not history.knows(delivery.name, as_text(delivery.delivered_at), delivery.content_hash):
            same = delivery.name if delivery.fault else ""
            fresh.setdefault((delivery.delivered_at, delivery.content_hash, same), delivery)
    return list(fresh.values())


def pending(workspace: Workspace, paths: WorkspacePaths) -> list[Look]:
    """Files that are new, changed, or not in the ledger: what `discover` would look at more closely. Opens none."""
    seen = seen_files.seen_files(paths.state)
    recorded = loads.loads(paths.state, RECORDED)
    found: list[Look] = []
    for source, entity, declared in entities_of(workspace):
        history = history_of(recorded, source, entity, declared)
        for look in looks(workspace, paths, source, entity):
            known = seen.get((source, entity, look.name))
            if known is None or (known.byte_count, known.mtime_ns) != (look.byte_count, look.mtime_ns):
                found.append(look)
                continue
            moment, _ = _moment(look, known.content_hash, declared, workspace.time_zone, history)
            if not history.knows(look.name, as_text(moment), known.content_hash):
                found.append(look)
    return found


def refusals(workspace: Workspace, paths: WorkspacePaths) -> list[Load]:
    """Refused deliveries that still lie in the inbox as they were refused; each needs its mend."""
    declared = {(source, entity) for source, entity, _ in entities_of(workspace)}
    present = {
        (look.source, look.entity, look.name)
        for source, entity in declared
        for look in looks(workspace, paths, source, entity)
    }
    refused = loads.loads(paths.state, ("refused",))
    return [load for load in refused if (load.source, load.entity, load.delivery) in present]


def delivered(workspace: Workspace, look: Look, delivered_at: str) -> Delivery:
    """The look with its content, whose delivery time (ISO 8601) is known."""
    declared = workspace.sources[look.source].entities[look.entity]
    return _delivery(look, _hash(look, declared), dt.datetime.fromisoformat(delivered_at), None)


def _resolve_refusals(deliveries: list[Delivery], history: History, state: Path) -> None:
    """A refusal stands while its file lies there as it was, and would be read as it was."""
    present = {(d.name, as_text(d.delivered_at), d.content_hash, history.declaration) for d in deliveries}
    gone = [
        load.load_seq
        for load in history.refused
        if (load.delivery, load.delivered_at, load.content_hash, load.declaration) not in present
    ]
    if gone:
        loads.resolve_refusals(state, gone)


def _delivery(look: Look, hashed: _Hashed, moment: dt.datetime, fault: Refusal | None) -> Delivery:
    return Delivery(
        look.source,
        look.entity,
        look.name,
        look.file,
        look.byte_count,
        look.mtime_ns,
        moment,
        hashed.content_hash,
        hashed.census,
        fault,
        pulled_at=look.pulled_at,
    )


@dataclass(frozen=True)
class _Hashed:
    content_hash: str
    census: Census | None = None


def _hash_all(found: list[Look], declared: Entity, state: Path) -> list[_Hashed]:
    """The content of each, read only where size or mtime changed since it was last read."""
    seen = seen_files.seen_files(state)
    hashed: list[_Hashed] = []
    read: list[SeenFile] = []
    for look in found:
        known = seen.get((look.source, look.entity, look.name))
        if known is not None and (known.byte_count, known.mtime_ns) == (look.byte_count, look.mtime_ns):
            hashed.append(_Hashed(known.content_hash))
            continue
        hashed.append(_hash(look, declared))
        read.append(
            SeenFile(look.source, look.entity, look.name, look.byte_count, look.mtime_ns, hashed[-1].content_hash)
        )
    seen_files.record(state, read)
    return hashed


def _hash(look: Look, declared: Entity) -> _Hashed:
    if look.pulled_at is None and declared.format in TEXT_FORMATS and is_plain(look.file.name, declared):
        counter = counter_of(declared)
        return _Hashed(content_hash(chunks_of(look.file), counter), counter.census())
    if declared.table is not None and look.pulled_at is None:
        return _Hashed(content_hash(bytes_of(look.file)))
    return _Hashed(content_hash(chunks_of(look.file)))


def _moment(
    look: Look, content: str, declared: Entity, time_zone: str, history: History
) -> tuple[dt.datetime, Refusal | None]:
    """When it was delivered; or UNDATED, and why nobody can tell."""
    if look.pulled_at is not None:
        return look.pulled_at, None
    if declared.delivered_at.source == "extraction":
        known = history.extracted_at(content)
        return (dt.datetime.fromisoformat(known) if known is not None else now_utc()), None
    try:
        return read_delivered_at(declared.delivered_at, look.name, look.file, time_zone), None
    except Refusal as refusal:
        return UNDATED, refusal
