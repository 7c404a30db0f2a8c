"""The run log: every command that wrote, when, how long each stage took, and what came of it."""

from __future__ import annotations

import datetime as dt
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


def of_command(state: Path, command: str) -> int:
    """The number of the run that goes by this command, which names one run only; it is appended when there is none."""
    with ledger(state) as connection:
        row = connection.execute("select run_seq from runs where command = ?", (command,)).fetchone()
    return int(row["run_seq"]) if row is not None else start(state, command)


def add_seconds(state: Path, run_seq: int, stage: str, seconds: float) -> None:
    """Add to the time that a stage of this run took."""
    _merge(state, run_seq, "stage_seconds", lambda spent: {stage: round(spent.get(stage, 0.0) + seconds, 3)})


def add_summary(state: Path, run_seq: int, facts: dict[str, Any]) -> None:
    """Add facts to what the run tells of itself; a repeated name replaces."""
    _merge(state, run_seq, "summary", lambda _: facts)


def finish(state: Path, run_seq: int, outcome: str, build_seq: int | None) -> None:
    """Close a run with its outcome: 'published', 'nothing new', 'held' or 'failed'."""
    with ledger(state) as connection:
        connection.execute(
            "update runs set ended_at = ?, outcome = ?, build_seq = ? where run_seq = ?",
            (now_text(), outcome, build_seq, run_seq),
        )


def last_two_starts(state: Path) -> tuple[dt.datetime | None, dt.datetime | None]:
    """When the run before the newest one began, and the newest one (UTC); None where there is none."""
    with ledger(state) as connection:
        rows = connection.execute("select started_at from runs order by run_seq desc limit 2").fetchall()
    last, before, *_ = [*(dt.datetime.fromisoformat(row["started_at"]) for row in rows), None, None]
    return before, last


def latest(state: Path) -> dict[str, Any] | None:
    """The newest run as a dictionary with `stage_seconds` and `summary` parsed, or None."""
    return _newest(state, "")


def latest_finished(state: Path) -> dict[str, Any] | None:
    """The newest run that has an outcome, or None."""
    return _newest(state, "where outcome is not null")


def latest_measured(state: Path) -> dict[str, Any] | None:
    """The newest run that counted rows, or None."""
    return _newest(state, "where json_extract(summary, '$.rows') is not null")


def of_number(state: Path, run_seq: int) -> dict[str, Any] | None:
    """One run, or None."""
    return _newest(state, f"where run_seq = {int(run_seq)}")


def _newest(state: Path, where: str) -> dict[str, Any] | None:
    with ledger(state) as connection:
        row = connection.execute(f"select * from runs {where} order by run_seq desc limit 1").fetchone()
    if row is None:
        return None
    return {**dict(row), "stage_seconds": json.loads(row["stage_seconds"]), "summary": json.loads(row["summary"])}


def _merge(state: Path, run_seq: int, column: str, added: Any) -> None:
    with ledger(state) as connection:
        row = connection.execute(f"select {column} from runs where run_seq = ?", (run_seq,)).fetchone()
        if row is not None:
            known = json.loads(row[column])
            connection.execute(
                f"update runs set {column} = ? where run_seq = ?", (json.dumps({**known, **added(known)}), run_seq)
            )
