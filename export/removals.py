"""A removed file by itself, where no full file stands any more: it expired, was taken away, or its audience is gone.

Whoever was put into the tool by the last one is in there all the same, and may withdraw. No verdict is asked: taking
people out needs no permission.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from export import columns, differences, members
from export.assemble import draft, finish
from export.differences import Before, Removals, compare
from export.manifest import contents
from export.parts import Part
from export.registry import Destination
from export.request import Request
from ledgers.exports import Export
from workspaces.paths import WorkspacePaths


@dataclass(frozen=True)
class Moment:
    """When people are taken out, and by whom: as_of and the workspace's time zone, for how many dates removed files
    name somebody who withdrew, and what a manifest tells."""

    as_of: dt.date
    time_zone: str
    removal_days: int = 60
    workspace: str = ""
    build_seq: int = 0
    run: str = ""
    git_commit: str = ""


def write(
    paths: WorkspacePaths, connection: duckdb.DuckDBPyConnection, last: Export, destination: Destination, at: Moment
) -> Export | None:
    """Write the removed file of those who withdrew since they were in the last file; None when nobody did."""
    if members.find_forbidden(connection, paths.members, last.export_id) is None:
        return None
    before = Before(paths.members, last.export_id, at.as_of, at.removal_days, "none")
    connection.execute(f"create or replace temp table file_rows as select * from {before.people} where false")
    removals = compare(connection, "file_rows", destination.identifiers, before)
    if not removals.withdrawn:
        return None
    request = _request(paths, last, destination, at)
    export_id = _identify(connection, last)
    described = columns.file_columns(destination, request.meta.get("fields", ()), export_id)
    reasons = (f"No file of it stands; people to be taken out because they withdrew: {removals.withdrawn:,}.",)

    def keep_members() -> Path:
        differences.keep(connection, request, export_id)
        return members.write(connection, request, export_id, "file_rows")

    drawn = draft(
        request,
        connection,
        export_id,
        {"removed": ("removed_rows", described)},
        lambda _: None,
        keep_members,
        lambda written: _manifest(request, export_id, last, described, written, removals, reasons),
        reasons,
    )
    return finish(drawn)


def _request(paths: WorkspacePaths, last: Export, destination: Destination, at: Moment) -> Request:
    """As of the last file, so that the audience's cadence does not move."""
    return Request(
        paths,
        at.workspace,
        last.audience,
        members.definition_of(members.file_of(paths.members, last.export_id)) or {},
        destination,
        at.build_seq or last.build_seq,
        dt.date.fromisoformat(last.as_of) if last.as_of else at.as_of,
        at.run,
        at.git_commit,
        at.time_zone,
        last.expires_at,
    )


def _identify(connection: duckdb.DuckDBPyConnection, last: Export) -> str:
    named = "select distinct customer_id from leaving_rows where is_named order by customer_id"
    rows = connection.execute(named).fetchall()
    return hashlib.sha256("\n".join([last.export_id, "alone", *(r[0] for r in rows)]).encode()).hexdigest()[:16]


def _manifest(
    request: Request,
    export_id: str,
    last: Export,
    described: Sequence[columns.FileColumn],
    written: Sequence[Part],
    removals: Removals,
    warnings: tuple[str, ...],
) -> dict[str, Any]:
    return {
        "export_id": export_id,
        "workspace": request.workspace,
        "audience": request.audience,
        "definition": dict(request.meta),
        "destination": request.destination.name,
        "channel": request.destination.channel,
        "against": last.export_id,
        "as_of": request.as_of.isoformat(),
        "expires_at": None,
        "time_zone": request.time_zone,
        "build": request.build_seq,
        "run": request.run,
        "git_commit": request.git_commit,
        "verdict": None,
        "columns": [c.header for c in described],
        "hashed_columns": [c.header for c in described if c.hashes],
        **contents(written, request.destination),
        "removals": removals.told,
        "rejected": {},
        "altered": {},
        "cut": {},
        "warnings": list(warnings),
    }
