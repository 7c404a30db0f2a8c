"""Takes people out of reach: a hold keeps the last good file only for those who may still be written to.

No verdict is asked: withdrawing needs no permission.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from export import cadence, folder, members
from export.registry import Destination, destinations
from export.shrink import shrink
from export.snapshot import attached
from ledgers import builds, exports
from ledgers.exports import Export
from workspaces.errors import LanggananError
from workspaces.paths import WorkspacePaths

Mapped = Mapping[str, Any]
EXPIRED = "The file has expired: what it says was true for a time that is over."


def withdraw_stale(
    paths: WorkspacePaths,
    audiences: Mapping[str, Mapping[str, Any]],
    mapped: Mapped | None = None,
    at: tuple[dt.date, str] | None = None,
) -> list[Export]:
    """Withdraw or shrink each standing file that holds people nobody may write to, and return the new ledger lines.

    `audiences`: name -> `meta.audience`, all that are declared now; `mapped`: the workspace's own destinations; `at`:
    as_of and the workspace's time zone, by whose end files may have expired. A file goes when it has, when its audience
    or destination is no longer declared, or when it is gone from its folder or cannot be read; it is written again
    without those of its members who may no longer be written to. The last are known only from a complete build; while
    the newest build is unfinished, that question stays open. Debris of killed runs goes as well.
    """
    standing = [e for key in exports.latest(paths.state) if (e := exports.standing(paths.state, *key)) is not None]
    undeclared = [e for e in standing if e.destination not in audiences.get(e.audience, {}).get("destinations", ())]
    changed = [withdraw(paths, e, "The audience or its destination was removed from the project.") for e in undeclared]
    expired = [e for e in standing if e not in undeclared and at is not None and cadence.is_expired(e, *at)]
    changed.extend(withdraw(paths, e, EXPIRED) for e in expired)
    left = [e for e in standing if e not in undeclared and e not in expired]
    if left and consent_is_known(paths):
        with attached(paths) as connection:
            tools = destinations(mapped=mapped)
            found = [withdraw_if_stale(paths, connection, e, tools.get(e.destination)) for e in left]
        changed.extend(e for e in found if e is not None)
    _clean(paths)
    return changed


def withdraw_if_stale(
    paths: WorkspacePaths, connection: duckdb.DuckDBPyConnection, standing: Export, tool: Destination | None
) -> Export | None:
    """Take those out of one standing file who must go, or the whole file; None when it may stay as it is."""
    if not (paths.exports / standing.file).is_file():
        return withdraw(paths, standing, "The file is gone from its folder.")
    stale = members.find_forbidden(connection, paths.members, standing.export_id)
    if stale == 0:
        return None
    if stale is None:
        return withdraw(paths, standing, "Nobody knows any more who is in the file.")
    reason = f"{stale} of its people may no longer be written to."
    try:
        shrunk = shrink(paths, connection, standing, tool, reason) if tool is not None else None
    except (LanggananError, duckdb.Error, KeyError):
        shrunk = None  # whatever cannot be read back, as files of an older manifest, goes whole
    return shrunk or withdraw(paths, standing, reason)


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
