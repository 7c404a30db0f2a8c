"""dbt's tests and the state of the deliveries, told as check results with the subjects that each one speaks for.

What a verdict makes of them is audit's matter; Great Expectations speaks for itself there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from ledgers.loads import Load
from ledgers.verdicts import CheckResult
from orchestration.lineage import Lineage
from workspaces.configuration import Workspace

STATUSES = {"pass": "pass", "fail": "fail", "warn": "warn", "skipped": "skipped"}


def dbt_checks(lineage: Lineage, events: Iterable[Mapping[str, Any]]) -> list[CheckResult]:
    """One result per test of the manifest. A test without an event did not run, and counts as skipped."""
    told = {e["data"]["node_info"]["unique_id"]: e for e in events if e["info"]["name"] == "LogTestResult"}
    return [_dbt_check(lineage, unique_id, told.get(unique_id)) for unique_id in sorted(lineage.tests)]


def expected_dbt_checks(lineage: Lineage) -> dict[str, tuple[str, ...]]:
    """Name of each test of the manifest -> its subjects."""
    return {check_name(i): lineage.subjects_of_test(i) for i in sorted(lineage.tests)}


def check_name(unique_id: str) -> str:
    """The tail of its unique id: the name that dbt prints and a hash, so that namesakes stay apart."""
    return unique_id.split(".", 2)[2]


def delivery_checks(lineage: Lineage, workspace: Workspace, refused: Iterable[Load]) -> list[CheckResult]:
    """One result per declared entity: it fails while a delivery of it stands refused."""
    by_entity: dict[tuple[str, str], list[Load]] = defaultdict(list)
    for load in refused:
        by_entity[(load.source, load.entity)].append(load)
    return [
        _delivery_check(lineage, source, entity, by_entity[(source, entity)])
        for source, declared in sorted(workspace.sources.items())
        for entity in sorted(declared.entities)
    ]


def expected_delivery_checks(lineage: Lineage, workspace: Workspace) -> dict[str, tuple[str, ...]]:
    """Name of each entity's delivery check -> its subjects."""
    return {check.check_name: check.subjects for check in delivery_checks(lineage, workspace, ())}


def approvable_checks(lineage: Lineage, workspace: Workspace) -> set[str]:
    """The tests and deliveries whose failure a person may approve: none that guards who may be written to."""
    tests = {check_name(i) for i in lineage.tests if not lineage.guards_contact(i)}
    return tests | {
        f"deliveries.{source}.{entity}"
        for source, declared in workspace.sources.items()
        for entity in declared.entities
        if not lineage.tells_consent(source, entity)
    }


def _dbt_check(lineage: Lineage, unique_id: str, event: Mapping[str, Any] | None) -> CheckResult:
    node = lineage.tests[unique_id]
    status = "skipped" if event is None else STATUSES.get(event["data"]["node_info"]["node_status"], "error")
    return CheckResult(
        check_name=check_name(unique_id),
        tool="dbt",
        subjects=lineage.subjects_of_test(unique_id),
        status=status,
        evaluated_count=None,
        failed_count=None if event is None else int(event["data"].get("num_failures") or 0),
        fault=_fault(lineage, node),
    )


def _fault(lineage: Lineage, node: Mapping[str, Any]) -> str:
    """What the test guards against: its own words, or its kind and what it looks at."""
    said = node["config"].get("meta", {}).get("fault") or node.get("description")
    if said or not node.get("test_metadata"):
        return str(said or node["name"].replace("_", " "))
    attached = lineage.models.get(node.get("attached_node") or "", {}).get("name", "")
    looked_at = ".".join(filter(None, [attached, node.get("column_name")]))
    return f"{node['test_metadata']['name'].replace('_', ' ')} of {looked_at}"


def _delivery_check(lineage: Lineage, source: str, entity: str, refused: list[Load]) -> CheckResult:
    return CheckResult(
        check_name=f"deliveries.{source}.{entity}",
        tool="ledger",
        subjects=lineage.subjects_of_raw(source, entity),
        status="fail" if refused else "pass",
        evaluated_count=None,
        failed_count=len(refused),
        fault="; ".join(_refusal(load) for load in refused) or "a refused delivery",
    )


def _refusal(load: Load) -> str:
    """Its file's name once, as it is written, whether the reason begins with it or not."""
    reason = load.reason.removeprefix(f"{load.delivery}: ")
    return f"{load.delivery} was refused: {reason} {load.mend}".strip()
