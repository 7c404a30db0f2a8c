"""`langganan campaign`: say which exported file was sent, and see what was."""

from __future__ import annotations

from typing import Annotated

import typer

from orchestration.commands import options
from orchestration.commands.options import Options

app = typer.Typer(name="campaign", help="Which exported files were sent, and when.", no_args_is_help=True)


@app.command("sent")
@options.common
def sent(
    asked: Options,
    export_id: Annotated[str, typer.Argument(help="The export's id, or the eight signs in its file's name.")],
    at: Annotated[str, typer.Option("--at", help="When the tool sent it, in the workspace's time.", metavar="TIME")],
    count: Annotated[
        int | None,
        typer.Option("--count", help="Messages sent; the file's rows when left out; 0 takes a mark back."),
    ] = None,
    campaign: Annotated[
        str, typer.Option("--campaign", help="The tool's own campaign id, by which openings and clicks are found.")
    ] = "",
    who: Annotated[str, typer.Option("--who", help="Who says so; your login name when left out.")] = "",
) -> None:
    """Mark an export as sent: caps and measurement count sends, not files. The next run takes it in."""
    from dataclasses import asdict

    from orchestration.campaigns import sending
    from orchestration.run import prepare
    from orchestration.terminal import console, print_json

    line = sending.mark_sent(prepare(asked.workspace, "campaign sent"), export_id, at, count, campaign, who)
    if asked.as_json:
        print_json(asdict(line))
        return
    told = f"{line.sent_count:,} messages" if line.sent_count else "taken back"
    console().print(
        f"{line.audience} for {line.destination} ({line.export_id}), sent {_moment(line.sent_at)} UTC: {told}."
        " The next `langganan run` measures with it.",
        markup=False,
        soft_wrap=True,
    )


@app.command("list")
@options.common
def list_campaigns(asked: Options) -> None:
    """Show every export that was written, and when it was sent."""
    from orchestration.campaigns import sending
    from orchestration.run import prepare
    from orchestration.terminal import console, print_json

    found = sending.listed(prepare(asked.workspace, "campaign list"))
    if asked.as_json:
        print_json(found)
        return
    out = console()
    for line in found:
        sends = "; ".join(f"sent {_moment(s['sent_at'])} UTC, {s['sent']:,} messages" for s in line["sends"])
        out.print(
            f"{line['export_id']}  {line['audience']} for {line['destination']} of {line['as_of']},"
            f" {line['rows']:,} rows:"
            f" {sends or 'not marked as sent'}",
            markup=False,
            soft_wrap=True,
        )
    if not found:
        out.print("No file was exported yet.")


def _moment(written: str) -> str:
    return written[:16].replace("T", " ")
