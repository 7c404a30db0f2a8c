"""The run log: every command that wrote, when, and what came of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ledgers.clock import now_text
from ledgers.database import ledger


def start(state: Path, command: str) -> int:
    """Append a run and return its number."""
    with ledger(state) as connection:
        return int(
            connection.execute(
                "insert into runs (command, started_at) values (?, ?) returning run_seq", (command, now_text())
            ).fetchone()[0]
        )


def finish(
    state: Path,
    run_seq: int,
    outcome: str,
    build_seq: int | None,
    stage_seconds: dict[str, float],
    summary: dict[str, Any],
) -> None:
    """Close a run with its outcome: 'published', 'nothing new', 'held' or 'failed'."""
    with ledger(state) as connection:
        connection.execute(
            "update runs set ended_at = ?, outcome = ?, build_seq = ?, stage_seconds = ?, summary = ? where run_seq = ?",
            (now_text(), outcome, build_seq, json.dumps(stage_seconds), json.dumps(summary), run_seq),
        )


def latest(state: Path) -> dict[str, Any] | None:
    """The newest run as a dictionary with `stage_seconds` and `summary` parsed, or None."""
    with ledger(state) as connection:
        row = connection.execute("select * from runs order by run_seq desc limit 1").fetchone()
    if row is None:
        return None
    return {**dict(row), "stage_seconds": json.loads(row["stage_seconds"]), "summary": json.loads(row["summary"])}
