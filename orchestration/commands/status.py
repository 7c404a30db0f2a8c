"""`langganan status`: where a workspace stands, from the ledgers, in under a second."""

from __future__ import annotations

from orchestration.commands import options
from orchestration.commands.options import Options


@options.common
def status(asked: Options) -> None:
    """Show the last run, the audiences and their files, and what is held."""
    from orchestration import lock, report, summary
    from orchestration.run import prepare
    from orchestration.terminal import console, print_json

    run = prepare(asked.workspace, "status")
    facts = summary.compose(run) | {"busy": lock.holder(run.paths.lock)}
    if asked.as_json:
        print_json(facts)
        return
    out = console()
    report.show(out, facts)
    if last := facts["last_run"]:
        outcome = last["outcome"] or ("running" if facts["busy"] else "interrupted")
        out.print(f"\nLast run: {last['command']}, {last['started_at'][:16].replace('T', ' ')} UTC, {outcome}")
    if facts["busy"]:
        out.print(f"Being written by {facts['busy']}")
