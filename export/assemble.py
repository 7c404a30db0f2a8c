"""Puts one export together in two steps: a draft, whose files have no final name yet, and its settling.

Between the two the files are read back by whoever calls (the audit). Whether an export may leave, and of which rows,
was decided before (write.py), or needs no permission (shrink.py).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from export import folder, members, parts
from export.columns import FileColumn
from export.manifest import sha256_of
from export.parts import Part
from export.registry import Kind
from export.request import Request
from ledgers import exports
from ledgers.exports import Export


@dataclass(frozen=True)
class Draft:
    """An export on disk that nobody can download: its files lie in a folder of an unfinished name, `told` is the
    manifest that they will have, and `members` says who is in which line of its full files.
    """

    request: Request
    export_id: str
    folder: Path
    told: Mapping[str, Any]
    written: tuple[Part, ...]
    members: Path
    reasons: tuple[str, ...]


def draft(
    request: Request,
    connection: duckdb.DuckDBPyConnection,
    export_id: str,
    tables: Mapping[Kind, tuple[str, Sequence[FileColumn]]],
    write_rejects: Callable[[Path], dict[str, Any] | None],
    keep_members: Callable[[], Path],
    describe: Callable[[Sequence[Part]], dict[str, Any]],
    reasons: tuple[str, ...],
) -> Draft:
    """Write each kind's table with its columns, and who is in it."""
    unfinished = folder.start(request.place, request.folder_name(export_id))
    naming = partial(request.file_name, export_id)
    written: list[Part] = []
    for kind, (table, columns) in tables.items():
        written += parts.write_parts(
            connection, unfinished, naming, kind, table, columns, request.destination, request.audience
        )
    told = {**describe(written), "rejects": write_rejects(unfinished)}
    return Draft(request, export_id, unfinished, told, tuple(written), keep_members(), reasons)


def finish(draft: Draft) -> Export:
    """Give the files their final name, then the ledger its line; its `file` is the first full one."""
    request = draft.request
    final = folder.finish(draft.folder, dict(draft.told))
    full = [p for p in draft.written if p.kind == "full"] or draft.written
    line = Export(
        draft.export_id,
        request.build_seq,
        request.audience,
        request.destination.name,
        "written",
        str((final / full[0].name).relative_to(request.paths.exports)),
        draft.told["rows"],
        sha256_of(full),
        draft.reasons,
        request.as_of.isoformat(),
        request.expires_at,
    )
    exports.record(request.paths.state, line)
    folder.clean(request.place, final.name)
    return line


def throw_away(draft: Draft) -> None:
    """Leave nothing of a draft that may not become a file; whoever an export of this id holds stays on record."""
    shutil.rmtree(draft.folder)
    if not exports.written(draft.request.paths.state, draft.export_id):
        draft.members.unlink(missing_ok=True)
        members.record_of(draft.request.paths.members, draft.export_id).unlink(missing_ok=True)
