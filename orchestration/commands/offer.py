"""`langganan offer list`: the codes of each offer, what became of them, and what they cost and brought."""

from __future__ import annotations

from typing import Any

import typer

from orchestration.commands import options
from orchestration.commands.options import Options

app = typer.Typer(name="offer", help="Offers and their voucher codes.", no_args_is_help=True)

MISUSES = {
    "redeemed_late_count": "used late",
    "redeemed_early_count": "used early",
    "redeemed_below_minimum_count": "used below the minimum",
    "redeemed_by_another_count": "used by somebody else",
    "reused_count": "used more than once",
    "unknown_code_count": "orders with a code that was given to nobody",
    "withheld_count": "people without a code, for the margin floor",
}


@app.command("list")
@options.common
def list_offers(asked: Options) -> None:
    """Show each offer with the codes given, redeemed and expired, their cost and margin, as of the last build."""
    from orchestration.audiences import offers, published
    from orchestration.run import prepare
    from orchestration.terminal import console, print_json

    run = prepare(asked.workspace, "offer list")
    with published.opened(run) as connection:
        found = offers.listed(run, connection)
    if asked.as_json:
        print_json(found)
    else:
        _show(console(), found, run.workspace.currency)


def _show(out: Any, found: list[dict[str, Any]], currency: str) -> None:
    from rich.markup import escape
    from rich.table import Table

    if not found:
        out.print("The workspace declares no offers (docs/offers.md).")
        return
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    table.add_column("offer", overflow="fold")
    for title in ("given", "in a file", "open", "redeemed", "expired", f"cost, {currency}", "revenue", "margin"):
        table.add_column(title, justify="right")
    for line in found:
        codes = [line[f"{kind}_count"] for kind in ("issued", "told", "open", "redeemed", "expired")]
        amounts = [line["cost_amount"], line["net_revenue"], line["margin"]]
        told = [f"{n:,}" for n in codes] + ["unknown" if a is None else f"{a:,.0f}" for a in amounts]
        table.add_row(escape(line["offer"]), *told)
    out.print(table)
    for line in found:
        name = escape(line["offer"])
        told = [f"{line[column]:,} {words}" for column, words in MISUSES.items() if line[column]]
        who = ", ".join(line["audiences"]) or "no audience"
        out.print(f"{name}: {escape(line['title'])}, given by {who}" + "".join(f"; {t}" for t in told), soft_wrap=True)
