"""What lies in the inbox: each entity's files and databases, and files that no entity declares. Opens none of them.

Which of them are new is deliveries.py's question.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePath, PurePosixPath

from ingestion import pulling
from ingestion.delivered_at import SIDECAR
from ingestion.sqlite_database import write_ahead_log
from workspaces.configuration import Entity, Workspace
from workspaces.errors import ConfigurationError, LanggananError
from workspaces.paths import WorkspacePaths

SQLITE = "sqlite:///"
BESIDE_A_DATABASE = ("-wal", "-shm", "-journal")


@dataclass(frozen=True)
class Look:
    """A delivery as one look found it. `name` is its path below the inbox, or the table's name.

    `pulled_at`: when it was drawn from a database or interface; then `name` is its path below extracts/. Of a source
    whose files are fetched, a note that this failed is a delivery of that kind too.
    """

    source: str
    entity: str
    name: str
    file: Path
    byte_count: int
    mtime_ns: int
    pulled_at: dt.datetime | None = field(default=None, kw_only=True)


def looks(workspace: Workspace, paths: WorkspacePaths, source: str, entity: str) -> list[Look]:
    """Every delivery of the entity in the inbox, by name. Hidden files and sidecars are none."""
    of = workspace.sources[source]
    declared = of.entities[entity]
    pulled = [
        Look(source, entity, name, file, *size_and_mtime(file), pulled_at=pulling.pulled_at(name))
        for file in sorted(pulling.folder_of(paths, source, entity).glob("*Z.*"))
        for name in [pulling.name_of(source, entity, file)]
    ]
    if of.is_pulled:
        return pulled
    if declared.table is not None:
        file = _database_file(workspace, paths, source)
        return [Look(source, entity, declared.table, file, *size_and_mtime(file))] if file.is_file() else []
    pattern = pattern_of(workspace, source, entity)
    inbox = paths.inbox.resolve()
    return pulled * (of.inbox is not None) + [
        Look(source, entity, printable(file.relative_to(paths.inbox)), file, *size_and_mtime(file))
        for file in sorted(paths.inbox.glob(str(pattern)))
        if not file.name.startswith(".") and not file.name.endswith(SIDECAR) and _is_file_below(file, inbox)
    ]


def pattern_of(workspace: Workspace, source: str, entity: str) -> PurePosixPath:
    """The glob of an entity's files below the inbox; fetched ones lie in a folder of their source's name.

    Raises ConfigurationError when it leads out of the inbox.
    """
    of = workspace.sources[source]
    pattern = PurePosixPath(str(of.entities[entity].files))
    if pattern.is_absolute() or ".." in pattern.parts:
        raise ConfigurationError(
            f"Source {source}, entity {entity}: files {str(pattern)!r} lead out of the inbox.",
            "Declare a pattern below the inbox.",
        )
    return PurePosixPath(source) / pattern if of.inbox is not None else pattern


def unmatched(workspace: Workspace, paths: WorkspacePaths) -> list[str]:
    """Names of the inbox's files that are no entity's delivery, nor belong to one. Hidden files are left out."""
    known: set[Path] = set()
    for source, entity, _ in entities_of(workspace):
        for look in looks(workspace, paths, source, entity):
            known |= {look.file, look.file.with_name(look.file.name + SIDECAR)}
            known |= {look.file.with_name(look.file.name + end) for end in BESIDE_A_DATABASE}
    found = (file.relative_to(paths.inbox) for file in paths.inbox.rglob("*") if file.is_file() and file not in known)
    return sorted(printable(name) for name in found if not any(part.startswith(".") for part in name.parts))


def stable(look: Look, now: dt.datetime, age_seconds: float) -> bool:
    """Whether the delivery is as it was at the look, and was written at least `age_seconds` before `now` (aware)."""
    try:
        byte_count, mtime_ns = size_and_mtime(look.file)
    except FileNotFoundError:
        return False
    is_as_it_was = (byte_count, mtime_ns) == (look.byte_count, look.mtime_ns)
    return is_as_it_was and now.timestamp() - mtime_ns / 1e9 >= age_seconds


def entities_of(workspace: Workspace) -> Iterator[tuple[str, str, Entity]]:
    """Every declared entity: source, name, declaration."""
    for source, of in workspace.sources.items():
        for entity, declared in of.entities.items():
            yield source, entity, declared


def size_and_mtime(file: Path) -> tuple[int, int]:
    """Of the file, and of the write-ahead log beside it if it is a database that has one."""
    found = [file.stat()]
    log = write_ahead_log(file)
    if log.is_file():
        found.append(log.stat())
    return sum(s.st_size for s in found), max(s.st_mtime_ns for s in found)


def printable(name: str | PurePath) -> str:
    """A name that ledgers and messages can hold: what is not UTF-8 or cannot be printed is written as an escape."""
    text = str(name).encode(errors="surrogateescape").decode(errors="backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


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
            f"{printable(file.name)} in the inbox is a link that leads out of it.",
            "Put the file itself into the inbox.",
        )
    return file.is_file()
