"""`langganan backfill`: read chosen loads again, under their own numbers, and carry on what that changes."""

from __future__ import annotations

from typing import Annotated

import typer

from orchestration.commands import options
from orchestration.commands.options import Options


@options.common
def backfill(
    asked: Options,
    loads: Annotated[
        list[str], typer.Argument(metavar="LOAD...", help="Numbers (12), ranges (12-15) or entities (pos.receipts).")
    ],
    is_list: Annotated[bool, typer.Option("--list", help="Only list these loads.")] = False,
) -> None:
    """Land the deliveries of these loads once more, by the declaration of now, in the place of what they held."""
    from orchestration.commands.run import carry_out

    if is_list:
        _list(asked, loads)
        return
    raise typer.Exit(carry_out(asked, f"backfill {' '.join(loads)}", None, again=tuple(loads)))


def _list(asked: options.Options, names: list[str]) -> None:
    from dataclasses import asdict

    from rich.markup import escape

    from ingestion.relanding import asked_loads
    from orchestration.run import prepare
    from orchestration.terminal import console, print_json

    run = prepare(asked.workspace, "backfill")
    found = asked_loads(run.workspace, run.paths, names)
    if asked.as_json:
        print_json([{k: v for k, v in asdict(load).items() if k not in ("columns", "declaration")} for load in found])
        return
    for load in found:
        told = f"{load.load_seq:>6}  {load.delivered_at[:16]}  {load.row_count:>9,} rows  {load.delivery}"
        console().print(escape("; ".join((told, *load.warnings))), soft_wrap=True)
