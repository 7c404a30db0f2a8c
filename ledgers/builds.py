"""The build ledger: which builds completed, from which loads, for which as_of."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ledgers.clock import now_text
from ledgers.database import ledger


@dataclass(frozen=True)
class Build:
    """One build. `loads_above`: loads up to this number were in the last complete build; 0 rebuilds everything."""

    build_seq: int
    status: str
    as_of: dt.date
    fingerprint: str
    loads_above: int
    loads_to: int
    is_full_rebuild: bool


def start(
    state: Path, as_of: dt.date, fingerprint: str, loads_above: int, loads_to: int, is_full_rebuild: bool
) -> Build:
    """Append a build as started and return it with its number."""
    with ledger(state) as connection:
        build_seq = int(
            connection.execute(
                "insert into builds (status, as_of, fingerprint, loads_above, loads_to, is_full_rebuild, started_at)"
                " values ('started', ?, ?, ?, ?, ?, ?) returning build_seq",
                (as_of.isoformat(), fingerprint, loads_above, loads_to, int(is_full_rebuild), now_text()),
            ).fetchone()[0]
        )
    return Build(build_seq, "started", as_of, fingerprint, loads_above, loads_to, is_full_rebuild)


def finish(state: Path, build_seq: int, status: str, reason: str = "") -> None:
    """Mark a build 'complete' or 'failed'."""
    with ledger(state) as connection:
        connection.execute(
            "update builds set status = ?, reason = ?, ended_at = ? where build_seq = ?",
            (status, reason, now_text(), build_seq),
        )


def last_complete(state: Path) -> Build | None:
    """The newest complete build, or None."""
    return _newest(state, "where status = 'complete'")


def newest(state: Path) -> Build | None:
    """The newest build whatever its status, or None."""
    return _newest(state, "")


def started_at(state: Path, build_seq: int) -> str:
    """When this build began (ISO 8601, UTC)."""
    with ledger(state) as connection:
        row = connection.execute("select started_at from builds where build_seq = ?", (build_seq,)).fetchone()
    return str(row["started_at"])


def _newest(state: Path, where: str) -> Build | None:
    with ledger(state) as connection:
        row = connection.execute(
            "select build_seq, status, as_of, fingerprint, loads_above, loads_to, is_full_rebuild from builds "
            f"{where} order by build_seq desc limit 1"
        ).fetchone()
    if row is None:
        return None
    return Build(
        row["build_seq"],
        row["status"],
        dt.date.fromisoformat(row["as_of"]),
        row["fingerprint"],
        row["loads_above"],
        row["loads_to"],
        bool(row["is_full_rebuild"]),
    )


def keep_parts(state: Path, build_seq: int, parts: Mapping[str, str]) -> None:
    """Remember what this build stands on beside the data, and forget it of all others."""
    with ledger(state) as connection:
        connection.execute("delete from build_parts")
        connection.execute("insert into build_parts values (?, ?)", (build_seq, json.dumps(parts, sort_keys=True)))


def parts_of(state: Path, build_seq: int) -> dict[str, str] | None:
    """Name -> SHA-256 of what this build stands on; None where it is not remembered."""
    with ledger(state) as connection:
        row = connection.execute("select parts from build_parts where build_seq = ?", (build_seq,)).fetchone()
    return None if row is None else dict(json.loads(row["parts"]))
