"""`langganan segment explain`: why a person is, or is not, in each segment and audience."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from orchestration.commands import options
from orchestration.commands.options import Options

app = typer.Typer(name="segment", help="Who is in what, and why.", no_args_is_help=True)
HOLDS = {True: "yes", False: "no", None: "unknown"}


@app.command("explain")
@options.common
def explain(
    asked: Options,
    person: Annotated[
        str,
        typer.Argument(
            metavar="ID-OR-EMAIL-OR-PHONE",
            help="A present or former customer id, an e-mail address, a telephone number or a record id.",
        ),
    ],
    audience: Annotated[str | None, typer.Option("--audience", "-a", help="One audience alone.")] = None,
    show_personal_data: options.ShowPersonalData = False,
) -> None:
    """Show a person's segments with what decided them, and each audience's conditions, met or not."""
    from orchestration.audiences import published
    from orchestration.audiences.model import refresh
    from orchestration.identity import contact
    from orchestration.identity import person as people
    from orchestration.run import prepare
    from orchestration.terminal import console, print_json
    from workspaces.errors import ConfigurationError
    from workspaces.settings import DBT_PROJECT

    run = prepare(asked.workspace, "segment explain")
    refresh(DBT_PROJECT)
    known = published.metas(run)
    if audience is not None and audience not in known:
        raise ConfigurationError(f"There is no audience {audience!r}.", f"There are: {', '.join(known)}.")
    with people.last_build(run.paths) as connection:
        customer_id = people.find(connection, contact.read(person, run.workspace.phone_region))
    with published.opened(run) as connection:
        facts = {
            "customer_id": customer_id,
            "segments": [] if audience else published.segments_of(connection, customer_id),
            "audiences": [
                a for a in published.audiences_of(run, connection, customer_id) if audience in (None, a["audience"])
            ],
        }
    if not show_personal_data:
        _mask(facts)
    if asked.as_json:
        print_json(facts)
    else:
        _show(console(), facts)


def _mask(facts: dict[str, Any]) -> None:
    """Star out what a condition saw of a personal column."""
    from orchestration.identity import masking

    kinds = {"birth_date": "date", "email": "email", "phone": "phone", "gender": "handle"}
    for audience in facts["audiences"]:
        for line in audience["conditions"]:
            kind = kinds.get(line["condition"].split(" ")[0])
            if kind and line["value"] is not None:
                line["value"] = masking.mask(kind, str(line["value"]))
    for segment in facts["segments"]:
        if segment["dimension"] == "gender":
            segment["segment"] = masking.mask("handle", segment["segment"])
            for key in ("rule_values_then", "rule_values_now"):
                segment[key] = {k: v and masking.mask("handle", str(v)) for k, v in (segment[key] or {}).items()}


def _show(out: Any, facts: dict[str, Any]) -> None:
    from rich.markup import escape

    out.print(f"[bold]{facts['customer_id']}[/]")
    if facts["segments"]:
        out.print("\n[bold]Segments[/]")
    for line in facts["segments"]:
        since = f", since {str(line['entered_at'])[:10]}" if line["entered_at"] else ""
        out.print(f"  {line['dimension']}: [bold]{escape(line['segment'])}[/]{since}  {escape(_values(line))}")
        out.print(f"    [dim]{escape(line['definition'] or '')}[/]", soft_wrap=True)
    out.print("\n[bold]Audiences[/]")
    for line in facts["audiences"]:
        since = f", since {str(line['entered_at'])[:10]}" if line["entered_at"] else ""
        out.print(f"  {escape(line['audience'])}: [bold]{'in' if line['is_in'] else 'not in'}[/]{since}")
        for condition in line["conditions"]:
            value = "" if condition["value"] is None else f" ({condition['value']})"
            indent = "    " + "  " * condition["depth"]
            out.print(f"{indent}{HOLDS[condition['holds']]:<8}{escape(condition['condition'] + value)}", soft_wrap=True)


def _values(line: dict[str, Any]) -> str:
    now = line["rule_values_now"] or {}
    return ", ".join(f"{k} {v}" for k, v in now.items())
