"""Which deliveries lie in the inbox, and which of them the load ledger does not know yet.

Reading what they hold is landing.py's. `pending` and `stable` open no delivery, so that a sensor may call them every
few seconds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePath, PurePosixPath

from ingestion import pulling
from ingestion.census import Census, chunks_of, content_hash, counter_of
from ingestion.delivered_at import SIDECAR, as_text, read_delivered_at
from ingestion.history import History, history_of
from ingestion.plain_text import is_plain
from ingestion.sqlite_database import bytes_of, write_ahead_log
from ledgers import loads, seen_files
from ledgers.clock import now_utc
from ledgers.loads import Load
from ledgers.seen_files import SeenFile
from workspaces.configuration import Entity, Workspace
from workspaces.errors import ConfigurationError, LanggananError
from workspaces.paths import WorkspacePaths

SQLITE = "sqlite:///"
TEXT_FORMATS = {"csv", "json_lines", "json"}
RECORDED = ("landed", "reasserted", "refused")


@dataclass(frozen=True)
class Look:
    """A delivery as one look found it. `name` is its path below the inbox, or the table's name.

    `pulled_at`: when it was drawn from a database or interface; then `name` is its path below extracts/.
    """

    source: str
    entity: str
    name: str
    file: Path
    byte_count: int
    mtime_ns: int
    pulled_at: dt.datetime | None = field(default=None, kw_only=True)


@dataclass(frozen=True)
class Delivery(Look):
    """A delivery to land. `census`: its bytes' counts, where they are the plain text and were counted when hashed."""

    delivered_at: dt.datetime
    content_hash: str
    census: Census | None = None


def discover(workspace: Workspace, paths: WorkspacePaths, source: str, entity: str, state: Path) -> list[Delivery]:
    """An entity's deliveries that are to be landed, by delivery time and name.

    Known content of the same delivery time is none, under whatever name. A refused delivery is tried again only when
    its content, its delivery time or the entity's declaration changed; a refusal that no longer stands is resolved.
    Raises LanggananError naming the file when its delivery time cannot be read, or it lies outside the inbox.
    """
    declared = workspace.sources[source].entities[entity]
    history = history_of(loads.loads(state, RECORDED), source, entity, declared)
    found = looks(workspace, paths, source, entity)
    deliveries = [
        _delivery(look, hashed, _delivered_at(look, hashed.content_hash, declared, workspace.time_zone, history))
        for look, hashed in zip(found, _hash_all(found, declared, state), strict=True)
    ]
    _resolve_refusals(deliveries, history, state)
    fresh: dict[tuple[dt.datetime, str], Delivery] = {}
    for delivery in sorted(deliveries, key=lambda d: (d.delivered_at, d.name)):
        if not history.knows(delivery.name, as_text(delivery.delivered_at), delivery.content_hash):
            fresh.setdefault((delivery.delivered_at, delivery.content_hash), delivery)
    return list(fresh.values())


def pending(workspace: Workspace, paths: WorkspacePaths) -> list[Look]:
    """Files that are new, changed, or not in the ledger: what `discover` would look at more closely. Opens none."""
    seen = seen_files.seen_files(paths.state)
    recorded = loads.loads(paths.state, RECORDED)
    found: list[Look] = []
    for source, entity, declared in _entities(workspace):
        history = history_of(recorded, source, entity, declared)
        for look in looks(workspace, paths, source, entity):
            known = seen.get((source, entity, look.name))
            if known is None or (known.byte_count, known.mtime_ns) != (look.byte_count, look.mtime_ns):
                found.append(look)
                continue
            try:
                moment = _delivered_at(look, known.content_hash, declared, workspace.time_zone, history)
            except LanggananError:
                found.append(look)  # discover says what is wrong with it
                continue
            if not history.knows(look.name, as_text(moment), known.content_hash):
                found.append(look)
    return found


def refusals(workspace: Workspace, paths: WorkspacePaths) -> list[Load]:
    """Refused deliveries that still lie in the inbox as they were refused; each needs its mend."""
    declared = {(source, entity) for source, entity, _ in _entities(workspace)}
    present = {
        (look.source, look.entity, look.name)
        for source, entity in declared
        for look in looks(workspace, paths, source, entity)
    }
    refused = loads.loads(paths.state, ("refused",))
    return [load for load in refused if (load.source, load.entity, load.delivery) in present]


def stable(delivery: Look, now: dt.datetime, age_seconds: float) -> bool:
    """Whether the delivery is as it was at the look, and was written at least `age_seconds` before `now` (aware)."""
    try:
        byte_count, mtime_ns = _size_and_mtime(delivery.file)
    except FileNotFoundError:
        return False
    is_as_it_was = (byte_count, mtime_ns) == (delivery.byte_count, delivery.mtime_ns)
    return is_as_it_was and now.timestamp() - mtime_ns / 1e9 >= age_seconds


def looks(workspace: Workspace, paths: WorkspacePaths, source: str, entity: str) -> list[Look]:
    """Every delivery of the entity in the inbox, by name. Hidden files and sidecars are none."""
    declared = workspace.sources[source].entities[entity]
    if workspace.sources[source].is_pulled:
        folder = pulling.folder_of(paths, source, entity)
        return [
            Look(source, entity, name, file, *_size_and_mtime(file), pulled_at=pulling.pulled_at(name))
            for file in sorted(folder.glob("*Z.*"))
            for name in [pulling.name_of(source, entity, file)]
        ]
    if declared.table is not None:
        file = _database_file(workspace, paths, source)
        return [Look(source, entity, declared.table, file, *_size_and_mtime(file))] if file.is_file() else []
    pattern = PurePosixPath(str(declared.files))
    if pattern.is_absolute() or ".." in pattern.parts:
        raise ConfigurationError(
            f"Source {source}, entity {entity}: files {str(pattern)!r} lead out of the inbox.",
            "Declare a pattern below the inbox.",
        )
    inbox = paths.inbox.resolve()
    return [
        Look(source, entity, _printable(file.relative_to(paths.inbox)), file, *_size_and_mtime(file))
        for file in sorted(paths.inbox.glob(str(pattern)))
        if not file.name.startswith(".") and not file.name.endswith(SIDECAR) and _is_file_below(file, inbox)
    ]


def delivered(workspace: Workspace, look: Look, delivered_at: str) -> Delivery:
    """The look with its content, whose delivery time (ISO 8601) is known."""
    declared = workspace.sources[look.source].entities[look.entity]
    return _delivery(look, _hash(look, declared), dt.datetime.fromisoformat(delivered_at))


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


def _delivery(look: Look, hashed: _Hashed, moment: dt.datetime) -> Delivery:
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


def _delivered_at(look: Look, content: str, declared: Entity, time_zone: str, history: History) -> dt.datetime:
    if look.pulled_at is not None:
        return look.pulled_at
    if declared.delivered_at.source == "extraction":
        known = history.extracted_at(content)
        return dt.datetime.fromisoformat(known) if known is not None else now_utc()
    return read_delivered_at(declared.delivered_at, look.name, look.file, time_zone)


def _entities(workspace: Workspace) -> Iterator[tuple[str, str, Entity]]:
    for source, of in workspace.sources.items():
        for entity, declared in of.entities.items():
            yield source, entity, declared


def _database_file(workspace: Workspace, paths: WorkspacePaths, source: str) -> Path:
    url = (workspace.sources[source].database or "").replace("{inbox}", str(paths.inbox))
    if not url.startswith(SQLITE) or "?" in url:
        raise ConfigurationError(
            f"Source {source}: its database is no SQLite file.",
            "Declare database: sqlite:///{inbox}/<file>.",
        )
    return Path(url.removeprefix(SQLITE))


def _is_file_below(file: Path, inbox: Path) -> bool:
    if not file.resolve().is_relative_to(inbox):
        raise LanggananError(
            f"{_printable(file.name)} in the inbox is a link that leads out of it.",
            "Put the file itself into the inbox.",
        )
    return file.is_file()


def _size_and_mtime(file: Path) -> tuple[int, int]:
    """Of the file, and of the write-ahead log beside it if it is a database that has one."""
    found = [file.stat()]
    log = write_ahead_log(file)
    if log.is_file():
        found.append(log.stat())
    return sum(s.st_size for s in found), max(s.st_mtime_ns for s in found)


def _printable(name: str | PurePath) -> str:
    """A name that ledgers and messages can hold: what is not UTF-8 or cannot be printed is written as an escape."""
    text = str(name).encode(errors="surrogateescape").decode(errors="backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
