"""Writes the file of one audience for one destination, if the gate lets it leave. The one entrance for that.

Who is eligible, and whether the data is good enough, is decided before; see gate.py for what is asked here again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from export import file_rows, folder, gate, manifest, members
from export.registry import destination as named_destination
from export.request import Request
from export.snapshot import attached
from export.withdraw import consent_is_known, withdraw_if_stale, withdraw_stale
from ledgers import exports
from ledgers.emptiness import why_empty
from ledgers.exports import Export
from ledgers.row_hash import channel_hashes_sql
from workspaces.configuration import Workspace
from workspaces.errors import LanggananError
from workspaces.paths import WorkspacePaths

__all__ = ["export", "withdraw_stale"]

# Part of every export_id: raise it when the same rows are written as other bytes.
LAYOUT = 1


def export(
    paths: WorkspacePaths,
    workspace: Workspace,
    audience: str,
    meta: Mapping[str, Any],
    destination: str,
    build_seq: int,
    as_of: dt.date,
    run8: str,
    git_commit: str,
) -> Export:
    """Write, keep or hold the file, and return the line that stands in the export ledger.

    `meta`: the audience's `meta.audience`. `run8`: the run's id, for the manifest alone; the eight characters in the
    file's name come from its content. The caller holds the writer lock. A line with status 'written' or 'unchanged'
    may have reasons: they are warnings.
    """
    request = Request(
        paths, workspace.name, audience, meta, named_destination(destination), build_seq, as_of, run8, git_commit
    )
    standing = exports.standing(paths.state, audience, destination)
    folder.clean(request.place, Path(standing.file).parent.name if standing else None)
    members.clean(paths.members)
    if not paths.marts.is_file():
        return _held(request, standing, None, ("There are no marts: nothing was built yet.",))
    with attached(paths) as connection:
        reasons = gate.held_by_ledger(paths.state, build_seq, audience)
        if reasons:
            return _held(request, standing, connection, reasons)
        channels = connection.execute(channel_hashes_sql(), [audience]).fetchall()
        reasons = gate.held_by_rows(paths.state, build_seq, audience, channels)
        if reasons:
            return _held(request, standing, connection, reasons)
        try:
            rows_hash = {channel: rows_hash for channel, _, rows_hash in channels}.get(request.destination.channel)
            return _leave(request, standing, connection, rows_hash)
        except LanggananError as error:
            return _held(request, standing, connection, (str(error),))


def _leave(
    request: Request, standing: Export | None, connection: duckdb.DuckDBPyConnection, rows_hash: str | None
) -> Export:
    """The gate is open: write the file, unless it stands already or nobody would be in it (no hash)."""
    if rows_hash is None:
        return _held(request, standing, connection, (_why_nobody(request, connection),))
    export_id = _identify(request, rows_hash)
    if standing and standing.export_id == export_id and folder.is_whole((request.paths.exports / standing.file).parent):
        return _unchanged(request, standing)
    columns = file_rows.file_columns(request.destination, request.meta.get("fields", ()), export_id)
    rows = file_rows.prepare(connection, request.destination, request.audience, columns)
    if rows.kept == 0:
        told = ", ".join(f"{count:,} {reason}" for reason, count in rows.rejected.items())
        return _held(request, standing, connection, (f"Every row was held back: {told}.",))
    written = _write(request, connection, export_id, columns, rows)
    folder.clean(request.place, Path(written.file).parent.name)
    return written


def _why_nobody(request: Request, connection: duckdb.DuckDBPyConnection) -> str:
    excluded = connection.execute(
        "select reason, cast(sum(customer_count) as bigint) from eligibility.elg_exclusion_counts"
        " where audience = ? and channel = ? and reason <> 'eligible' group by reason order by reason",
        [request.audience, request.destination.channel],
    ).fetchall()
    return why_empty(
        dict(excluded), exports.was_written(request.paths.state, request.audience, request.destination.name)
    )


def _identify(request: Request, rows_hash: str) -> str:
    """The export's id: equal rows for one day and destination have one id."""
    definition = [LAYOUT, request.destination.model_dump(mode="json"), list(request.meta.get("fields", ()))]
    day = request.as_of.isoformat()
    text = "\n".join([request.audience, request.destination.name, day, rows_hash, json.dumps(definition)])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _write(
    request: Request,
    connection: duckdb.DuckDBPyConnection,
    export_id: str,
    columns: tuple[file_rows.FileColumn, ...],
    rows: file_rows.Rows,
) -> Export:
    """Files, then who is in them, then the final name, then the ledger."""
    partial = folder.start(request.place, f"{request.as_of.isoformat()}_{export_id[:8]}")
    size = request.destination.rows_per_file or rows.kept
    firsts = range(1, rows.kept + 1, size)
    parts = []
    for number, first in enumerate(firsts, start=1):
        last = min(first + size - 1, rows.kept)
        name = manifest.file_name(request, export_id, last - first + 1, number, len(firsts))
        lines = file_rows.lines(connection, columns, first, last)
        parts.append(folder.write_part(partial, name, file_rows.header_line(columns), lines))
    purpose = str(request.meta.get("purpose", "marketing"))
    members.write(connection, request.paths.members, export_id, request.audience, request.destination.channel, purpose)
    overrides = gate.overrides(request.paths.state, request.build_seq, request.audience)
    warnings = (*manifest.warnings_of(request, rows), *overrides)
    final = folder.finish(partial, manifest.manifest(request, export_id, parts, rows, warnings))
    written = Export(
        export_id,
        request.build_seq,
        request.audience,
        request.destination.name,
        "written",
        str((final / parts[0].name).relative_to(request.paths.exports)),
        rows.kept,
        manifest.sha256_of(parts),
        warnings,
    )
    exports.record(request.paths.state, written)
    return written


def _unchanged(request: Request, standing: Export) -> Export:
    """The same content stands already: the file keeps its name; the ledger says so once a build, and after a hold."""
    newest = exports.latest(request.paths.state)[request.audience, request.destination.name]
    if newest.status != "held" and standing.build_seq == request.build_seq:
        return standing
    line = Export(
        standing.export_id,
        request.build_seq,
        request.audience,
        request.destination.name,
        "unchanged",
        standing.file,
        standing.row_count,
        standing.sha256,
        standing.reasons,
    )
    exports.record(request.paths.state, line)
    return line


def _held(
    request: Request,
    standing: Export | None,
    connection: duckdb.DuckDBPyConnection | None,
    reasons: tuple[str, ...],
) -> Export:
    """No new file. The last one stays, unless somebody in it may no longer be written to."""
    if standing is not None and connection is not None and consent_is_known(request.paths):
        withdrawn = withdraw_if_stale(request.paths, connection, standing)
        if withdrawn is not None:
            reasons = (*reasons, f"The last file was withdrawn: {' '.join(withdrawn.reasons)}")
            standing = None
    line = Export(
        standing.export_id if standing else "",
        request.build_seq,
        request.audience,
        request.destination.name,
        "held",
        standing.file if standing else "",
        standing.row_count if standing else 0,
        standing.sha256 if standing else "",
        reasons,
    )
    exports.record(request.paths.state, line)
    return line
