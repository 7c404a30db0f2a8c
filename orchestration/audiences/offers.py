"""What commands ask of the last published build about offers: their sums, and whom an audience gives a code.

No code is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import duckdb

from orchestration.audiences.plan import DATABASE
from orchestration.audiences.published import metas
from orchestration.run import Run
from workspaces.configuration import Workspace
from workspaces.offers import BY_TREATMENT

Row = dict[str, Any]


def offer_of(workspace: Workspace, name: str, meta: Mapping[str, Any]) -> str | None:
    """The offer that an audience names, by the workspace or by its own meta."""
    choice = workspace.audiences.get(name)
    told = (choice.offer if choice else None) or meta.get("offer")
    return str(told) if told else None


def listed(run: Run, connection: duckdb.DuckDBPyConnection) -> list[Row]:
    """A row per offer, as elg_offers has it, with the audiences that name it; amounts as numbers."""
    by = {name: offer_of(run.workspace, name, meta) for name, meta in metas(run).items()}
    treated = {rule.offer for rule in run.workspace.treatments}
    found = connection.execute(f"select * from {DATABASE}.eligibility.elg_offers order by offer")
    columns = [column for column, *_ in found.description]
    rows = [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
    return [
        {
            **{k: float(v) if isinstance(v, Decimal) else v for k, v in row.items()},
            "audiences": [
                name
                for name, offer in by.items()
                if offer == row["offer"] or (offer == BY_TREATMENT and row["offer"] in treated)
            ],
        }
        for row in rows
    ]


def given(connection: duckdb.DuckDBPyConnection, name: str, offer: str | None) -> Row | None:
    """Of an audience that names an offer: how many of those who may be written to have a code, by the last build."""
    if offer is None:
        return None
    found = connection.execute(
        f"select count(*), count(*) filter (where held.customer_id is not null),"
        f" count(*) filter (where held.customer_id is null and not people.is_above_floor)"
        f" from {DATABASE}.eligibility.elg_offer_people as people left join"
        f" (select * from {DATABASE}.eligibility.elg_vouchers where is_current) as held"
        f" on people.offer = held.offer and people.customer_id = held.customer_id where people.audience = ?",
        [name],
    ).fetchone()
    people, with_code, below_floor = found or (0, 0, 0)
    return {"offer": offer, "people": people, "with_code": with_code, "below_floor": below_floor}
