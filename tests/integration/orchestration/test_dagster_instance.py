"""The workspace's Dagster instance: its settings, its event log, and runs that a killed process left open."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.event_log import SqliteEventLogStorage

from orchestration.dagster_instance import prepare_instance
from orchestration.dagster_run import PROCESS_TAG, close_killed
from orchestration.event_log import FILES_OPEN, KeptOpenEventLogStorage


@dg.asset
def small() -> dg.MaterializeResult[None]:
    """An asset without anything to do."""
    return dg.MaterializeResult(metadata={"rows": 7})


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dg.DagsterInstance]:
    """An instance of a workspace's folder."""
    monkeypatch.setenv("DAGSTER_HOME", "")
    prepare_instance(tmp_path / "dagster")
    with dg.DagsterInstance.get() as made:
        yield made


def test_it_starts_one_run_at_a_time_and_tells_nobody(instance: dg.DagsterInstance) -> None:
    assert instance.get_concurrency_config().run_queue_config is not None
    assert instance.get_concurrency_config().run_queue_config.max_concurrent_runs == 1  # type: ignore[union-attr]
    assert not instance.telemetry_enabled
    assert isinstance(instance.event_log_storage, KeptOpenEventLogStorage)


def test_the_stock_event_log_reads_what_the_kept_open_one_wrote(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    """More runs than files stay open at once."""
    ran = [dg.materialize([small], instance=instance).run_id for _ in range(FILES_OPEN + 2)]
    stock = SqliteEventLogStorage(str(tmp_path / "dagster/history/runs"))
    for run_id in ran:
        kinds = [record.event_log_entry.dagster_event_type for record in instance.get_records_for_run(run_id).records]
        assert dg.DagsterEventType.ASSET_MATERIALIZATION in kinds
        assert [r.event_log_entry.dagster_event_type for r in stock.get_records_for_run(run_id).records] == kinds
    latest = instance.get_latest_materialization_event(dg.AssetKey("small"))
    assert latest is not None
    assert latest.run_id == ran[-1]


def test_runs_of_dead_processes_are_closed_and_those_of_living_ones_are_not(instance: dg.DagsterInstance) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    job = dg.Definitions(assets=[small]).resolve_implicit_global_asset_job_def()
    left = {
        owner: instance.create_run_for_job(
            job_def=job, status=dg.DagsterRunStatus.STARTED, tags={PROCESS_TAG: str(process)} if process else {}
        ).run_id
        for owner, process in {"dead": dead.pid, "living": os.getpid(), "nobody": 0}.items()
    }
    close_killed(instance)
    found = {owner: instance.get_run_by_id(run_id) for owner, run_id in left.items()}
    assert {owner: run.status.value for owner, run in found.items() if run is not None} == {
        "dead": "FAILURE",
        "living": "STARTED",
        "nobody": "STARTED",
    }
