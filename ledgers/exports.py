"""The export ledger: which file was written, kept, held or withdrawn, for which build and why."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from ledgers.clock import now_text
from ledgers.database import ledger


@dataclass(frozen=True)
class Export:
    """One line. `file` is below exports/; '' when nothing stands. Who is in it lies in members/<export_id>.parquet.

    `as_of` is the business date that the file was made for, `expires_at` (ISO 8601, UTC) the moment from which it may
    be used no more, '' for never; lines of older versions have neither.
    """

    export_id: str
    build_seq: int
    audience: str
    destination: str
    status: str
    file: str
    row_count: int
    sha256: str = ""
    reasons: tuple[str, ...] = ()
    as_of: str = ""
    expires_at: str = ""


def record(state: Path, export: Export) -> None:
    """Append one line."""
    with ledger(state) as connection:
        connection.execute(
            "insert into exports (export_id, build_seq, audience, destination, status, file, row_count, sha256,"
            " reasons, as_of, expires_at, recorded_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                export.export_id,
                export.build_seq,
                export.audience,
                export.destination,
                export.status,
                export.file,
                export.row_count,
                export.sha256,
                json.dumps(export.reasons),
                export.as_of,
                export.expires_at,
                now_text(),
            ),
        )


def latest(state: Path) -> dict[tuple[str, str], Export]:
    """The newest line of each (audience, destination)."""
    with ledger(state) as connection:
        rows = connection.execute("select * from exports order by export_seq").fetchall()
    return {(r["audience"], r["destination"]): _export(r) for r in rows}


def standing(state: Path, audience: str, destination: str) -> Export | None:
    """The line of the file that may be downloaded now: the newest written or unchanged one, unless withdrawn since."""
    with ledger(state) as connection:
        row = connection.execute(
            "select * from exports where audience = ? and destination = ? and status not in ('held', 'not_due')"
            " order by export_seq desc limit 1",
            (audience, destination),
        ).fetchone()
    return None if row is None or row["status"] == "withdrawn" else _export(row)


def last_written(state: Path, audience: str, destination: str, but: str = "") -> Export | None:
    """The newest written line, withdrawn since or not, of another export than `but`: what was put there last."""
    with ledger(state) as connection:
        row = connection.execute(
            "select * from exports where audience = ? and destination = ? and status = 'written' and export_id <> ?"
            " order by export_seq desc limit 1",
            (audience, destination, but),
        ).fetchone()
    return None if row is None else _export(row)


def written(state: Path, export_id: str) -> list[tuple[Export, str]]:
    """Every time these very files were written, with when (ISO 8601, UTC), oldest first."""
    with ledger(state) as connection:
        rows = connection.execute(
            "select * from exports where export_id = ? and status = 'written' order by export_seq", (export_id,)
        ).fetchall()
    return [(_export(row), str(row["recorded_at"])) for row in rows]


def all_written(state: Path) -> list[tuple[Export, str]]:
    """Each export whose files were ever written, once, with when first (ISO 8601, UTC), oldest first."""
    with ledger(state) as connection:
        rows = connection.execute("select * from exports where status = 'written' order by export_seq").fetchall()
    first: dict[str, tuple[Export, str]] = {}
    for row in rows:
        first.setdefault(row["export_id"], (_export(row), str(row["recorded_at"])))
    return list(first.values())


def written_for_build(state: Path, build_seq: int) -> int:
    """How many exports of this build were written."""
    with ledger(state) as connection:
        return int(
            connection.execute(
                "select count(distinct export_id) from exports where build_seq = ? and status = 'written'", (build_seq,)
            ).fetchone()[0]
        )


def was_written(state: Path, audience: str, destination: str) -> bool:
    """True when a file of this audience and destination was ever written."""
    with ledger(state) as connection:
        row = connection.execute(
            "select 1 from exports where audience = ? and destination = ? and status = 'written' limit 1",
            (audience, destination),
        ).fetchone()
    return row is not None


def _export(row: object) -> Export:
    values = dict(row)  # type: ignore[call-overload]
    return Export(
        values["export_id"],
        values["build_seq"],
        values["audience"],
        values["destination"],
        values["status"],
        values["file"],
        values["row_count"],
        values["sha256"],
        tuple(json.loads(values["reasons"])),
        values["as_of"],
        values["expires_at"],
    )
