"""What is told about a written export: its files' names, its warnings and its manifest. It names no person."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import Any

from export.file_rows import Rows
from export.folder import Part
from export.request import Request
from ledgers import verdicts


def file_name(request: Request, export_id: str, rows: int, number: int, parts: int) -> str:
    return (
        f"{request.audience}_{request.destination.name}_full_{request.as_of.isoformat()}_{rows}rows"
        f"_p{number:02d}of{parts:02d}_{export_id[:8]}.csv"
    )


def sha256_of(parts: list[Part]) -> str:
    """A single file's hash; of several, the hash over their hashes."""
    if len(parts) == 1:
        return parts[0].sha256
    return hashlib.sha256("".join(p.sha256 for p in parts).encode()).hexdigest()


def warnings_of(request: Request, rows: Rows) -> tuple[str, ...]:
    told = []
    if rows.kept < request.destination.minimum_matched:
        told.append(
            f"{request.destination.title} needs {request.destination.minimum_matched:,} matched people;"
            f" this file has {rows.kept:,}."
        )
    if rows.kept < int(request.meta.get("minimum_size", 0)):
        told.append(f"The audience is smaller than its minimum size of {request.meta['minimum_size']:,}.")
    told.extend(f"Rows held back for {reason}: {count:,}." for reason, count in rows.rejected.items())
    told.extend(f"Texts in {header} that lost a formula sign: {count:,}." for header, count in rows.altered.items())
    return tuple(told)


def manifest(
    request: Request, export_id: str, parts: list[Part], rows: Rows, warnings: tuple[str, ...]
) -> dict[str, Any]:
    """What the files are, for people and for tools that pick them up. It names no person."""
    verdict = verdicts.verdict(request.paths.state, request.build_seq, request.audience)
    assert verdict is not None  # noqa: S101 - the gate asked for it
    return {
        "export_id": export_id,
        "workspace": request.workspace,
        "audience": request.audience,
        "definition": dict(request.meta),
        "destination": request.destination.name,
        "channel": request.destination.channel,
        "kind": "full",
        "as_of": request.as_of.isoformat(),
        "build": request.build_seq,
        "run": request.run,
        "git_commit": request.git_commit,
        "verdict": {"verdict": verdict.verdict, "rows_hash": verdict.rows_hash, "row_count": verdict.row_count},
        "columns": list(rows.headers),
        "rows": rows.kept,
        "files": [asdict(p) for p in parts],
        "rejected": rows.rejected,
        "altered": rows.altered,
        "warnings": list(warnings),
    }
