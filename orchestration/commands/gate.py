"""`langganan gate`: what may leave, an approval that is signed and expires, and the record of both."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from orchestration.commands import options
from orchestration.commands.options import Options

app = typer.Typer(name="gate", help="What may leave and why not; approve it, see who did.", no_args_is_help=True)

MARKS = {"pass": "[green]pass[/]", "pass with override": "[cyan]pass with override[/]", "hold": "[yellow]hold[/]"}
APPROVABLE = {True: "may be approved", False: "nobody may approve this"}


@app.command("status")
@options.common
def status(asked: Options) -> None:
    """Show each verdict of the last build, and which of its reasons may be approved."""
    from rich.markup import escape

    from orchestration.gate import facts
    from orchestration.run import prepare
    from orchestration.terminal import console, print_json

    told = facts.status(prepare(asked.workspace, "gate status"))
    if asked.as_json:
        print_json(told)
        return
    out = console()
    if not told["subjects"]:
        out.print("Nothing was audited yet. Run `langganan run`.")
    for subject in told["subjects"]:
        out.print(f"{escape(subject['subject']):<32} {MARKS[subject['verdict']]}{_rows(subject)}")
        for override in subject["overrides"]:
            out.print(f"  {_said(override)}", markup=False)
        for reason in subject["reasons"]:
            mark = "approved" if subject["overrides"] else APPROVABLE[bool(reason["may_be_approved"])]
            out.print(f"  {reason['reason']} ({mark})", markup=False)


@app.command("approve")
@options.common
def approve(
    asked: Options,
    audience: Annotated[str, typer.Argument(help="A held audience, or `publication`.")],
    reason: Annotated[str, typer.Option("--reason", help="Why it may leave all the same.")],
    until: Annotated[str, typer.Option("--until", help="The last date on which it may, or a moment.", metavar="DATE")],
    who: Annotated[str, typer.Option("--who", help="Who decides; your login name when left out.")] = "",
) -> None:
    """Let a held audience pass until a date: for the faults it has now, and no other."""
    from orchestration.gate import approving, facts
    from orchestration.run import prepare
    from orchestration.terminal import console, print_json

    run = prepare(asked.workspace, f"gate approve {audience}")
    approval = approving.approve(run, audience, reason, until, who)
    told = facts.approval(approval)
    if asked.as_json:
        print_json(told)
        return
    out = console()
    out.print(f"{audience} may leave. {_said(told)}", markup=False)
    for fault in told["faults"]:
        out.print(f"  {fault}", markup=False)
    next_command = "run" if audience == "publication" else f"export {audience}"
    out.print(f"Write it with `langganan {next_command}`; any other fault holds it again.")


@app.command("history")
@options.common
def history(
    asked: Options,
    audience: Annotated[str | None, typer.Argument(help="One audience, or `publication`; all when left out.")] = None,
) -> None:
    """Show every approval and every verdict, newest first."""
    from orchestration.gate import facts
    from orchestration.run import prepare
    from orchestration.terminal import console, print_json

    told = facts.history(prepare(asked.workspace, "gate history"), audience)
    if asked.as_json:
        print_json(told)
        return
    out = console()
    for approval in told["approvals"]:
        out.print(f"{_moment(approval['approved_at'])}  {approval['subject']}: {_said(approval)}", markup=False)
        for fault in approval["faults"]:
            out.print(f"    {fault}", markup=False)
    for verdict in told["verdicts"]:
        held = f": {' '.join(verdict['reasons'])}" if verdict["reasons"] else ""
        out.print(
            f"{_moment(verdict['recorded_at'])}  build {verdict['build_seq']}, audit {verdict['attempt']}"
            f"  {verdict['subject']}"
            f"  {verdict['verdict']}{_rows(verdict)}{held}",
            markup=False,
        )
    if not told["verdicts"]:
        out.print("No verdict is on record.")


def _said(approval: dict[str, Any]) -> str:
    signed = approval["approved_by"]
    if approval["account"] != signed:
        signed += f" (account {approval['account']})"
    return (
        f"Approved by {signed} on {_moment(approval['approved_at'])} until {_moment(approval['expires_at'])} UTC"
        f" ({approval['state']}): {approval['reason']}"
    )


def _moment(written: str) -> str:
    return written[:16].replace("T", " ")


def _rows(told: dict[str, Any]) -> str:
    """Of an audience: contact points that may be written to. The publication has none of its own."""
    if told["subject"] == "publication":
        return ""
    return f"  {told['rows']:,} {'row' if told['rows'] == 1 else 'rows'}"
