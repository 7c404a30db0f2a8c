"""Great Expectations' results as Dagster's asset checks: each expectation on the table that its suite reads first.

They are told after the verdicts, from the ledger, because a verdict holds each audience by itself. A check that holds
is blocking: what somebody hangs on a table in Dagster does not run on it. Our own files ask the verdicts, or one fault
would stop every audience, and the withdrawals with them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import dagster as dg

from audit.suites import Expectation, Suite, check_name, declared
from ledgers import verdicts
from ledgers.exports import Export
from ledgers.verdicts import EVERYTHING, CheckResult
from orchestration.asset_keys import VERDICTS, export_key
from orchestration.run import Run

MUST_HOLD = "must_hold"
WRITTEN = "written_file"
BAD = ("fail", "warn", "error")


def suites_of(run: Run) -> list[Suite]:
    """The suites that may apply to this workspace's tables."""
    return [s for s in declared() if s.per != "export" and (s.requires is None or s.requires in run.conformed)]


def tables(run: Run) -> set[dg.AssetKey]:
    """The tables that have such checks."""
    return {dg.AssetKey(list(s.table)) for s in suites_of(run) if s.table}


def specs(run: Run) -> list[dg.AssetCheckSpec]:
    """One check per expectation of each suite; the conditions of all audiences are one."""
    return [
        dg.AssetCheckSpec(
            f"{suite.name}__{name}",
            asset=_asset(suite),
            description=said,
            additional_deps=[VERDICTS] if suite.table else [],
            blocking=severity == "hold" and suite.table is not None,
            metadata={"severity": severity, "tool": "great_expectations"},
        )
        for suite in suites_of(run)
        for name, said, severity in _named(suite)
    ]


def results(run: Run, build_seq: int, selected: Collection[dg.AssetCheckKey]) -> Iterator[dg.AssetCheckResult]:
    """What the build's present audit found, in counts. A suite that did not apply to this build tells nothing."""
    found = {c.check_name: c for c in verdicts.checks(run.paths.state, build_seq)}
    passing = {v.subject for v in verdicts.verdicts(run.paths.state, build_seq) if v.passes}
    for suite in suites_of(run):
        for name, _, severity in _named(suite):
            key = dg.AssetCheckKey(_asset(suite), f"{suite.name}__{name}")
            told = [found[n] for n in _ledger_names(run, suite, name) if n in found]
            if key in selected and (told or not suite.against_published):
                yield result(key, told, severity, passing)


def written_results(
    run: Run, lines: Sequence[Export], selected: Collection[dg.AssetCheckKey]
) -> Iterator[dg.AssetCheckResult]:
    """Of each file that was written now, or refused: what reading it back found."""
    for line in lines:
        checks = verdicts.checks(run.paths.state, line.build_seq)
        key = dg.AssetCheckKey(export_key(line.audience, line.destination), WRITTEN)
        of_all = f"great_expectations.written_files_{line.audience}__{line.destination}__"
        of_standing = f"{of_all}{line.export_id[:8]}."
        is_held = line.status == "held"
        told = [
            c for c in checks if c.check_name.startswith(of_all) and c.check_name.startswith(of_standing) is not is_held
        ]
        if told and key in selected:
            yield result(key, told, "hold", set())


def _named(suite: Suite) -> Iterator[tuple[str, str, str]]:
    """(name, fault, severity) of each check."""
    for expectation in suite.expectations:
        yield expectation.name, expectation.fault, expectation.severity
    if suite.must_hold:
        yield MUST_HOLD, "a member for whom a condition of the audience (must_hold) does not hold", "hold"


def _ledger_names(run: Run, suite: Suite, name: str) -> list[str]:
    expectation = Expectation(name=name, type="", kwargs={}, fault="")
    if suite.per is None:
        return [check_name(suite, expectation)]
    if name != MUST_HOLD:
        return [check_name(suite, expectation, audience) for audience in run.lineage.exported]
    return [
        f"{check_name(suite, expectation, audience)}_{number}"
        for audience, meta in run.lineage.exported.items()
        for number, _ in enumerate(meta.get("must_hold", ()), start=1)
    ]


def _asset(suite: Suite) -> dg.AssetKey:
    return dg.AssetKey(list(suite.table)) if suite.table else VERDICTS


def result(
    key: dg.AssetCheckKey, told: Sequence[CheckResult], severity: str, passing: Collection[str]
) -> dg.AssetCheckResult:
    """Failed where any of them did, or none is there; it only warns where its suite does, or all of it is approved."""
    bad = [c for c in told if c.status in BAD]
    approved = all(set(c.subjects) <= set(passing) and EVERYTHING not in c.subjects for c in bad)
    only_warns = severity == "warn" or (bool(bad) and approved)
    return dg.AssetCheckResult(
        passed=bool(told) and not bad,
        asset_key=key.asset_key,
        check_name=key.name,
        severity=dg.AssetCheckSeverity.WARN if only_warns else dg.AssetCheckSeverity.ERROR,
        metadata=_metadata(told, bad),
    )


def _metadata(told: Sequence[CheckResult], bad: Sequence[CheckResult]) -> Mapping[str, Any]:
    """Counts, and the sentences of the suites: no value of a row."""
    return {
        "status": "did not run" if not told else "failed" if bad else "passed",
        "evaluated_rows": sum(c.evaluated_count or 0 for c in told),
        "failed_rows": sum(c.failed_count or 0 for c in told),
        "checks": len(told),
        "failed": [f"{c.check_name}: {c.status}, {c.fault}" for c in bad],
    }
