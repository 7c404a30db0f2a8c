"""`langganan quarantine`: which rows were set aside and why, what stood in them, and a second judgement."""

from __future__ import annotations

from typing import Annotated

import typer

from orchestration.commands import options
from orchestration.commands.options import Options

app = typer.Typer(
    name="quarantine",
    help="Rows that were set aside: how many, which, and a second judgement.",
    invoke_without_command=True,
)

Named = Annotated[str, typer.Argument(metavar="SOURCE.ENTITY", help="A source and entity of the workspace.")]


@app.callback()
def quarantine(
    context: typer.Context,
    workspace: options.Workspace = None,
    as_json: options.Json = False,
    debug: options.Debug = False,
) -> None:
    """Count the rows that the last audited build set aside, and why."""
    asked = options.of(context, workspace, as_json, debug)
    context.obj = asked
    if context.invoked_subcommand is not None:
        return
    from rich.markup import escape
    from rich.table import Table

    from ledgers import runs
    from orchestration.run import prepare
    from orchestration.terminal import console, print_json

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
    out.print("[dim]A row with two reasons counts under both. `langganan quarantine rows SOURCE.ENTITY` shows them.[/]")


@app.command("rows")
@options.common
def rows(
    asked: Options,
    named: Named,
    reason: Annotated[str, typer.Option("--reason", help="Only rows with a reason that contains this.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many rows to show.")] = 20,
    show_personal_data: options.ShowPersonalData = False,
) -> None:
    """Show rows that were set aside, as they were delivered, with every reason, their file, line and load."""
    from dataclasses import asdict

    from rich.markup import escape

    from orchestration.quarantined_rows import entity_of, quarantined_rows
    from orchestration.run import prepare
    from orchestration.terminal import console, print_json

    run = prepare(asked.workspace, "quarantine rows")
    found = quarantined_rows(run, entity_of(run, named), reason, limit, show_personal_data)
    if asked.as_json:
        print_json([asdict(row) for row in found])
        return
    out = console()
    if not found:
        out.print("No such row is set aside.")
    for row in found:
        out.print(f"[bold]{escape(row.delivery)}[/], line {row.line}, load {row.load_seq}, {row.delivered_at}")
        for told in row.reasons:
            out.print(f"  [yellow]{escape(told)}[/]", soft_wrap=True)
        for name, value in row.text.items():
            out.print(f"  {escape(name)}: {'' if value is None else escape(str(value))}", soft_wrap=True)
    if found and not show_personal_data:
        out.print("[dim]Personal values are masked; --show-personal-data shows them.[/]")


@app.command("replay")
@options.common
def replay(
    asked: Options,
    named: Named,
) -> None:
    """Judge all rows of an entity again after its rules or mapping changed, and carry on what that changes."""
    from orchestration.commands.run import carry_out

    raise typer.Exit(carry_out(asked, f"quarantine replay {named}", None, replay=named))
