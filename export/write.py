"""Writes the file of one audience for one destination, if the gate lets it leave. The one entrance for that.

Who is eligible, and whether the data is good enough, is decided before; see gate.py for what is asked here again. The
files are drawn up, read back by whoever calls, and settled: they get their final name, or are thrown away.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from export import arms, cadence, columns, differences, file_rows, folder, gate, manifest, members, rejects
from export.assemble import Draft, draft, finish, throw_away
from export.differences import Before, Removals, compare
from export.reading import Reading
from export.registry import Kind, destinations, named
from export.removals import Moment
from export.request import Request
from export.withdraw import EXPIRED, consent_is_known, withdraw, withdraw_if_stale, withdraw_stale
from ledgers import exports
from ledgers.emptiness import why_empty
from ledgers.exports import Export
from workspaces.configuration import Workspace
from workspaces.errors import LanggananError
from workspaces.paths import WorkspacePaths

__all__ = ["Draft", "Moment", "Reading", "draw_up", "settle", "withdraw_stale"]

# Part of every export_id: raise it when the same rows are written as other bytes.
LAYOUT = 2


def draw_up(
    paths: WorkspacePaths,
    workspace: Workspace,
    audience: str,
    meta: Mapping[str, Any],
    destination: str,
    build_seq: int,
    as_of: dt.date,
    run8: str,
    git_commit: str,
    reading: Reading,
    is_asked: bool = False,
) -> Draft | Export:
    """Write the files as a draft, or keep or hold what stands and return the line of the export ledger.

    `meta`: the audience's `meta.audience`. `run8`: the run's id, for the manifest alone; the eight characters in the
    file's name come from its content. `reading`: what several exports of one run share. `is_asked`: for this file by
    name, so that its cadence does not matter. The caller holds the writer lock, and settles the draft. A line with
    status 'unchanged' may have reasons: they are warnings.
    """
    known = destinations(mapped=workspace.destinations)
    tool = named(destination, known)
    beside = (known[name] for name in meta.get("destinations", ()) if name in known)
    zone, until = workspace.time_zone, cadence.expires_at(as_of, meta, workspace.time_zone)
    request = Request(
        paths,
        workspace.name,
        audience,
        meta,
        tool,
        build_seq,
        as_of,
        run8,
        git_commit,
        zone,
        until,
        is_asked,
        tuple(t for t in beside if t.channel == tool.channel),
        workspace.removals_named_days,
    )
    return _decide(request, reading)


def settle(drawn: Draft, faults: tuple[str, ...], reading: Reading) -> Export:
    """Give the files their final name, or throw them away for these faults; the line that stands in the ledger.

    A line with status 'written' may have reasons: they are warnings.
    """
    if not faults:
        return finish(drawn)
    throw_away(drawn)
    request = drawn.request
    standing = exports.standing(request.paths.state, request.audience, request.destination.name)
    return _held(request, standing, reading, faults)


def _decide(request: Request, reading: Reading) -> Draft | Export:
    paths, audience = request.paths, request.audience
    standing = exports.standing(paths.state, audience, request.destination.name)
    folder.clean(request.place, Path(standing.file).parent.name if standing else None)
    members.clean(paths.members)
    members.clean(paths.arms)
    if standing is not None and cadence.is_over(standing, request.as_of, request.time_zone):
        withdraw(paths, standing, EXPIRED)
        standing = None
    if not paths.marts.is_file():
        return _held(request, standing, None, ("There are no marts: nothing was built yet.",))
    reasons = gate.held_by_ledger(paths.state, request.build_seq, audience)
    if reasons:
        return _held(request, standing, reading, reasons)
    not_due = cadence.why_not_due(request, standing)
    if not_due:
        return _kept(request, standing, "not_due", (not_due,))
    hashes = reading.hashes(audience)
    reasons = gate.held_by_rows(paths.state, request.build_seq, audience, hashes)
    if reasons:
        return _held(request, standing, reading, reasons)
    try:
        rows_hash = {channel: rows_hash for channel, _, rows_hash in hashes}.get(request.destination.channel)
        return _leave(request, standing, reading, rows_hash)
    except LanggananError as error:
        return _held(request, standing, reading, (str(error),))


def _leave(request: Request, standing: Export | None, reading: Reading, rows_hash: str | None) -> Draft | Export:
    """The gate is open: write the files, unless they stand already or nobody would be in them (no hash)."""
    if rows_hash is None:
        return _held(request, standing, reading, (_why_nobody(request, reading),))
    withdrawn = reading.withdrawn(request)
    held_out = arms.held_out(reading.connection, request.audience, request.destination.channel)
    export_id = _identify(request, rows_hash, withdrawn, held_out)
    if standing and standing.export_id == export_id and folder.is_whole((request.paths.exports / standing.file).parent):
        return _unchanged(request, standing)
    described = columns.file_columns(request.destination, request.meta.get("fields", ()), export_id)
    people = reading.people(request)
    rows = file_rows.prepare(reading.connection, people.table, described, people.texts, people.counts)
    if rows.kept == 0:
        told = [f"{count:,} {reason}" for reason, count in rows.rejected.items()]
        told += [f"{len(withdrawn):,} may no longer be written to"] if withdrawn else []
        return _held(request, standing, reading, (f"Every row was held back: {', '.join(told)}.",))
    return _write(request, reading, export_id, described, rows, people.table, withdrawn)


def _why_nobody(request: Request, reading: Reading) -> str:
    excluded = reading.connection.execute(
        "select reason, cast(sum(customer_count) as bigint) from eligibility.elg_exclusion_counts"
        " where audience = ? and channel = ? and reason <> 'eligible' group by reason order by reason",
        [request.audience, request.destination.channel],
    ).fetchall()
    return why_empty(
        dict(excluded), exports.was_written(request.paths.state, request.audience, request.destination.name)
    )


def _identify(request: Request, rows_hash: str, withdrawn: tuple[str, ...], held_out: tuple[str, ...]) -> str:
    """The export's id: equal rows for one day and destination, with an equal control, have one id."""
    definition = [LAYOUT, request.destination.definition, list(request.meta.get("fields", ()))]
    day = request.as_of.isoformat()
    told = [request.audience, request.destination.name, day, rows_hash, json.dumps(definition), *withdrawn]
    told += ["held out", *held_out] if held_out else []
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def _write(
    request: Request,
    reading: Reading,
    export_id: str,
    described: tuple[columns.FileColumn, ...],
    rows: file_rows.Rows,
    people: str,
    withdrawn: tuple[str, ...],
) -> Draft:
    connection, paths = reading.connection, request.paths
    tables: dict[Kind, tuple[str, tuple[columns.FileColumn, ...]]] = {"full": (rows.table, rows.columns)}
    before = exports.last_written(paths.state, request.audience, request.destination.name, export_id)
    against = before.export_id if before and members.file_of(paths.members, before.export_id).is_file() else None
    removals = Removals()
    if against is not None:
        members.find_forbidden(connection, paths.members, against)
        compared = Before(paths.members, against, request.as_of, request.removal_days)
        removals = compare(connection, rows.table, request.destination.identifiers, compared)
        tables |= {"added": ("added_rows", rows.columns), "removed": ("removed_rows", described)}
    overrides = gate.overrides(paths.state, request.build_seq, request.audience)
    warnings = (*manifest.warnings_of(request, rows, len(withdrawn)), *removals.warnings, *overrides)

    def keep_members() -> Path:
        arms.keep(reading, request, export_id)
        differences.keep(connection, request, export_id, against is not None)
        former = reading.member_files.get(people)
        if rows.rejected:
            return members.write(connection, request, export_id, rows.table)
        if former is not None:
            return members.link(former, paths.members, export_id)
        reading.member_files[people] = members.write(connection, request, export_id, people)
        return reading.member_files[people]

    return draft(
        request,
        connection,
        export_id,
        tables,
        lambda folder_of_files: rejects.write(connection, folder_of_files, withdrawn),
        keep_members,
        lambda written: manifest.manifest(request, export_id, against, described, written, rows, removals, warnings),
        warnings,
    )


def _unchanged(request: Request, standing: Export) -> Export:
    """The same content stands already: the file keeps its name; the ledger says so once a build, and after a hold."""
    newest = exports.latest(request.paths.state)[request.audience, request.destination.name]
    if newest.status != "held" and standing.build_seq == request.build_seq:
        return standing
    line = replace(standing, build_seq=request.build_seq, status="unchanged")
    exports.record(request.paths.state, line)
    return line


def _held(request: Request, standing: Export | None, reading: Reading | None, reasons: tuple[str, ...]) -> Export:
    """No new file. The last one stays, without those who may no longer be written to."""
    if standing is not None and reading is not None and consent_is_known(request.paths):
        changed = withdraw_if_stale(request.paths, reading.connection, standing, request.destination, _moment(request))
        if changed is not None:
            told = "was withdrawn" if changed.status == "withdrawn" else "was written again"
            reasons = (*reasons, f"The last file {told}: {' '.join(changed.reasons)}")
            standing = None if changed.status == "withdrawn" else changed
    return _kept(request, standing, "held", reasons)


def _moment(request: Request) -> Moment:
    told = (request.workspace, request.build_seq, request.run, request.git_commit)
    return Moment(request.as_of, request.time_zone, request.removal_days, *told)


def _kept(request: Request, standing: Export | None, status: str, reasons: tuple[str, ...]) -> Export:
    """No new file; the line says why, and names the one that stands."""
    line = Export(
        standing.export_id if standing else "",
        request.build_seq,
        request.audience,
        request.destination.name,
        status,
        standing.file if standing else "",
        standing.row_count if standing else 0,
        standing.sha256 if standing else "",
        reasons,
        standing.as_of if standing else "",
        standing.expires_at if standing else "",
    )
    exports.record(request.paths.state, line)
    return line
