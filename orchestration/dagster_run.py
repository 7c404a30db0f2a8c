"""Runs the job through Dagster in this process, on the workspace's own instance, so that Dagster's pages show the run.

Telling what came of it is the caller's: outcomes lie in the ledgers.
"""

from __future__ import annotations

import os
from typing import Any

from orchestration.dagster_instance import prepare_instance
from orchestration.run import Run

HOLDS = {"Failure", "DagsterAssetCheckFailedError"}
PROCESS_TAG = "langganan/process"


def execute(run: Run, debug: bool = False) -> None:
    """Run every stage. Raises what ended a stage; a hold is no error. The caller holds the writer lock."""
    prepare_instance(run.paths.dagster)
    import dagster as dg

    from orchestration.definitions import JOB, definitions_of

    definitions = definitions_of(run, lambda _: run, retry=None)  # a person waits: told at once beats tried again
    with dg.DagsterInstance.get() as instance:
        close_killed(instance)
        result = definitions.resolve_job_def(JOB).execute_in_process(
            instance=instance,
            run_config={"loggers": {"console": {"config": {"log_level": "DEBUG" if debug else "CRITICAL"}}}},
            tags={PROCESS_TAG: str(os.getpid())},
            raise_on_error=False,
        )
    if run.problems:
        raise run.problems[0]
    # A hold ends its step with dagster's Failure, a blocking check with its own error; else it is a fault of this code.
    told = [e.step_failure_data.error for e in result.all_events if e.is_step_failure]
    faults = [error.message.strip() for error in told if error is not None and not _classes(error) & HOLDS]
    if faults:
        raise RuntimeError("; ".join(faults))


def _classes(error: Any) -> set[str]:
    """The classes of an error and its causes."""
    return {error.cls_name} | (_classes(error.cause) if error.cause else set())


def close_killed(instance: Any) -> None:
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
