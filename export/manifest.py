"""What is told about a written export: its warnings and its manifest. It names no person."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from export.columns import FileColumn
from export.differences import Removals
from export.file_rows import Rows
from export.parts import Part
from export.registry import Destination
from export.request import Request
from ledgers import verdicts

MANIFEST = "manifest.json"


def sha256_of(parts: Sequence[Part]) -> str:
    """A single file's hash; of several, the hash over their hashes."""
    if len(parts) == 1:
        return parts[0].sha256
    return hashlib.sha256("".join(p.sha256 for p in parts).encode()).hexdigest()


def warnings_of(request: Request, rows: Rows, withdrawn: int) -> tuple[str, ...]:
    """What the reader should know of a file that leaves all the same. `withdrawn`: people left out last."""
    told = []
    if rows.kept < request.destination.minimum_matched:
        told.append(
            f"{request.destination.title} needs {request.destination.minimum_matched:,} matched people;"
            f" this file has {rows.kept:,}."
        )
    if rows.kept < int(request.meta.get("minimum_size", 0)):
        told.append(f"The audience is smaller than its minimum size of {request.meta['minimum_size']:,}.")
    if withdrawn:
        told.append(f"People left out because they may no longer be written to: {withdrawn:,}.")
    told.extend(f"Rows held back for {reason}: {count:,}." for reason, count in rows.rejected.items())
    told.extend(f"Texts in {header} that lost a formula sign: {count:,}." for header, count in rows.altered.items())
    told.extend(f"Texts in {header} that were cut: {count:,}." for header, count in rows.cut.items())
    return tuple(told)


def manifest(
    request: Request,
    export_id: str,
    against: str | None,
    columns: Sequence[FileColumn],
    parts: Sequence[Part],
    rows: Rows,
    removals: Removals,
    warnings: tuple[str, ...],
) -> dict[str, Any]:
    """What the files are, for people and for tools that pick them up. `against`: the export that differences are to."""
    verdict = verdicts.verdict(request.paths.state, request.build_seq, request.audience)
    assert verdict is not None  # noqa: S101 - the gate asked for it
    return {
        "export_id": export_id,
        "workspace": request.workspace,
        "audience": request.audience,
        "definition": dict(request.meta),
        "destination": request.destination.name,
        "channel": request.destination.channel,
        "against": against,
        "as_of": request.as_of.isoformat(),
        "expires_at": request.expires_at or None,
        "time_zone": request.time_zone,
        "build": request.build_seq,
        "run": request.run,
        "git_commit": request.git_commit,
        "verdict": {"verdict": verdict.verdict, "rows_hash": verdict.rows_hash, "row_count": verdict.row_count},
        "columns": [c.header for c in columns],
        "hashed_columns": [c.header for c in columns if c.hashes],
        **contents(parts, request.destination),
        "removals": removals.told,
        "rejected": rows.rejected,
        "altered": rows.altered,
        "cut": rows.cut,
        "warnings": list(warnings),
    }


def contents(parts: Sequence[Part], destination: Destination) -> dict[str, Any]:
    """The part of a manifest that lists the files: rows of the full file, of each kind, and every file with what the
    tool is told of the consent of everybody in it."""
    kinds = {kind: sum(p.rows for p in parts if p.kind == kind) for kind in ("full", "added", "removed")}
    signals = destination.consent_signals
    files = [{**asdict(p), "consent_signals": dict(signals.get(p.consent, {}))} for p in parts]
    return {"rows": kinds["full"], "kinds": kinds, "files": files}
