"""`langganan run`: ingest, build, audit, publish, export; or the word that nothing is new."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from orchestration.commands import options
from orchestration.commands.options import Options

if TYPE_CHECKING:
    from orchestration.run import Run


@options.common
def run(
    asked: Options,
    as_of: options.AsOf = None,
) -> None:
    """Bring new deliveries in and write the audience files that may leave."""
    raise typer.Exit(carry_out(asked, "run", options.date_of(as_of)))


def carry_out(
    asked: options.Options,
    command: str,
    as_of: dt.date | None,
    is_first: bool = False,
    replay: str | None = None,
    again: tuple[str, ...] = (),
) -> int:
    """Run, tell of it, and return the exit code.

    `is_first` adds the commands to try next. `replay` is the source and entity whose rows are judged again; `again`
    names loads that are read again.
    """
    from orchestration import house_run, report, summary
    from orchestration.run import prepare
    from orchestration.terminal import console, print_json, stage_progress

    with stage_progress(asked.as_json) as progress:
        run = prepare(asked.workspace, command, as_of, progress)
        if replay is not None:
            run = _replaying(run, replay)
        if again:
            run = _reading_again(run, again)
        outcome = house_run.run_or_stand(run, asked.debug)
    facts = summary.compose(run) | {"outcome": outcome.name, "exit_code": outcome.exit_code}
    if asked.as_json:
        print_json(facts)
    else:
        out = console()
        if outcome.name == "nothing new":
            out.print("Nothing new: the standing verdicts hold.")
        report.show(out, facts)
        if is_first:
            report.next_commands(out, facts)
    return outcome.exit_code


def _replaying(run: Run, named: str) -> Run:
    from orchestration.quarantined_rows import entity_of
    from orchestration.replay import refuse_unless_confined

    entity = entity_of(run, named)
    refuse_unless_confined(run, entity)
    return replace(run, replay=entity)


def _reading_again(run: Run, names: tuple[str, ...]) -> Run:
    from ingestion.relanding import asked_loads

    asked_loads(run.workspace, run.paths, list(names))  # says what is wrong with them before anything begins
    return replace(run, again=names)
