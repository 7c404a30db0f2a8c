"""What Dagster loads: `dagster dev -m orchestration.definitions`, on the workspace that LANGGANAN_WORKSPACE names.

The command line builds the same definitions around its own run.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import lru_cache

import dagster as dg

from ledgers import runs
from orchestration.assets import RETRY, all_assets
from orchestration.automation import alert_sensors, daily_schedule, delivery_sensor
from orchestration.dagster_outputs import gather_assets_once
from orchestration.raw_assets import RunOf
from orchestration.run import Run, prepare
from workspaces.settings import quiet_process

JOB = "run"
AS_OF_TAG = "langganan/as_of"
BACKFILL_TAG = "langganan/backfill"


def definitions_of(run: Run, run_of: RunOf, retry: dg.RetryPolicy | None = RETRY) -> dg.Definitions:
    """Assets, the job over all of them, its schedule and its sensor. One process a run: DuckDB has one writer."""
    gather_assets_once()
    job = dg.define_asset_job(
        JOB, selection=dg.AssetSelection.all(), description="ingest -> build -> audit -> publish -> export"
    )
    return dg.Definitions(
        assets=all_assets(run, run_of, retry),
        jobs=[job],
        schedules=[daily_schedule(job, run.workspace.time_zone)],
        sensors=[delivery_sensor(job, run), *alert_sensors(run)],
        executor=dg.in_process_executor,
    )


def run_of_context(context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext) -> Run:
    """The run that a Dagster step belongs to.

    The tag `langganan/as_of` overrides the date; `langganan/backfill` names loads to be landed again, as
    `langganan backfill` takes them.
    """
    tags = context.run.tags
    return _run_of(context.run.run_id, tags.get(AS_OF_TAG), tags.get(BACKFILL_TAG, ""))


@lru_cache(maxsize=1)
def _run_of(run_id: str, as_of: str | None, again: str) -> Run:
    command = f"dagster run {run_id}"
    run = prepare(None, command, dt.date.fromisoformat(as_of) if as_of else None)
    return replace(run, run_seq=runs.of_command(run.paths.state, command), again=tuple(again.split()))


@dg.definitions
def defs() -> dg.Definitions:
    """Loaded by Dagster, never on import."""
    quiet_process()
    return definitions_of(prepare(None, "dagster"), run_of_context)
