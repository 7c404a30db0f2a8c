"""The conditions that an audience declares (`must_hold`), as expectations.

They are asked of its eligible rows, and again of the people in its written files. Each is SQL on customer_360 and true
for every member; unknown counts as false.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from audit.filling import literal

Declared = dict[str, Any]
"""An expectation as a suite's file would declare it, without its type."""

PEOPLE = (
    "select line.export, export.audience, member.customer_id from (select * from {batch}) as line"
    " inner join written.main.members as member on line.export = member.export and line.position = member.position"
    " inner join written.main.exports as export on line.export = export.export where line.kind = 'full'"
)


def of_audience(audience: str, meta: Mapping[str, Any]) -> list[Declared]:
    """One expectation per condition, in the suite of audiences."""
    return [
        {
            "name": f"must_hold_{number}",
            "kwargs": {
                "unexpected_rows_query": "select member.audience from (select * from {batch}) as member"
                f" where member.audience = '{audience}' and {_does_not_hold(condition)}"
            },
            "fault": f"a member for whom this does not hold: {condition}",
            "audience": audience,
        }
        for number, condition in enumerate(meta.get("must_hold", ()), start=1)
    ]


def of_exports(audiences: Mapping[str, Mapping[str, Any]]) -> list[Declared]:
    """One expectation for all conditions of all these audiences, in the suite of written files; none without any."""
    asked = [
        f"select member.export from people as member where member.audience = '{audience}'"
        f" and {_does_not_hold(condition)}"
        for audience, meta in sorted(audiences.items())
        for condition in meta.get("must_hold", ())
    ]
    if not asked:
        return []
    query = f"with people as ({PEOPLE}) {' union all '.join(asked)}"
    fault = "a person in a written file for whom a condition of the audience (must_hold) does not hold"
    return [{"name": "must_hold", "kwargs": {"unexpected_rows_query": query}, "fault": fault}]


def _does_not_hold(condition: str) -> str:
    return (
        "not exists (select 1 from marts.customer_360 as customer_360"
        f" where customer_360.customer_id = member.customer_id and ({literal(condition)}))"
    )
