"""Runs the suites with Great Expectations, by SQL on the marts, and tells counts: never a value of a row.

What is expected is data (suites/*.yml); what a failure means is verdict.py's matter. Great Expectations is imported
when a check runs: it takes two and a half seconds.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from audit.suites import Expectation, Suite, check_name
from ledgers.verdicts import CheckResult
from workspaces.settings import quiet_process

COUNTS_ONLY = {"result_format": "BASIC", "partial_unexpected_count": 0}
TOOL = "great_expectations"


def run(marts: Path, applied: list[Suite]) -> list[CheckResult]:
    """One result per expectation of the suites, in their order; marts.duckdb is opened read-only and closed again.

    Zero rows evaluated is a failure, except in an audience's suite: there it is 'skipped', and the verdict says why the
    audience is empty. An expectation that raises has the status 'error'.
    """
    with _data_source(marts) as data_source:
        return [result for suite in applied for result in _run_suite(data_source, suite)]


@contextmanager
def _data_source(marts: Path) -> Iterator[Any]:
    """A Great Expectations data source on the file; all its connections are closed at the end."""
    gx = _great_expectations()
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    data_source = context.data_sources.add_sql(
        name="marts", connection_string=f"duckdb+langganan:///{marts}", create_temp_table=False
    )
    try:
        yield data_source
    finally:
        data_source.get_engine().dispose()
        data_source.get_execution_engine().engine.dispose()


def _great_expectations() -> Any:
    """The library, imported without its own deprecation warnings and with its telemetry off."""
    quiet_process()
    from sqlalchemy.dialects import registry

    registry.register("duckdb.langganan", "audit.duckdb_dialect", "LanggananDialect")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # it imports sre_constants, which Python 3.11 deprecates
        import great_expectations
        import great_expectations.expectations
    return great_expectations


def _run_suite(data_source: Any, suite: Suite) -> list[CheckResult]:
    try:
        batch = (
            data_source.add_query_asset(suite.name, query=suite.query)
            .add_batch_definition_whole_table("all")
            .get_batch()
        )
        row_count = _row_count(batch)
    except Exception as error:  # noqa: BLE001 - whatever stops a suite must hold the gate, not end the audit
        return [_result(suite, expectation, "error", None, None, error) for expectation in suite.expectations]
    try:
        return [_check(batch, suite, expectation, row_count) for expectation in suite.expectations]
    finally:
        batch.data.execution_engine.engine.dispose()


def _row_count(batch: Any) -> int:
    return int(batch.validate(_built("ExpectTableRowCountToBeBetween", {"min_value": 0})).result["observed_value"])


def _built(name: str, kwargs: dict[str, Any]) -> Any:
    import great_expectations.expectations as classes

    return getattr(classes, name)(**kwargs)


def _check(batch: Any, suite: Suite, expectation: Expectation, row_count: int) -> CheckResult:
    if row_count == 0 and suite.per == "audience":
        return _result(suite, expectation, "skipped", 0, 0)
    try:
        outcome = batch.validate(_built(expectation.type, expectation.kwargs), result_format=COUNTS_ONLY)
    except Exception as error:  # noqa: BLE001 - a check that raises, for whatever reason, is a hold
        return _result(suite, expectation, "error", row_count, None, error)
    if _raised(outcome.exception_info):
        return _result(suite, expectation, "error", row_count, None)
    evaluated = _evaluated(outcome.result, row_count)
    if evaluated == 0:
        return _result(suite, expectation, "fail", 0, 0)
    status = "pass" if outcome.success else {"hold": "fail", "warn": "warn"}[expectation.severity]
    return _result(suite, expectation, status, evaluated, _failed(expectation, outcome))


def _raised(exception_info: dict[str, Any]) -> bool:
    """Great Expectations gives one dictionary, or one per metric."""
    each = [exception_info] if "raised_exception" in exception_info else list(exception_info.values())
    return any(e["raised_exception"] for e in each)


def _evaluated(result: dict[str, Any], row_count: int) -> int:
    """Rows that the expectation judged: nulls are skipped by expectations on values, so they do not count."""
    if "element_count" in result:
        return int(result["element_count"] - result.get("missing_count", 0))
    return row_count


def _failed(expectation: Expectation, outcome: Any) -> int | None:
    """How many rows failed, where the expectation counts rows."""
    if "unexpected_count" in outcome.result:
        return int(outcome.result["unexpected_count"])
    if expectation.type == "UnexpectedRowsExpectation":
        return int(outcome.result["observed_value"])
    return 0 if outcome.success else None


def _result(
    suite: Suite,
    expectation: Expectation,
    status: str,
    evaluated: int | None,
    failed: int | None,
    error: Exception | None = None,
) -> CheckResult:
    """An error tells its class alone: its message may quote a value."""
    fault = f"{expectation.fault} ({type(error).__name__})" if error else expectation.fault
    return CheckResult(check_name(suite, expectation), TOOL, suite.subjects, status, evaluated, failed, fault)
