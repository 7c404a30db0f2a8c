"""What Great Expectations told of the suites as counts, to be kept, and its own Data Docs made of that.

Nothing of a row is kept: of a result only the counts, of an error only that there was one.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.great_expectations import library
from audit.plain_pages import stand_alone
from audit.suites import QUERY, Expectation, Suite
from ledgers.validations import Validation
from ledgers.verdicts import CheckResult

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult

COUNTS = ("element_count", "missing_count", "unexpected_count", "observed_value")


class Kept:
    """Gathers outcomes while suites run: suite -> one dictionary per expectation."""

    def __init__(self) -> None:
        self.told: dict[str, list[dict[str, Any]]] = defaultdict(list)

    def add(self, suite: Suite, expectation: Expectation, found: Sequence[CheckResult], result: dict[str, Any]) -> None:
        """What an expectation came to, and what Great Expectations told of it."""
        statuses = {check.status for check in found}
        self.told[suite.name].append(
            {
                "name": expectation.name,
                "type": expectation.type,
                "kwargs": expectation.kwargs,
                "fault": expectation.fault,
                "severity": expectation.severity,
                "success": statuses <= {"pass", "skipped"},
                "could_not_be_computed": "error" in statuses,
                "result": _counts(result),
            }
        )


def _counts(result: dict[str, Any]) -> dict[str, Any]:
    counts = {k: result[k] for k in COUNTS if isinstance(result.get(k), int)}
    if counts.get("element_count") and "unexpected_count" in counts:
        counts["unexpected_percent"] = 100 * counts["unexpected_count"] / counts["element_count"]
    named = result.get("details", {}).get("unexpected_rows", [])
    if named and set(named[0]) == {"audience", "unexpected"}:
        counts["details"] = {"unexpected_rows": [dict(row) for row in named]}
    return counts


def write_pages(folder: Path, validations: Sequence[Validation]) -> Path:
    """Make Great Expectations' Data Docs of these in the folder, which is made anew; the first page."""
    gx = library()
    if folder.exists():
        shutil.rmtree(folder)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    for site in list(context.variables.data_docs_sites):
        context.delete_data_docs_site(site)
    context.add_data_docs_site(
        "checks",
        {
            "class_name": "SiteBuilder",
            "show_how_to_buttons": False,
            "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder)},
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        },
    )
    for validation in validations:
        _store(context, validation)
    context.build_data_docs()
    return stand_alone(folder, validations)


def _store(context: Any, validation: Validation) -> None:
    from great_expectations.core import ExpectationSuite
    from great_expectations.data_context.types.resource_identifiers import (
        ExpectationSuiteIdentifier,
        ValidationResultIdentifier,
    )

    told = _suite_result(validation)
    expected = [_configuration(result) for result in validation.results]
    context.suites.add(ExpectationSuite(name=validation.suite, expectations=expected))
    key = ValidationResultIdentifier(
        expectation_suite_identifier=ExpectationSuiteIdentifier(validation.suite),
        run_id=told.meta["run_id"],
        batch_identifier=f"build_{validation.build_seq}",
    )
    context.validation_results_store.set(key, told)


def _suite_result(validation: Validation) -> ExpectationSuiteValidationResult:
    from great_expectations.core import (
        ExpectationSuiteValidationResult,
        ExpectationValidationResult,
        RunIdentifier,
    )

    results = [
        ExpectationValidationResult(
            success=told["success"], expectation_config=_configuration(told), result=told["result"]
        )
        for told in validation.results
    ]
    passed = sum(bool(r.success) for r in results)
    return ExpectationSuiteValidationResult(
        success=passed == len(results),
        results=results,
        suite_name=validation.suite,
        statistics={
            "evaluated_expectations": len(results),
            "successful_expectations": passed,
            "unsuccessful_expectations": len(results) - passed,
            "success_percent": 100 * passed / len(results) if results else None,
        },
        meta={
            "run_id": RunIdentifier(
                run_name=f"build_{validation.build_seq}_audit_{validation.attempt}",
                run_time=dt.datetime.fromisoformat(validation.recorded_at),
            ),
            "great_expectations_version": library().__version__,
            "active_batch_definition": {},
        },
    )


def _configuration(told: dict[str, Any]) -> Any:
    """The expectation as its page shows it: its name, the fault it is for, and what a failure does."""
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    kwargs = dict(told["kwargs"])
    if QUERY in kwargs:  # the page shows the description; the query stands in the suite
        kwargs = {QUERY: kwargs[QUERY]}
    state = " (could not be computed)" if told["could_not_be_computed"] else ""
    return ExpectationConfiguration(
        type=_snake(told["type"]),
        kwargs=kwargs,
        description=f"{told['name']}: fails on {told['fault']}; then it {told['severity']}s.{state}",
    )


def _snake(name: str) -> str:
    """ExpectColumnValuesToBeUnique -> expect_column_values_to_be_unique."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")
