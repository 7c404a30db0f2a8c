"""When rows were drawn from databases and interfaces, so that each is asked as often as its cadence says."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from ledgers.database import ledger


@dataclass(frozen=True)
class Pull:
    """One look into a source that ended well. `pulled_at` is ISO 8601 UTC; `row_count` the rows that were news."""

    source: str
    entity: str
    pulled_at: str
    row_count: int
    seconds: float


def record(state: Path, pull: Pull) -> None:
    """Append a pull."""
    with ledger(state) as connection:
        connection.execute(
            "insert into pulls (source, entity, pulled_at, row_count, seconds) values (?, ?, ?, ?, ?)",
            (pull.source, pull.entity, pull.pulled_at, pull.row_count, pull.seconds),
        )


def latest(state: Path) -> dict[tuple[str, str], dt.datetime]:
    """(source, entity) -> the aware UTC time of its newest pull."""
    with ledger(state) as connection:
        found = connection.execute("select source, entity, max(pulled_at) from pulls group by source, entity")
        return {(source, entity): dt.datetime.fromisoformat(moment) for source, entity, moment in found}
