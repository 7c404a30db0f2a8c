"""Runs the suites with Great Expectations, by SQL on the marts, and tells counts: never a value of a row.

What is expected is data (suites/*.yml); what a failure means is verdict.py's matter. Great Expectations is imported
when a check runs: it takes two and a half seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from audit.great_expectations import library
from audit.suites import QUERY, SQL, Expectation, Suite, check_name, spoken_for
from audit.validations import Kept
from ledgers.verdicts import CheckResult

COUNTS_ONLY = {"result_format": "BASIC", "partial_unexpected_count": 0}
ROWS_OF_COUNTS = {"result_format": "COMPLETE", "partial_unexpected_count": 0}
TOOL = "great_expectations"
FAILED = {"hold": "fail", "warn": "warn"}


def run(
    marts: Path,
    applied: list[Suite],
    prepare: Callable[[Any], None] | None = None,
    kept: Kept | None = None,
    **beside: Path,
) -> list[CheckResult]:
    """One result per check of the suites, in their order; all files are opened read-only and closed again.

    `beside`: other DuckDB files that suites read, by the name under which they do. `prepare` is given the DuckDB
    connection first, to put tables in memory beside them; `kept` gathers what was told, in counts. Zero rows evaluated
    is a failure, except in a suite of audiences: there it is 'skipped' for the audience, and the verdict says why that
    is empty. An expectation that raises has the status 'error'.
    """
    library()
    from audit.duckdb_dialect import opened

    with opened(marts, prepare, **beside) as url, _data_source(url) as data_source:
        return [result for suite in applied for result in _run_suite(data_source, suite, kept or Kept())]


@contextmanager
def _data_source(url: str) -> Iterator[Any]:
    """A Great Expectations data source on the files; all its connections are closed at the end."""
    gx = library()
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    data_source = context.data_sources.add_sql(name="marts", connection_string=url, create_temp_table=False)
    try:
        yield data_source
    finally:
        data_source.get_engine().dispose()
        data_source.get_execution_engine().engine.dispose()


def _run_suite(data_source: Any, suite: Suite, kept: Kept) -> list[CheckResult]:
    try:
        batch = (
            data_source.add_query_asset(suite.name, query=suite.query)
            .add_batch_definition_whole_table("all")
            .get_batch()
        )
        row_counts = _row_counts(batch, suite)
    except Exception as error:  # noqa: BLE001 - whatever stops a suite must hold the gate, not end the audit
        return [r for e in suite.expectations for r in _broken(suite, e, error, kept)]
    try:
        return [r for e in suite.expectations for r in _checks(batch, suite, e, row_counts, kept)]
    finally:
        batch.data.execution_engine.engine.dispose()


def _row_counts(batch: Any, suite: Suite) -> dict[str | None, int]:
    """Rows of the batch: of each audience, or for None of all."""
    if suite.per is not None:
        of = f"select {suite.per} as audience, count(*) as unexpected from (select * from {{batch}}) as a group by all"
        return {of: count for of, count, _ in _counts(_validated(batch, SQL, {QUERY: of}, ROWS_OF_COUNTS))}
    found = _validated(batch, "ExpectTableRowCountToBeBetween", {"min_value": 0}, COUNTS_ONLY)
    return {None: int(found.result["observed_value"])}


def _validated(batch: Any, name: str, kwargs: dict[str, Any], result_format: dict[str, Any]) -> Any:
    import great_expectations.expectations as classes

    return batch.validate(getattr(classes, name)(**kwargs), result_format=result_format)


def _counts(outcome: Any) -> list[tuple[str, int, str]]:
    """(audience, rows, what is told of them) of a query that counts by audience.

    It raises rather than miss one that was not fetched.
    """
    if _raised(outcome.exception_info):
        raise ValueError("the query could not be computed")
    rows = outcome.result["details"]["unexpected_rows"]
    if len(rows) != int(outcome.result["observed_value"]):
        raise ValueError("more audiences than Great Expectations fetches")
    return [(row["audience"], int(row["unexpected"]), row.get("told") or "") for row in rows]


def _checks(
    batch: Any, suite: Suite, expectation: Expectation, row_counts: dict[str | None, int], kept: Kept
) -> Iterator[CheckResult]:
    try:
        if suite.per is None:
            outcome = _validated(batch, expectation.type, expectation.kwargs, COUNTS_ONLY)
            found = [_judged(suite, expectation, row_counts[None], outcome)]
        else:
            outcome = _validated(batch, expectation.type, expectation.kwargs, ROWS_OF_COUNTS)
            found = list(_by_audience(suite, expectation, row_counts, _counts(outcome)))
    except Exception as error:  # noqa: BLE001 - a check that raises, for whatever reason, is a hold
        yield from _broken(suite, expectation, error, kept)
        return
    kept.add(suite, expectation, found, outcome.result)
    yield from found


def _judged(suite: Suite, expectation: Expectation, row_count: int, outcome: Any) -> CheckResult:
    name = check_name(suite, expectation)
    if _raised(outcome.exception_info):
        return _result(name, suite.subjects, expectation, "error", row_count, None)
    evaluated = _evaluated(outcome.result, row_count)
    if evaluated == 0:
        return _result(name, suite.subjects, expectation, "fail", 0, 0)
    status = "pass" if outcome.success else FAILED[expectation.severity]
    return _result(name, suite.subjects, expectation, status, evaluated, _failed(expectation, outcome))


def _by_audience(
    suite: Suite, expectation: Expectation, row_counts: dict[str | None, int], faults: list[tuple[str, int, str]]
) -> Iterator[CheckResult]:
    """Audiences that get no file are not asked about: a fault of theirs holds nobody.

    What a query tells of an audience as a whole stands in place of a number of faulty rows.
    """
    nobody = "fail" if suite.per == "export" else "skipped"
    names = (expectation.audience,) if expectation.audience else suite.audiences
    failures, words = {of: n for of, n, _ in faults}, {of: told for of, _, told in faults if told}
    for of, (name, subjects) in zip(names, spoken_for(suite, expectation).items(), strict=True):
        row_count, failed = row_counts.get(of, 0), failures.get(of, 0)
        status = nobody if row_count == 0 else FAILED[expectation.severity] if failed else "pass"
        result = _result(name, subjects, expectation, status, row_count, failed if row_count else 0)
        if failed and of in words:
            result = replace(result, failed_count=None, fault=f"{expectation.fault}: {words[of]}")
        yield result


def _broken(suite: Suite, expectation: Expectation, error: Exception, kept: Kept) -> Iterator[CheckResult]:
    found = [
        _result(name, subjects, expectation, "error", None, None, error)
        for name, subjects in spoken_for(suite, expectation).items()
    ]
    kept.add(suite, expectation, found, {})
    yield from found


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
    if expectation.type == SQL:
        return int(outcome.result["observed_value"])
    return 0 if outcome.success else None


def _result(
    name: str,
    subjects: tuple[str, ...],
    expectation: Expectation,
    status: str,
    evaluated: int | None,
    failed: int | None,
    error: Exception | None = None,
) -> CheckResult:
    """An error tells its class alone: its message may quote a value."""
    fault = f"{expectation.fault} ({type(error).__name__})" if error else expectation.fault
    return CheckResult(name, TOOL, subjects, status, evaluated, failed, fault)
