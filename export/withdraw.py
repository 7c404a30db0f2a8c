"""Takes files out of reach: a hold keeps the last good file only while everybody in it may still be written to.

Nothing is written here, and no verdict is asked: withdrawing needs no permission.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from export import folder, members
from export.snapshot import attached
from ledgers import builds, exports
from ledgers.exports import Export
from workspaces.paths import WorkspacePaths


def withdraw_stale(paths: WorkspacePaths, audiences: Mapping[str, Mapping[str, Any]]) -> list[Export]:
    """Withdraw each standing file that nobody may use any more, and return the new ledger lines.

    `audiences`: name -> `meta.audience`, all that are declared now. A file goes when its audience or destination is no
    longer declared, when it is gone from its folder, or when one of its members may no longer be written to. The
    last is known only from a complete build; while the newest build is unfinished, that question stays open. Debris of
    killed runs goes as well.
    """
    standing = [e for key in exports.latest(paths.state) if (e := exports.standing(paths.state, *key)) is not None]
    undeclared = [e for e in standing if e.destination not in audiences.get(e.audience, {}).get("destinations", ())]
    withdrawn = [
        _withdraw(paths, e, "The audience or its destination was removed from the project.") for e in undeclared
    ]
    left = [e for e in standing if e not in undeclared]
    if left and consent_is_known(paths):
        with attached(paths) as connection:
            found = [withdraw_if_stale(paths, connection, e) for e in left]
        withdrawn.extend(e for e in found if e is not None)
    _clean(paths)
    return withdrawn


def withdraw_if_stale(paths: WorkspacePaths, connection: duckdb.DuckDBPyConnection, standing: Export) -> Export | None:
    """Withdraw one standing file if it must go; None when it may stay."""
    if not (paths.exports / standing.file).is_file():
        return _withdraw(paths, standing, "The file is gone from its folder.")
    stale = members.stale_count(connection, paths.members, standing.export_id)
    if stale == 0:
        return None
    reason = (
        "Nobody knows any more who is in the file."
        if stale is None
        else f"{stale} of its people may no longer be written to."
    )
    return _withdraw(paths, standing, reason)


def _clean(paths: WorkspacePaths) -> None:
    """Remove whatever the ledger does not name, of every audience that ever had a file."""
    members.clean(paths.members)
    for place in sorted(paths.exports.glob("*/*")):
        standing = exports.standing(paths.state, place.parent.name, place.name)
        folder.clean(place, Path(standing.file).parent.name if standing else None)


def _withdraw(paths: WorkspacePaths, standing: Export, reason: str) -> Export:
    """Out of reach first, then into the ledger."""
    folder.remove((paths.exports / standing.file).parent)
    line = replace(standing, status="withdrawn", file="", row_count=0, sha256="", reasons=(reason,))
    exports.record(paths.state, line)
    return line


def consent_is_known(paths: WorkspacePaths) -> bool:
    """True when the marts are those of a finished build; otherwise their consent tables may be half new."""
    newest = builds.newest(paths.state)
    return newest is not None and newest.status == "complete" and paths.marts.is_file()
