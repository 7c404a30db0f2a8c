"""Which alerts were sent through which channel, so that each is sent once, and which could not be."""

from __future__ import annotations

from pathlib import Path

from ledgers.clock import now_text
from ledgers.database import ledger


def sent(state: Path, channel: str) -> set[str]:
    """Keys of what this channel was told."""
    with ledger(state) as connection:
        found = connection.execute("select alert_key from alerts where channel = ? and fault = ''", (channel,))
        return {str(row["alert_key"]) for row in found}


def record(state: Path, channel: str, keys: list[str], fault: str = "") -> None:
    """Remember that the channel was told; or why it could not be, and then it is tried again."""
    with ledger(state) as connection:
        connection.executemany(
            "insert or replace into alerts values (?, ?, ?, ?)", [(key, channel, fault, now_text()) for key in keys]
        )


def faults(state: Path) -> dict[str, str]:
    """Channel -> why its newest alert could not be sent; channels that work are none."""
    with ledger(state) as connection:
        rows = connection.execute("select channel, fault from alerts order by recorded_at, rowid").fetchall()
    newest = {str(row["channel"]): str(row["fault"]) for row in rows}
    return {channel: fault for channel, fault in newest.items() if fault}
