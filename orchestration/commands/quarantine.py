"""`langganan quarantine`: how many rows were set aside, by source, entity and reason."""

from __future__ import annotations

import typer

from orchestration.commands import options


def quarantine(
    context: typer.Context,
    workspace: options.Workspace = None,
    as_json: options.Json = False,
    debug: options.Debug = False,
) -> None:
    """Count the rows that the last audited build set aside, and why."""
    from rich.markup import escape
    from rich.table import Table

    from ledgers import runs
    from orchestration.run import prepare
    from orchestration.terminal import console, print_json

    asked = options.of(context, workspace, as_json, debug)
    measured = runs.latest_measured(prepare(asked.workspace, "quarantine").paths.state)
    found = measured["summary"]["quarantine"] if measured else []
    if asked.as_json:
        print_json(found)
        return
    out = console()
    if not found:
        out.print("No row is set aside." if measured else "Nothing was built yet. Run `langganan run`.")
        return
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    for title in ("source", "entity", "reason"):
        table.add_column(title)
    table.add_column("rows", justify="right")
    for line in found:
        table.add_row(line["source"], line["entity"], escape(line["reason"]), f"{line['rows']:,}")
    out.print(table)
    out.print("[dim]A row with two reasons counts under both. The raw text stands in raw/, by load and line.[/]")
