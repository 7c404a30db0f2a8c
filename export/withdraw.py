"""Takes people out of reach: a hold keeps the last good file only for those who may still be written to.

No verdict is asked: withdrawing needs no permission.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from export import cadence, folder, members, removals
from export.differences import Before, is_due, is_otherwise
from export.registry import Destination, destinations
from export.removals import Moment
from export.shrink import shrink
from export.snapshot import attached
from ledgers import builds, exports
from ledgers.exports import Export
from workspaces.errors import LanggananError
from workspaces.paths import WorkspacePaths

Mapped = Mapping[str, Any]
OTHERWISE = "Of the people whom it takes out, or who left it, some withdrew since or agreed again."
EXPIRED = "The file has expired: what it says was true for a time that is over."


def withdraw_stale(
    paths: WorkspacePaths,
    audiences: Mapping[str, Mapping[str, Any]],
    mapped: Mapped | None = None,
    at: Moment | None = None,
) -> list[Export]:
    """Withdraw or shrink each standing file that holds people nobody may write to, and return the new ledger lines.

    `audiences`: name -> `meta.audience`, all that are declared now; `mapped`: the workspace's own destinations; `at`:
    by whose end files may have expired. A file goes when it has, when its audience or destination is no longer
    declared, or when it is gone from its folder or cannot be read; it is written again without those of its members who
    may no longer be written to. Where none stands, whoever was in the last one and withdrew gets a removed file by
    itself; one of those stands until it was named for its time. All that is known from a complete build only; while
    the newest build is unfinished, that question stays open. Debris of killed runs goes as well.
    """
    last = {key: exports.standing(paths.state, *key) for key in exports.latest(paths.state)}
    standing = [e for e in last.values() if e is not None]
    full = [e for e in standing if e.row_count]
    undeclared = [e for e in full if e.destination not in audiences.get(e.audience, {}).get("destinations", ())]
    changed = [withdraw(paths, e, "The audience or its destination was removed from the project.") for e in undeclared]
    expired = [e for e in full if e not in undeclared and at is not None and cadence.is_over(e, at.as_of, at.time_zone)]
    changed.extend(withdraw(paths, e, EXPIRED) for e in expired)
    left = [e for e in standing if e not in undeclared and e not in expired]
    if last and consent_is_known(paths):
        with attached(paths) as connection:
            tools = destinations(mapped=mapped)
            found = [withdraw_if_stale(paths, connection, e, tools.get(e.destination), at) for e in left]
            changed.extend(e for e in found if e is not None)
            changed.extend(_take_out(paths, connection, last, tools, at))
    _clean(paths)
    return changed


def withdraw_if_stale(
    paths: WorkspacePaths,
    connection: duckdb.DuckDBPyConnection,
    standing: Export,
    tool: Destination | None,
    at: Moment | None,
) -> Export | None:
    """Take those out of one standing file who must go, or the whole file; None when it may stay as it is."""
    if not (paths.exports / standing.file).is_file():
        return withdraw(paths, standing, "The file is gone from its folder.")
    stale = members.find_forbidden(connection, paths.members, standing.export_id)
    if stale is None:
        return withdraw(paths, standing, "Nobody knows any more who is in the file.")
    at = at or _of(standing)
    before = Before(paths.members, standing.export_id, at.as_of, at.removal_days, "file")
    if not standing.row_count and not is_due(connection, before):
        return withdraw(paths, standing, "Whom it takes out was named for the declared time.")
    if stale == 0 and not is_otherwise(connection, before):
        return None
    reason = f"{stale} of its people may no longer be written to." if stale else OTHERWISE
    try:
        shrunk = shrink(paths, connection, standing, tool, reason, before) if tool is not None else None
    except (LanggananError, duckdb.Error, KeyError):
        shrunk = None  # whatever cannot be read back, as files of an older manifest, goes whole
    return shrunk or withdraw(paths, standing, reason)


def _take_out(
    paths: WorkspacePaths,
    connection: duckdb.DuckDBPyConnection,
    pairs: Iterable[tuple[str, str]],
    tools: Mapping[str, Destination],
    at: Moment | None,
) -> Iterator[Export]:
    """Write a removed file by itself for each audience and tool that has no file, and had people who withdrew."""
    for audience, destination in pairs:
        if exports.standing(paths.state, audience, destination) is not None or destination not in tools:
            continue
        last = exports.last_written(paths.state, audience, destination)
        if last is None:
            continue
        try:
            written = removals.write(paths, connection, last, tools[destination], at or _of(last))
        except LanggananError:
            continue  # the tool is declared otherwise now, and takes no such columns
        if written is not None:
            yield written


def _of(line: Export) -> Moment:
    """The moment of a file itself, where nobody tells another."""
    return Moment(dt.date.fromisoformat(line.as_of) if line.as_of else dt.date.min, "UTC")


def _clean(paths: WorkspacePaths) -> None:
    """Remove whatever the ledger does not name, of every audience that ever had a file."""
    members.clean(paths.members)
    members.clean(paths.arms)
    for place in sorted(paths.exports.glob("*/*")):
        standing = exports.standing(paths.state, place.parent.name, place.name)
        folder.clean(place, Path(standing.file).parent.name if standing else None)


def withdraw(paths: WorkspacePaths, standing: Export, reason: str) -> Export:
    """Take a file away: out of reach first, then into the ledger."""
    folder.remove((paths.exports / standing.file).parent)
    line = replace(standing, status="withdrawn", file="", row_count=0, sha256="", reasons=(reason,))
    exports.record(paths.state, line)
    return line


def consent_is_known(paths: WorkspacePaths) -> bool:
    """True when the marts are those of a finished build; otherwise their consent tables may be half new."""
    newest = builds.newest(paths.state)
    return newest is not None and newest.status == "complete" and paths.marts.is_file()
