"""Is anything new? Answers from ledgers, file names and hashes, without Dagster or dbt, within a second or two.

The same loads, the same as_of, the same code and configuration, and every result of the last complete build in its
place: then the standing verdicts hold, and a run has nothing to do.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from ledgers import builds, exports, publications, runs, verdicts
from ledgers.builds import Build
from ledgers.clock import now_utc
from orchestration import build as building
from orchestration import checks
from orchestration.run import Run
from workspaces.errors import ConfigurationError
from workspaces.settings import REPOSITORY

ROOMS = ("workspaces", "ingestion", "audit", "publication", "export", "ledgers", "orchestration")


def code_hash() -> str:
    """SHA-256 over the rooms' own code and data files: what decides on checks and files beside the dbt project."""
    digest = hashlib.sha256()
    for room in ROOMS:
        for file in sorted((REPOSITORY / room).rglob("*")):
            if file.suffix in {".py", ".yml"} and file.is_file():
                digest.update(f"{file.relative_to(REPOSITORY)}\0{file.stat().st_size}\0".encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()


def standing_build(run: Run) -> Build | None:
    """The last complete build if a run on it would change nothing; None if there is anything to do."""
    if run.replay is not None or run.again or not run.paths.state.is_file() or not run.project.is_parsed:
        return None
    state = run.paths.state
    plan = building.plan(state, run.paths.warehouse, run.paths.marts, run.as_of, run.fingerprint)
    if not plan.is_current or plan.standing is None or _pending(run):
        return None
    standing = plan.standing
    is_done = _is_audited(run, standing) and _is_published(run, standing) and _is_exported(run, standing)
    return standing if is_done and _ran_with_this_code(run) and _gate_is_as_it_was(run) else None


def _pending(run: Run) -> bool:
    from ingestion import deliveries, fetching, pulling

    try:
        due = pulling.due(run.workspace, run.paths, now_utc())
        waiting = due or deliveries.pending(run.workspace, run.paths)
        return bool(waiting or fetching.news(run.workspace, run.paths))
    except ConfigurationError:
        # The run itself will meet it and tell it where it belongs.
        return True


def _is_audited(run: Run, standing: Build) -> bool:
    """Every subject has a verdict, and no delivery was refused or mended since."""
    decided = {v.subject for v in verdicts.verdicts(run.paths.state, standing.build_seq)}
    known = {c.check_name: c for c in verdicts.checks(run.paths.state, standing.build_seq) if c.tool == "ledger"}
    from ingestion import deliveries

    now = checks.delivery_checks(run.lineage, run.workspace, deliveries.refusals(run.workspace, run.paths))
    return decided == {*run.lineage.exported, verdicts.PUBLICATION} and known == {c.check_name: c for c in now}


def _is_published(run: Run, standing: Build) -> bool:
    verdict = verdicts.verdict(run.paths.state, standing.build_seq, verdicts.PUBLICATION)
    if verdict is None or not verdict.passes:
        return verdict is not None
    from orchestration.serving import contents

    latest = publications.latest(run.paths.state)
    return (
        latest is not None
        and latest.build_seq == standing.build_seq
        and (run.paths.publications / "current.duckdb").is_file()
        and (run.paths.publications / latest.file).is_file()
        and run.paths.answers.is_file()
        and contents(run).is_shown_by(run.paths.publications / latest.file, run.paths.answers)
    )


def _is_exported(run: Run, standing: Build) -> bool:
    """Every audience and destination was decided for this build, and files said to stand do stand."""
    told = exports.latest(run.paths.state)
    for pair in exportable(run):
        line = told.get(pair)
        if line is None or line.build_seq != standing.build_seq:
            return False
        if line.status in ("written", "unchanged") and not (run.paths.exports / line.file).is_file():
            return False
    return True


def exportable(run: Run) -> list[tuple[str, str]]:
    """Every (audience, destination) that the audiences declare, in order."""
    return _pairs((name, meta["destinations"]) for name, meta in run.lineage.audiences.items())


def _pairs(declared: Iterable[tuple[str, list[str]]]) -> list[tuple[str, str]]:
    return sorted((audience, destination) for audience, destinations in declared for destination in destinations)


def _ran_with_this_code(run: Run) -> bool:
    last = runs.latest_finished(run.paths.state)
    return last is not None and last["outcome"] != "failed" and last["summary"].get("code") == code_hash()


def gate_hash(run: Run) -> str:
    """SHA-256 of what may leave now: an approval, and its expiry, change it without a new build."""
    last = builds.last_complete(run.paths.state)
    judged = verdicts.verdicts(run.paths.state, last.build_seq) if last else []
    return hashlib.sha256(repr([(v.subject, v.passes) for v in judged]).encode()).hexdigest()


def _gate_is_as_it_was(run: Run) -> bool:
    last = runs.latest_finished(run.paths.state)
    return last is not None and last["summary"].get("gate") == gate_hash(run)


def log_nothing_new(run: Run, standing: Build) -> None:
    """Append a run that found nothing to do; what the last one told stays true."""
    last = runs.latest_finished(run.paths.state)
    run_seq = runs.start(run.paths.state, run.command)
    if last is not None:
        runs.add_summary(run.paths.state, run_seq, json.loads(json.dumps(last["summary"])))
    runs.finish(run.paths.state, run_seq, "nothing new", standing.build_seq)
