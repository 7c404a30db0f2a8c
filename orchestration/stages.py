"""The five stages of a run as plain functions: ingest, build, audit, publish, export.

Each takes the writer lock, which is re-entrant, and leaves its result in a ledger. Dagster's assets and the command
line call these and nothing beneath them.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from ledgers import builds, runs, verdicts
from ledgers.builds import Build
from ledgers.clock import now_utc
from ledgers.exports import Export
from ledgers.loads import Load
from ledgers.publications import Publication
from ledgers.verdicts import PUBLICATION, CheckResult, Verdict
from orchestration import build as building
from orchestration import (
    checks,
    dbt_process,
    holds,
    interruption,
    interruption_words,
    published_people,
    serving,
    standing,
    waiting,
)
from orchestration.dbt_variables import volatile_variables
from orchestration.duckdb_files import wait_for_others
from orchestration.gate import judging, reading_back
from orchestration.git_commit import git_commit
from orchestration.run import Run
from workspaces.erased import erased_hashes
from workspaces.errors import LanggananError


@contextmanager
def timed(run: Run, stage: str) -> Iterator[None]:
    """Hold the writer lock, and write the stage's seconds into the run log; a failure closes the run there."""
    with run.lock(), interruption.telling(lambda: interruption_words.of_stage(run, stage)):
        began = time.monotonic()
        try:
            yield
        except HeldError:
            raise
        except Exception as error:
            run.problems.append(error)
            runs.add_summary(run.paths.state, run.run_seq, {"problem": str(error)})
            runs.finish(run.paths.state, run.run_seq, "failed", None)
            raise
        finally:
            runs.add_seconds(run.paths.state, run.run_seq, stage, time.monotonic() - began)


class HeldError(LanggananError):
    """The verdict holds what was asked for. The run goes on: nothing failed."""


def ingest(run: Run, entities: Collection[tuple[str, str]]) -> list[Load]:
    """Pull what is due, and land what waits, of these (source, entity) pairs. A refusal is a load too."""
    from ingestion import deliveries, fetching, landing, pulling, relanding

    declared = [
        (source, entity) for source, of in sorted(run.workspace.sources.items()) for entity in sorted(of.entities)
    ]
    landed: list[Load] = []
    with timed(run, "ingest"):
        erased = erased_hashes()
        for load in relanding.asked_loads(run.workspace, run.paths, list(run.again)):
            if (load.source, load.entity) in entities:
                run.progress("ingest", 0, len(declared), f"{load.delivery} again")
                landed.append(relanding.reland(run.workspace, run.paths, load, erased))
        due = pulling.due(run.workspace, run.paths, now_utc())
        for source, entity in sorted(entities):
            done = declared.index((source, entity))
            run.progress("ingest", done, len(declared), f"{source}.{entity}")
            if (source, entity) in due:
                pulling.pull(run.workspace, run.paths, source, entity)
            if run.workspace.sources[source].inbox is not None:
                fetching.fetch(run.workspace, run.paths, source, entity)
            for delivery in deliveries.discover(run.workspace, run.paths, source, entity, run.paths.state):
                run.progress("ingest", done, len(declared), delivery.name)
                load = landing.land(run.workspace, run.paths, delivery, erased)
                if delivery.pulled_at is not None and load.status != "refused":
                    pulling.settle(run.paths, load)
                landed.append(load)
    return landed


def build(run: Run) -> Iterator[dict[str, Any]]:
    """Build the new loads in, or everything; yields dbt's result events, none when all is current already."""
    with timed(run, "build"):
        _wait_for_others(run)
        yield from building.build(run)


def _wait_for_others(run: Run) -> None:
    """A BI tool that opened the warehouse itself locks it: it is waited for as another run is, then named."""
    wait_for_others((run.paths.warehouse, run.paths.marts, run.paths.history), run.settings.lock_wait_seconds)


def test(run: Run) -> Iterator[dict[str, Any]]:
    """Run dbt's data tests on the current build, keep their results in the ledger, and yield dbt's result events."""
    with timed(run, "audit"):
        _wait_for_others(run)
        current = current_build(run)
        verdicts.begin_audit(run.paths.state, current.build_seq)
        told: list[dict[str, Any]] = []
        variables = volatile_variables(current, current.as_of, current.build_seq)
        command = ["test", "--exclude-resource-type", "unit_test"]
        for event in dbt_process.events(run.project, command, variables):
            told.append(event)
            run.progress("audit", len(told), len(run.lineage.tests), event["data"]["node_info"]["node_name"])
            yield event
        verdicts.record_checks(run.paths.state, current.build_seq, checks.dbt_checks(run.lineage, told))


def audit(run: Run) -> list[Verdict]:
    """Decide on every audience and the publication of the current build, and keep the verdicts.

    Runs Great Expectations, and dbt's tests unless this build's results are in the ledger.
    """
    with timed(run, "audit"):
        state, current = run.paths.state, current_build(run)
        if not _dbt_results(run, current):
            for _ in test(run):
                pass
        found = _dbt_results(run, current)
        if len(verdicts.checks(state, current.build_seq)) > len(found):
            verdicts.begin_audit(state, current.build_seq)  # what a former audit found stays as it is
        verdicts.record_checks(state, current.build_seq, found)
        return judging.judge(run, current, found)


def audited_build(run: Run) -> Build:
    """The complete build on disk, audited now if it was not."""
    current = current_build(run)
    if not verdicts.recorded_verdicts(run.paths.state, current.build_seq):
        audit(run)
    return current


def _dbt_results(run: Run, current: Build) -> list[CheckResult]:
    return [c for c in verdicts.checks(run.paths.state, current.build_seq) if c.tool == "dbt"]


def publish(run: Run) -> Publication:
    """Publish the current build's marts. Raises HeldError, with the verdict's reasons, when they may not be shown."""
    from publication.publish import publish as publish_build

    with timed(run, "publish"):
        current = current_build(run)
        verdict = verdicts.verdict(run.paths.state, current.build_seq, PUBLICATION)
        if verdict is not None and not verdict.passes:
            published_people.out_of_files(run)
            published_people.out_of_server(run)
            raise HeldError(f"The publication is held: {' '.join(verdict.reasons)}", "Mend that and run again.")
        run.progress("publish", 0, 1, f"build {current.build_seq}")
        kept, declared = run.workspace.publications_kept, run.workspace.publication
        version = publish_build(run.paths, current.build_seq, kept, serving.contents(run))
        if declared.postgresql is not None:
            serving.to_postgresql(run)
        return version


def export(run: Run, pairs: Collection[tuple[str, str]], is_asked: bool = False) -> list[Export]:
    """Write, keep or hold the file of each (audience, destination), and withdraw what nobody may use any more.

    `is_asked`: for these very files by name, whatever their cadence.

    All are drawn up, read back together by Great Expectations, and only then given their names. Raises LanggananError,
    and writes none, while something waits that may take a consent back.
    """
    from export.hand_off import hand_over
    from export.write import Moment, withdraw_stale

    with timed(run, "export"):
        current = builds.newest(run.paths.state)
        if current is None:
            raise LanggananError("Nothing was built yet.", "Run `langganan run`.")
        came_since = waiting.consents(run, current)
        lines = [] if came_since else _write(run, current, pairs, is_asked)
        at = Moment(
            current.as_of,
            run.workspace.time_zone,
            run.workspace.removals_named_days,
            run.workspace.name,
            current.build_seq,
            f"{run.run_seq:08d}",
            git_commit(),
        )
        withdraw_stale(run.paths, run.lineage.audiences, run.workspace.destinations, at)
        published_people.out_of_files(run)
        hand_over(run.paths, run.workspace.hand_off)
        published_people.out_of_server(run)
        if came_since:
            raise waiting.refusal(current, came_since)
    return lines


def _write(run: Run, current: Build, pairs: Collection[tuple[str, str]], is_asked: bool) -> list[Export]:
    from export.write import Draft, Reading, draw_up, settle

    audiences, commit = run.lineage.audiences, git_commit()
    with Reading(run.paths) as reading:
        drawn: list[Draft | Export] = []
        for done, (audience, destination) in enumerate(sorted(pairs)):
            run.progress("export", done, len(pairs), f"{audience} for {destination}")
            drawn.append(
                draw_up(
                    run.paths,
                    run.workspace,
                    audience,
                    audiences[audience],
                    destination,
                    current.build_seq,
                    current.as_of,
                    f"{run.run_seq:08d}",
                    commit,
                    reading,
                    is_asked,
                )
            )
        drafts = [d for d in drawn if isinstance(d, Draft)]
        faults = reading_back.faults_of(run.paths, current.build_seq, drafts)
        return [settle(d, faults[reading_back.name_of(d)], reading) if isinstance(d, Draft) else d for d in drawn]


def close(run: Run) -> bool:
    """Write the outcome of a run whose stages are done into the run log; True when something is held."""
    current = builds.last_complete(run.paths.state)
    held = current is None or holds.is_held(run.paths.state, current.build_seq)
    runs.add_summary(run.paths.state, run.run_seq, {"code": standing.code_hash(), "gate": standing.gate_hash(run)})
    runs.finish(run.paths.state, run.run_seq, "held" if held else "published", current.build_seq if current else None)
    return held


def current_build(run: Run) -> Build:
    """The complete build whose tables are on disk, whole.

    Raises LanggananError when there is none, or when a later build has failed and left tables of both.
    """
    last = builds.last_complete(run.paths.state)
    if last is None or builds.newest(run.paths.state) != last:
        raise LanggananError("No complete build stands on disk.", "Run `langganan run`.")
    return last
