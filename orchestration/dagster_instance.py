"""The workspace's Dagster instance: its settings file. No run is started here."""

from __future__ import annotations

import json
import os
from pathlib import Path

from workspaces.settings import quiet_process

INSTANCE = """\
# Written by langganan at each start; changes are lost.
telemetry:
  enabled: false
nux:
  # No invitation to a newsletter over the first page.
  enabled: false
concurrency:
  runs:
    # DuckDB has one writer.
    max_concurrent_runs: 1
event_log_storage:
  module: orchestration.event_log
  class: KeptOpenEventLogStorage
  config:
    base_dir: {events}
run_monitoring:
  enabled: true
  free_slots_after_run_end_seconds: 60
"""


def prepare_instance(home: Path) -> None:
    """Write dagster.yaml and point DAGSTER_HOME to it. Runs, events and schedules lie beside it, in SQLite."""
    quiet_process()
    home.mkdir(parents=True, exist_ok=True)
    (home / "dagster.yaml").write_text(
        INSTANCE.format(events=json.dumps(str(home / "history" / "runs"))), encoding="utf-8"
    )
    os.environ.update({"DAGSTER_HOME": str(home)})
