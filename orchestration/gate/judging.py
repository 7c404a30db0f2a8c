"""Judges a build: gathers what dbt, Great Expectations and the ledgers found, decides, and keeps the verdicts.

What a finding means is audit's matter, whom it concerns is lineage's. What passed is remembered: the next build is
measured by it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledgers import loads, runs, verdicts
from ledgers import validations as told_validations
from ledgers.builds import Build
from ledgers.verdicts import PUBLICATION, CheckResult, Verdict
from orchestration import checks, summary
from orchestration.run import Run

if TYPE_CHECKING:
    from audit import memory


def judge(run: Run, current: Build, found: list[CheckResult]) -> list[Verdict]:
    """Decide on every audience and the publication. `found`: dbt's results."""
    from audit import eligible_rows, expectations, memory, snapshot, suites, validations, verdict

    state, lineage, paths = run.paths.state, run.lineage, run.paths
    run.progress("audit", 0, 0, "Great Expectations")
    published = paths.publications / "current.duckdb"
    applied = suites.suites(
        lineage.exported, run.conformed, run.workspace.thresholds, current.as_of, snapshot.columns(published)
    )
    memory.refresh(paths.audit, state, _declared(run))
    beside = {memory.NAME: paths.audit} | ({"published": published} if published.is_file() else {})
    kept = validations.Kept()
    results = [
        *found,
        *expectations.run(paths.marts, applied, None, kept, **beside),
        *checks.delivery_checks(lineage, run.workspace, loads.loads(state, ("refused",))),
    ]
    expected = {
        **checks.expected_dbt_checks(lineage),
        **checks.expected_delivery_checks(lineage, run.workspace),
        **suites.expected_checks(applied),
    }
    rows = eligible_rows.audience_rows(paths.marts, state, current.build_seq, lineage.exported)
    approvable = checks.approvable_checks(lineage, run.workspace) | suites.approvable_checks(applied)
    is_complete = current.status == "complete"
    decided = verdict.decide(current.build_seq, is_complete, expected, results, rows, approvable)
    verdicts.record_checks(state, current.build_seq, results)
    told_validations.record(state, current.build_seq, kept.told)
    verdicts.record_verdicts(state, decided)
    remember_passed(run, current)
    runs.add_summary(state, run.run_seq, summary.measure(run))
    return decided


def remember_passed(run: Run, build: Build) -> None:
    """Keep who is in the audiences that pass now, of themselves or by an approval."""
    from audit import memory

    judged = verdicts.verdicts(run.paths.state, build.build_seq)
    passed = [v.subject for v in judged if v.passes and v.subject != PUBLICATION]
    memory.remember(run.paths.audit, run.paths.marts, build.build_seq, build.as_of, passed)


def _declared(run: Run) -> list[memory.DeclaredEntity]:
    from audit.memory import DeclaredEntity
    from ingestion.freshness import LATE

    return [
        DeclaredEntity(source, name, LATE.get(entity.cadence), () if entity.is_json else entity.required)
        for source, declared in sorted(run.workspace.sources.items())
        for name, entity in sorted(declared.entities.items())
    ]
