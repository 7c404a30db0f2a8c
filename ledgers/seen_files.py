"""Which files were hashed already, so that an unchanged one is not read again. A cache: losing it costs time only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ledgers.database import ledger


@dataclass(frozen=True)
class SeenFile:
    """A delivery as it was when its content was hashed."""

    source: str
    entity: str
    delivery: str
    byte_count: int
    mtime_ns: int
    content_hash: str


def record(state: Path, files: list[SeenFile]) -> None:
    """Remember these files; a changed one replaces what was known of it."""
    with ledger(state) as connection:
        connection.executemany(
            "insert or replace into seen_files values (?, ?, ?, ?, ?, ?)",
            [(f.source, f.entity, f.delivery, f.byte_count, f.mtime_ns, f.content_hash) for f in files],
        )


def seen_files(state: Path) -> dict[tuple[str, str, str], SeenFile]:
    """All of them by (source, entity, delivery)."""
    with ledger(state) as connection:
        rows = connection.execute(
            "select source, entity, delivery, byte_count, mtime_ns, content_hash from seen_files"
        ).fetchall()
    return {(r["source"], r["entity"], r["delivery"]): SeenFile(**dict(r)) for r in rows}
