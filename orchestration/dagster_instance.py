"""The workspace's Dagster instance: its settings file, and how hard its storage works. No run is started here."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

from workspaces.settings import quiet_process

INSTANCE = """\
# Written by langganan at each start; changes are lost.
telemetry:
  enabled: false
concurrency:
  runs:
    # DuckDB has one writer.
    max_concurrent_runs: 1
run_monitoring:
  enabled: true
  free_slots_after_run_end_seconds: 60
"""


def prepare_instance(home: Path) -> None:
    """Write dagster.yaml and point DAGSTER_HOME to it. Runs, events and schedules lie beside it, in SQLite."""
    quiet_process()
    home.mkdir(parents=True, exist_ok=True)
    (home / "dagster.yaml").write_text(INSTANCE, encoding="utf-8")
    os.environ.update({"DAGSTER_HOME": str(home)})


def relax_storage() -> None:
    """Let SQLite not wait for the disk at each of Dagster's events. Call before Dagster opens its storage.

    A run logs two thousand events, each in two transactions that wait for the disk: 95 of 154 seconds of a trial run.
    What must survive a power cut stands in the ledgers; Dagster's pages may lose their last second.
    """
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    if not event.contains(Engine, "connect", _do_not_wait):
        event.listen(Engine, "connect", _do_not_wait)


def _do_not_wait(connection: Any, _: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("pragma synchronous = off")
