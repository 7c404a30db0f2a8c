"""When runs start by themselves: every morning, and when new deliveries have come to rest. Off until switched on."""

from __future__ import annotations

import hashlib
from typing import Any

import dagster as dg

from ledgers.clock import now_utc
from orchestration.dagster_run import PROCESS_TAG
from orchestration.lock import holder
from orchestration.run import Run

AT_REST_SECONDS = 30  # without a change for so long, a delivery counts as whole
HOUR = 3600
EARLY = "0 4 * * *"  # the shops' systems deliver at night; four o'clock leaves the morning for mending


def daily_schedule(job: Any, time_zone: str) -> dg.ScheduleDefinition:
    """A run a day, in the workspace's time zone."""
    return dg.ScheduleDefinition(name="daily", job=job, cron_schedule=EARLY, execution_timezone=time_zone)


def delivery_sensor(job: Any, run: Run) -> dg.SensorDefinition:
    """A run when deliveries wait that are whole, once per set of deliveries."""

    @dg.sensor(name="new_deliveries", job=job, minimum_interval_seconds=60)
    def new_deliveries() -> Any:
        from ingestion import deliveries, fetching

        if busy := holder(run.paths.lock):
            return dg.SkipReason(f"The workspace is being written by {busy}.")
        waiting = deliveries.pending(run.workspace, run.paths)
        remote = fetching.news(run.workspace, run.paths)
        if not waiting and not remote:
            return dg.SkipReason("No new delivery.")
        if not all(deliveries.stable(look, now_utc(), AT_REST_SECONDS) for look in waiting):
            return dg.SkipReason("A delivery is still being written.")
        named = sorted([*remote, *(f"{d.source}/{d.entity}/{d.name}/{d.byte_count}/{d.mtime_ns}" for d in waiting)])
        return dg.RunRequest(run_key=hashlib.sha256("\n".join(named).encode()).hexdigest())

    return new_deliveries


def alert_sensors(run: Run) -> list[dg.SensorDefinition]:
    """Tell whom the workspace wants to be told, after each run of Dagster's own and every hour; on from the start.

    A run of the command line tells by itself. The hour is for deliveries that do not come: nothing runs without them.
    """
    if not run.workspace.alerts:
        return []
    from_start = dg.DefaultSensorStatus.RUNNING

    def tell_of(context: dg.RunStatusSensorContext) -> Any:
        from orchestration.alerts.telling import tell

        if PROCESS_TAG in context.dagster_run.tags:
            return dg.SkipReason("The command line told by itself.")
        tell(run)
        return None

    @dg.sensor(name="alerts_of_missing_deliveries", minimum_interval_seconds=HOUR, default_status=from_start)
    def alerts_of_missing_deliveries() -> Any:
        from orchestration.alerts.telling import tell

        tell(run)
        return dg.SkipReason("What was not told before is told.")

    return [
        *(
            dg.run_status_sensor(name=f"alerts_after_{name}", run_status=status, default_status=from_start)(tell_of)
            for name, status in (("failure", dg.DagsterRunStatus.FAILURE), ("success", dg.DagsterRunStatus.SUCCESS))
        ),
        alerts_of_missing_deliveries,
    ]
