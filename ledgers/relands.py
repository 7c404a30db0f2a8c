"""Loads that were read again under their number, and that no complete build has taken in yet."""

from __future__ import annotations

import json
from pathlib import Path

from ledgers.database import ledger
from ledgers.loads import Load


def record(state: Path, load: Load) -> None:
    """Show the load as it is now in the place of what it was. With this commit its new rows become visible."""
    with ledger(state) as connection:
        connection.execute(
            "update loads set path = ?, columns = ?, row_count = ?, rejected_count = ?, warnings = ?, seconds = ?,"
            " declaration = ?, erased_count = ? where load_seq = ?",
            (
                load.path,
                json.dumps(load.columns),
                load.row_count,
                load.rejected_count,
                json.dumps(load.warnings),
                load.seconds,
                load.declaration,
                load.erased_count,
                load.load_seq,
            ),
        )
        connection.execute("insert or replace into relands values (?, ?, ?)", (load.load_seq, load.source, load.entity))


def entities(state: Path) -> list[tuple[str, str]]:
    """(source, entity) of the loads that wait for a build, in order."""
    with ledger(state) as connection:
        found = connection.execute("select distinct source, entity from relands order by 1, 2").fetchall()
    return [(row["source"], row["entity"]) for row in found]


def settle(state: Path) -> None:
    """A build that took them in is complete."""
    with ledger(state) as connection:
        connection.execute("delete from relands")
