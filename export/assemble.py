"""Puts one export together: its files, who is in them, its final name, and its line in the ledger, in that order.

Whether it may leave, and of which rows, was decided before (write.py), or needs no permission (shrink.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from export import folder, parts
from export.columns import FileColumn
from export.manifest import sha256_of
from export.parts import Part
from export.registry import Kind
from export.request import Request
from ledgers import exports
from ledgers.exports import Export


def assemble(
    request: Request,
    connection: duckdb.DuckDBPyConnection,
    export_id: str,
    tables: Mapping[Kind, tuple[str, Sequence[FileColumn]]],
    write_rejects: Callable[[Path], dict[str, Any] | None],
    keep_members: Callable[[], Path],
    describe: Callable[[Sequence[Part]], dict[str, Any]],
    reasons: tuple[str, ...],
) -> Export:
    """Write each kind's table with its columns, and return the ledger's line; its `file` is the first full one."""
    unfinished = folder.start(request.place, request.folder_name(export_id))
    naming = partial(request.file_name, export_id)
    written: list[Part] = []
    for kind, (table, columns) in tables.items():
        written += parts.write_parts(
            connection, unfinished, naming, kind, table, columns, request.destination, request.audience
        )
    told = {**describe(written), "rejects": write_rejects(unfinished)}
    keep_members()
    final = folder.finish(unfinished, told)
    full = [p for p in written if p.kind == "full"] or written
    line = Export(
        export_id,
        request.build_seq,
        request.audience,
        request.destination.name,
        "written",
        str((final / full[0].name).relative_to(request.paths.exports)),
        told["rows"],
        sha256_of(full),
        reasons,
    )
    exports.record(request.paths.state, line)
    folder.clean(request.place, final.name)
    return line
