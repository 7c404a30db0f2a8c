"""Which files of remote folders were seen and fetched, so that each comes once and only when it is whole."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ledgers.clock import now_text
from ledgers.database import ledger


@dataclass(frozen=True)
class Fetch:
    """A remote file as it was last seen. `mark` is what its file system tells versions apart by."""

    source: str
    entity: str
    name: str
    byte_count: int
    mark: str
    is_fetched: bool


def record(state: Path, fetch: Fetch) -> None:
    """Remember the file; what was known of it before is replaced."""
    with ledger(state) as connection:
        connection.execute(
            "insert or replace into fetches values (?, ?, ?, ?, ?, ?, ?)",
            (
                fetch.source,
                fetch.entity,
                fetch.name,
                fetch.byte_count,
                fetch.mark,
                int(fetch.is_fetched),
                now_text(),
            ),
        )


def known(state: Path, source: str, entity: str) -> dict[str, Fetch]:
    """An entity's remote files by name."""
    with ledger(state) as connection:
        rows = connection.execute(
            "select source, entity, name, byte_count, mark, is_fetched from fetches where source = ? and entity = ?",
            (source, entity),
        ).fetchall()
    return {row["name"]: Fetch(**{**dict(row), "is_fetched": bool(row["is_fetched"])}) for row in rows}
