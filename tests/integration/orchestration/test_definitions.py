"""What Dagster sees of the sample shop."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from ran_shop import RanShop

from ledgers.verdicts import CheckResult
from orchestration import expectation_checks
from orchestration.asset_keys import LAYERS, PUBLICATION, VERDICTS, group
from orchestration.definitions import JOB, definitions_of
from orchestration.run import Run, prepare
from orchestration.standing import exportable


@pytest.fixture(scope="module")
def run(one_ran_shop: RanShop) -> Iterator[Run]:
    """The shop as the demo left it: its last run is the demo's. It is only looked at."""
    one_ran_shop.restore()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LANGGANAN_HOME", str(one_ran_shop.home))
        yield prepare("sample_shop", "test")


@pytest.fixture(scope="module")
def definitions(run: Run) -> dg.Definitions:
    """As `dagster dev` loads them."""
    return definitions_of(run, lambda _: run)


def test_every_part_of_the_path_is_an_asset(run: Run, definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    keys = {tuple(key.path) for key in graph.materializable_asset_keys}
    raw = {("raw", f"{s}__{e}") for s, of in run.workspace.sources.items() for e in of.entities}
    models = {(n["schema"], n["name"]) for n in run.lineage.models.values()}
    files = {
        ("export", f"{audience}__{destination}")
        for audience, meta in run.lineage.audiences.items()
        for destination in meta["destinations"]
    }
    assert len(files) == 15
    assert keys == raw | models | files | {tuple(VERDICTS.path), tuple(PUBLICATION.path)}


def test_groups_are_the_layers_in_path_order(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    found = {(key.path[0], graph.get(key).group_name) for key in graph.materializable_asset_keys}
    assert found == {(layer, group(layer)) for layer in LAYERS}
    assert sorted(group(layer) for layer in LAYERS) == [group(layer) for layer in LAYERS]


def test_the_path_hangs_together(definitions: dg.Definitions) -> None:
    """An export stands on its audience and the verdicts, those on the marts, and those on raw."""
    graph = definitions.resolve_asset_graph()
    export = graph.get(dg.AssetKey(["export", "birthday__generic_csv"]))
    assert export.parent_keys == {VERDICTS, dg.AssetKey(["audiences", "aud_birthday"])}
    assert graph.get(PUBLICATION).parent_keys == {VERDICTS}
    assert dg.AssetKey(["audiences", "aud_birthday"]) in graph.get(VERDICTS).parent_keys
    above = dg.AssetSelection.assets(VERDICTS).upstream().resolve(graph)
    assert dg.AssetKey(["raw", "web_shop__orders"]) in above


def test_tests_and_deliveries_are_checks(run: Run, definitions: dg.Definitions) -> None:
    checks = definitions.resolve_asset_graph().asset_check_keys
    of_raw = {key for key in checks if key.asset_key.path[0] == "raw"}
    assert {(key.asset_key.path[1], key.name) for key in of_raw} == {
        (f"{s}__{e}", name)
        for s, of in run.workspace.sources.items()
        for e in of.entities
        for name in ("deliveries", "freshness", "columns")
    }
    attached = {t["name"] for t in run.lineage.tests.values() if t.get("attached_node") in run.lineage.models}
    assert len(checks - of_raw) >= len(attached)
    assert dg.AssetCheckKey(dg.AssetKey(["eligibility", "elg_decisions"]), "x").asset_key in {
        key.asset_key for key in checks
    }


def test_expectations_are_checks_of_their_tables_and_block_where_they_hold(
    run: Run, definitions: dg.Definitions
) -> None:
    graph = definitions.resolve_asset_graph()

    def check(table: str, name: str) -> tuple[bool, str]:
        spec = graph.get_check_spec(dg.AssetCheckKey(dg.AssetKey(table.split(".")), name))
        return spec.blocking, spec.metadata["severity"]

    assert check("marts.fct_orders", "fct_orders__dates_plausible") == (True, "hold")
    assert check("eligibility.elg_members", "audience__must_hold") == (True, "hold")
    assert check("eligibility.elg_members", "audience__large_enough") == (False, "warn")
    told = {(k.asset_key.path[-1], k.name) for k in graph.asset_check_keys}
    for suite in expectation_checks.suites_of(run):
        table = suite.table[1] if suite.table else VERDICTS.path[-1]
        assert {(table, f"{suite.name}__{e.name}") for e in suite.expectations} <= told
    files = {k for k in graph.asset_check_keys if k.name == expectation_checks.WRITTEN}
    assert {k.asset_key.path[1] for k in files} == {f"{a}__{d}" for a, d in exportable(run)}


def test_dbts_tests_do_not_end_the_step_that_builds(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    blocking = {k for k in graph.asset_check_keys if graph.get(k).blocking}
    assert not {k.name for k in blocking if k.name.startswith(("one_row_per", "relationships", "accepted_values"))}


def test_a_run_tells_what_great_expectations_found(run: Run) -> None:
    with dg.DagsterInstance.from_config(str(run.paths.dagster)) as instance:
        ran = instance.get_runs(limit=1)[0].run_id
        events = instance.all_logs(ran, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
    told = [e.dagster_event.asset_check_evaluation_data for e in events if e.dagster_event is not None]
    found = {(c.asset_key.path[-1], c.check_name): c for c in told}
    orders = found["fct_orders", "fct_orders__dates_plausible"]
    assert (orders.passed, orders.severity, orders.blocking) == (True, dg.AssetCheckSeverity.ERROR, True)
    assert int(str(orders.metadata["evaluated_rows"].value)) > 100
    written = [c for (_, name), c in found.items() if name == expectation_checks.WRITTEN]
    assert len(written) >= 3
    assert all(c.passed for c in written)


@pytest.mark.parametrize(
    ("status", "severity", "passing", "expected"),
    [
        ("pass", "hold", set(), (True, "ERROR")),
        ("fail", "hold", set(), (False, "ERROR")),
        ("error", "hold", set(), (False, "ERROR")),
        ("warn", "warn", set(), (False, "WARN")),
        ("fail", "hold", {"birthday"}, (False, "WARN")),
    ],
)
def test_severity_is_the_suites_and_an_approved_fault_warns(
    status: str, severity: str, passing: set[str], expected: tuple[bool, str]
) -> None:
    key = dg.AssetCheckKey(dg.AssetKey("t"), "c")
    result = expectation_checks.result(key, [CheckResult("c", "", ("birthday",), status, 5, 2)], severity, passing)
    assert (result.passed, result.severity.value) == expected
    assert expectation_checks.result(key, [], "hold", set()).passed is False


def test_the_job_is_scheduled_and_waits_for_deliveries(run: Run, definitions: dg.Definitions) -> None:
    job = definitions.resolve_job_def(JOB)
    assert job.executor_def is dg.in_process_executor
    schedule = definitions.resolve_schedule_def("daily")
    assert (schedule.job_name, schedule.cron_schedule) == (JOB, "0 4 * * *")
    assert schedule.execution_timezone == run.workspace.time_zone
    sensor = definitions.resolve_sensor_def("new_deliveries")
    assert sensor.job_name == JOB


def test_the_sensor_runs_only_on_deliveries_that_have_come_to_rest(ran_shop: RanShop, run: Run) -> None:
    sensor = definitions_of(run, lambda _: run).resolve_sensor_def("new_deliveries")

    def asked() -> dg.SensorResult:
        with dg.build_sensor_context() as context:
            return sensor.evaluate_tick(context)  # type: ignore[return-value]

    assert asked().skip_message == "No new delivery."
    new = run.paths.inbox / "web_shop/orders_20260702.csv"
    new.write_text("order_id\n", encoding="utf-8")
    assert asked().skip_message == "A delivery is still being written."
    _age(new)
    (request,) = asked().run_requests
    assert request.run_key is not None
    assert asked().run_requests[0].run_key == request.run_key
    with run.lock():
        assert "is being written by" in str(asked().skip_message)


def _age(file: Path) -> None:

    minute_ago = time.time() - 60
    os.utime(file, (minute_ago, minute_ago))
