"""One run from the command line: nothing when nothing is new, else the whole job through Dagster, in this process.

What the stages do is in stages.py; how the result is told, in report.py.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace

from ledgers import runs
from orchestration import holds, standing
from orchestration.alerts.telling import tell
from orchestration.run import Run
from workspaces.errors import BusyError


@dataclass(frozen=True)
class Outcome:
    """What came of a run, and what the process should say to its caller."""

    name: str
    exit_code: int


def run_or_stand(run: Run, debug: bool = False) -> Outcome:
    """Run the house, unless everything stands, and tell whom the workspace wants to be told.

    Raises what a stage raised; BusyError when another process writes.
    """
    try:
        outcome = _run_or_stand(run, debug)
    except BusyError:
        raise
    except Exception as error:
        tell(run, error)
        raise
    tell(run)
    return outcome


def _run_or_stand(run: Run, debug: bool) -> Outcome:
    with run.lock():
        clear_scratch(run)
        build = standing.standing_build(run)
        if build is not None:
            standing.log_nothing_new(run, build)
            return Outcome("nothing new", 1 if holds.is_held(run.paths.state, build.build_seq) else 0)
        run = replace(run, run_seq=runs.start(run.paths.state, run.command))
        from orchestration.dagster_run import execute

        try:
            execute(run, debug)
        except Exception as error:
            runs.add_summary(run.paths.state, run.run_seq, {"problem": str(error)})
            runs.finish(run.paths.state, run.run_seq, "failed", None)
            raise
        ended = runs.of_number(run.paths.state, run.run_seq)
    name = str(ended["outcome"]) if ended else "failed"
    return Outcome(name, 0 if name == "published" else 1)


def clear_scratch(run: Run) -> None:
    """Whatever lies there was left by a killed process: this one holds the writer lock."""
    for debris in run.paths.scratch.iterdir():
        if debris.is_dir():
            shutil.rmtree(debris)
        else:
            debris.unlink()
