"""The load ledger: every delivery, what became of it, and which Parquet file shows it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Row

from ledgers.clock import now_text
from ledgers.database import ledger


@dataclass(frozen=True)
class Load:
    """One delivery's line in the ledger. `path` is below raw/; times are ISO 8601 UTC.

    `declaration` is the part of the entity's declaration it was read by, as JSON.
    `erased_count` records and lines of it were not landed: people stand in them who were erased.
    """

    load_seq: int
    source: str
    entity: str
    delivery: str
    delivered_at: str
    content_hash: str
    status: str
    path: str | None
    columns: tuple[tuple[str, str], ...]
    row_count: int
    rejected_count: int
    byte_count: int
    reason: str = ""
    mend: str = ""
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0
    declaration: str = ""
    erased_count: int = 0


_COLUMNS = (
    "load_seq, source, entity, delivery, delivered_at, content_hash, status, path, columns, row_count, rejected_count, "
    "byte_count, reason, mend, warnings, seconds, declaration, erased_count"
)


def before_landing(state: Path, source: str, entity: str, content_hash: str) -> tuple[int, list[Load]]:
    """The number that a new load will take, and the entity's visible loads of this content, the oldest first.

    Only the holder of the writer lock may use the number.
    """
    with ledger(state) as connection:
        load_seq = int(connection.execute("select coalesce(max(load_seq), 0) + 1 from loads").fetchone()[0])
        found = connection.execute(
            f"select {_COLUMNS} from loads where source = ? and entity = ? and content_hash = ?"
            " and status in ('landed', 'reasserted') order by load_seq",
            (source, entity, content_hash),
        )
        return load_seq, [_load(row) for row in found]


def record(state: Path, load: Load) -> None:
    """Append a load. With this commit its rows become visible."""
    with ledger(state) as connection:
        connection.execute(
            f"insert into loads ({_COLUMNS}, recorded_at) values ({', '.join('?' * 19)})",
            (
                load.load_seq,
                load.source,
                load.entity,
                load.delivery,
                load.delivered_at,
                load.content_hash,
                load.status,
                load.path,
                json.dumps(load.columns),
                load.row_count,
                load.rejected_count,
                load.byte_count,
                load.reason,
                load.mend,
                json.dumps(load.warnings),
                load.seconds,
                load.declaration,
                load.erased_count,
                now_text(),
            ),
        )


def resolve_refusals(state: Path, load_seqs: list[int]) -> None:
    """Mark refused deliveries as resolved: the file was redelivered whole, or taken out of the inbox."""
    with ledger(state) as connection:
        connection.executemany(
            "update loads set status = 'resolved' where load_seq = ? and status = 'refused'", [(s,) for s in load_seqs]
        )


def loads(state: Path, status: tuple[str, ...] = ("landed", "reasserted")) -> list[Load]:
    """Loads of these statuses in the order they were recorded."""
    marks = ", ".join("?" * len(status))
    with ledger(state) as connection:
        found = connection.execute(f"select {_COLUMNS} from loads where status in ({marks}) order by load_seq", status)
        return [_load(row) for row in found]


def of_entity(state: Path, source: str, entity: str) -> list[Load]:
    """The entity's visible loads in the order they were recorded."""
    with ledger(state) as connection:
        found = connection.execute(
            f"select {_COLUMNS} from loads where source = ? and entity = ? and status in ('landed', 'reasserted')"
            " order by load_seq",
            (source, entity),
        )
        return [_load(row) for row in found]


def last_load_seq(state: Path) -> int:
    """The greatest visible load; 0 before the first."""
    with ledger(state) as connection:
        found = connection.execute("select max(load_seq) from loads where status in ('landed', 'reasserted')")
        return int(found.fetchone()[0] or 0)


def _load(row: Row) -> Load:
    return Load(
        **{
            **dict(row),
            "columns": tuple((n, t) for n, t in json.loads(row["columns"])),
            "warnings": tuple(json.loads(row["warnings"])),
        }
    )
