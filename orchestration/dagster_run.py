"""Runs the job through Dagster in this process, on the workspace's own Dagster instance, so that its pages show the run.

Telling what came of it is the caller's: outcomes lie in the ledgers.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from orchestration.run import Run
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
PROCESS_TAG = "langganan/process"


def prepare_instance(home: Path) -> None:
    """Write dagster.yaml and point DAGSTER_HOME to it. Runs, events and schedules lie beside it, in SQLite."""
    quiet_process()
    home.mkdir(parents=True, exist_ok=True)
    (home / "dagster.yaml").write_text(INSTANCE, encoding="utf-8")
    os.environ.update({"DAGSTER_HOME": str(home)})


def execute(run: Run, debug: bool = False) -> None:
    """Run every stage. Raises what ended a stage; a hold is no error. The caller holds the writer lock."""
    prepare_instance(run.paths.dagster)
    import dagster as dg

    from orchestration.definitions import JOB, definitions_of

    definitions = definitions_of(run, lambda _: run, retry=None)  # a person waits: told at once beats tried again
    with dg.DagsterInstance.get() as instance:
        _close_killed(instance)
        result = definitions.resolve_job_def(JOB).execute_in_process(
            instance=instance,
            run_config={"loggers": {"console": {"config": {"log_level": "DEBUG" if debug else "CRITICAL"}}}},
            tags={PROCESS_TAG: str(os.getpid())},
            raise_on_error=False,
        )
    if run.problems:
        raise run.problems[0]
    # A hold ends its step with dagster's Failure; anything else that ends one is a fault of this code.
    told = [e.step_failure_data.error for e in result.all_events if e.is_step_failure]
    faults = [error.message.strip() for error in told if error is not None and "Failure" not in _classes(error)]
    if faults:
        raise RuntimeError("; ".join(faults))


def _classes(error: Any) -> set[str]:
    """The classes of an error and its causes."""
    return {error.cls_name} | (_classes(error.cause) if error.cause else set())


def _close_killed(instance: Any) -> None:
    """A killed process leaves its run 'started', which would keep the queue's one place for ever."""
    import dagster as dg

    open_runs = dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING])
    for left in instance.get_runs(open_runs):
        if PROCESS_TAG in left.tags and not _is_alive(int(left.tags[PROCESS_TAG])):
            instance.report_run_failed(left, "Its process was killed.")


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
