"""`langganan audience list` and `langganan audience plan`: what an audience would be, before anything leaves."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from orchestration.commands import options
from orchestration.commands.options import Options

app = typer.Typer(name="audience", help="What an audience is, before anything leaves.", no_args_is_help=True)


@app.command("list")
@options.common
def list_audiences(asked: Options) -> None:
    """Show every audience with its people and how many of them may be written to."""
    from rich.markup import escape
    from rich.table import Table

    from orchestration.audiences import published
    from orchestration.run import prepare
    from orchestration.terminal import console, print_json

    run = prepare(asked.workspace, "audience list")
    with published.opened(run) as connection:
        found = published.listed(run, connection)
    if asked.as_json:
        print_json(found)
        return
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    for title, justify in (("audience", "left"), ("people", "right"), ("may be written to", "left"), ("files", "left")):
        table.add_column(title, justify=justify, overflow="fold")  # type: ignore[arg-type]
    for line in found:
        people = "not built" if line["people"] is None else f"{line['people']:,}"
        eligible = ", ".join(f"{channel} {n:,}" for channel, n in line["eligible"].items())
        table.add_row(escape(line["audience"]), people, eligible, ", ".join(line["destinations"]) or "-")
    console().print(table)


@app.command("plan")
@options.common
def plan(
    asked: Options,
    name: Annotated[str, typer.Argument(metavar="NAME", help="An audience, whether a build knows it yet or not.")],
    show_personal_data: options.ShowPersonalData = False,
) -> None:
    """Show size, exclusions, who came and went since the last file, overlap, a sample and the cost of an audience."""
    from orchestration.audiences import offers, published
    from orchestration.audiences import plan as planning
    from orchestration.identity import masking
    from orchestration.run import prepare
    from orchestration.terminal import console, print_json
    from workspaces.settings import DBT_PROJECT

    run = prepare(asked.workspace, "audience plan")
    audience = published.asked(run, name)
    with published.opened(run) as connection:
        facts = planning.plan(
            connection,
            audience,
            published.words(run, audience.definition),
            DBT_PROJECT / "models/eligibility",
            str if show_personal_data else masking.name,
        )
        facts["offer"] = offers.given(connection, name, offers.offer_of(run.workspace, name, audience.meta))
    keys = ("title", "story", "purpose", "channels", "cadence", "once_per", "expires_after", "must_hold")
    facts = {"audience": name, **{key: audience.meta.get(key) for key in keys}, **facts}
    if asked.as_json:
        print_json(facts)
    else:
        _show(console(), facts)


def _show(out: Any, facts: dict[str, Any]) -> None:
    from rich.markup import escape

    def section(title: str, lines: list[str]) -> None:
        out.print(f"\n[bold]{title}[/]")
        for line in lines or ["none"]:
            out.print(f"  {escape(line)}", soft_wrap=True)

    out.print(f"[bold]{escape(facts['title'])}[/]  {facts['size']:,} people")
    out.print(f"  {escape(facts['story'] or '')}", soft_wrap=True)
    once = facts["once_per"]
    each = f"{once['days']} days" if isinstance(once, dict) else once
    out.print(f"  {facts['cadence']}, once per {each}, expires after {facts['expires_after']}")
    section("Who may be written to", [_exclusion(line, facts["size"]) for line in facts["exclusions"]])
    if offer := facts["offer"]:
        below = f"; {offer['below_floor']:,} have none, for its margin floor" if offer["below_floor"] else ""
        section("Offer", [f"{offer['offer']}: {offer['with_code']:,} of {offer['people']:,} have a code{below}"])
    section("Since the last build", [_since_build(facts["since_build"])])
    section("Since the last file", [_since(line) for line in facts["since_export"]])
    section("Also in", [f"{name}: {people:,}" for name, people in facts["overlap"].items()])
    section("Sample", [", ".join(f"{k} {v}" for k, v in row.items()) for row in facts["sample"]])
    cost = facts["cost"]
    read = ", ".join(f"{table} {rows:,} rows" for table, rows in cost["tables_read"].items())
    section("Cost", [f"{cost['choosing_seconds']} s to choose, {cost['deciding_seconds']} s to decide; reads {read}"])


def _exclusion(line: dict[str, Any], size: int) -> str:
    told = ", ".join(f"{n:,} {reason.replace('_', ' ')}" for reason, n in line["excluded"].items())
    return f"{line['channel']}: {line['eligible']:,} of {size:,}" + (f"; left out: {told}" if told else "")


def _since_build(line: dict[str, Any]) -> str:
    return f"{line['built']:,} were in it, {line['entrants']:,} come, {line['leavers']:,} go"


def _since(line: dict[str, Any]) -> str:
    if line["exported"] is None:
        return f"{line['destination']}: no file stands"
    return f"{line['destination']}: {line['exported']:,} in it, {line['entrants']:,} came, {line['leavers']:,} went"
