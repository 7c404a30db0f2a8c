"""The workspace's Dagster instance: its settings, its event log, and runs that a killed process left open."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from dagster._core.definitions.assets.job.asset_layer import AssetLayer
from dagster._core.storage.event_log import SqliteEventLogStorage

from orchestration.dagster_instance import prepare_instance
from orchestration.dagster_outputs import gather_assets_once
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


def test_what_is_there_is_asked_for_once_and_what_is_not_each_time(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    stock = SqliteEventLogStorage.has_table

    def heard(self: SqliteEventLogStorage, table: str) -> bool:
        asked.append(table)
        return stock(self, table)

    monkeypatch.setattr(SqliteEventLogStorage, "has_table", heard)
    log = instance.event_log_storage
    assert isinstance(log, KeptOpenEventLogStorage)
    assert [log.has_table("a_table_to_come") for _ in range(2)] == [False, False]
    with log.index_connection() as connection:
        connection.exec_driver_sql("create table a_table_to_come (a int)")
    assert [log.has_table("a_table_to_come") for _ in range(2)] == [True, True]
    assert asked == ["a_table_to_come"] * 3
    assert log.has_asset_key_col("last_materialization_timestamp")
    assert not log.has_asset_key_col("no_such_column")
    assert not log.has_secondary_index("no_such_migration")


# Dagster's generator of the step that fails is thrown away half-way, which it takes amiss.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_step_s_assets_are_gathered_once_and_their_order_still_counts(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    gather_assets_once()
    asked: list[str] = []
    stock = AssetLayer.get_asset_key_for_node_output

    def heard(self: AssetLayer, node_handle: Any, output_name: str) -> dg.AssetKey | None:
        asked.append(output_name)
        return stock(self, node_handle, output_name)

    monkeypatch.setattr(AssetLayer, "get_asset_key_for_node_output", heard)
    names = [f"asset_{number:02}" for number in range(20)]
    specs = [dg.AssetSpec(name, deps=names[:number][-1:]) for number, name in enumerate(names)]

    def many(order: list[str]) -> dg.AssetsDefinition:
        @dg.multi_asset(specs=specs)
        def many() -> Iterator[dg.MaterializeResult[None]]:
            for name in order:
                yield dg.MaterializeResult(name)

        return many

    assert dg.materialize([many(names)], instance=instance).success
    assert set(asked) == set(names)
    assert len(asked) < len(names) ** 2 / 2, "they are asked for with every output"
    with pytest.raises(dg.DagsterInvariantViolationError, match="was yielded before its dependency"):
        dg.materialize([many([*names[1:], names[0]])], instance=instance)
    gc.collect()


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
