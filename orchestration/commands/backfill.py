"""`langganan backfill`: read chosen loads again, under their own numbers, and carry on what that changes."""

from __future__ import annotations

from typing import Annotated

import typer

from orchestration.commands import options


def backfill(
    context: typer.Context,
    loads: Annotated[
        list[str], typer.Argument(metavar="LOAD...", help="Numbers (12), ranges (12-15) or entities (pos.receipts).")
    ],
    workspace: options.Workspace = None,
    as_json: options.Json = False,
    debug: options.Debug = False,
) -> None:
    """Land the deliveries of these loads once more, by the declaration of now, in the place of what they held."""
    from orchestration.commands.run import carry_out

    asked = options.of(context, workspace, as_json, debug)
    raise typer.Exit(carry_out(asked, f"backfill {' '.join(loads)}", None, again=tuple(loads)))
