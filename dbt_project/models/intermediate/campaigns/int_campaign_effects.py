"""One row per campaign_kind, campaign_id, dimension, segment and outcome: what the treated did more than the held out.

Thin: who is in which arm and what counts is decided in SQL, the statistics are in `estimators.uplift`.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby
from typing import Any

import pyarrow as pa

from estimators.uplift import Arm, arm_of_sums, compare

KEYS = ("campaign_kind", "campaign_id", "dimension", "segment", "outcome")
NUMBERS = (
    *("uplift", "uplift_low", "uplift_high", "p_value", "relative_uplift", "sample_ratio_p_value"),
    *("cuped_uplift", "cuped_low", "cuped_high", "cuped_p_value"),
)
SCHEMA = pa.schema(
    [pa.field(key, pa.string()) for key in KEYS]
    + [pa.field(name, pa.float64()) for name in NUMBERS]
    + [pa.field("people_needed_more", pa.int64())]
)
Row = dict[str, Any]


def effects(arms: list[Row], confidence: float, power: float) -> list[tuple[Any, ...]]:
    """The effects of every campaign part in which both arms have two people or more; `arms` in order of KEYS."""
    found = []
    for key, rows in groupby(arms, key=lambda row: tuple(row[k] for k in KEYS)):
        sides = {row["arm"]: row for row in rows}
        if len(sides) == 2 and min(row["people"] for row in sides.values()) > 1:
            treated, control = _arm(sides["treated"]), _arm(sides["control"])
            answer = compare(treated, control, _treated_share(sides), confidence, power)
            numbers = (
                *(answer.plain.difference, answer.plain.low, answer.plain.high, answer.plain.p_value),
                *(answer.plain.relative, answer.sample_ratio_p_value),
                *(answer.adjusted.difference, answer.adjusted.low, answer.adjusted.high, answer.adjusted.p_value),
            )
            found.append((*key, *numbers, answer.people_needed_more))
    return found


def _arm(row: Row) -> Arm:
    sums = (row[name] for name in ("total", "total_squared", "before_total", "before_squared", "shared_total"))
    return arm_of_sums(int(row["people"]), *(Decimal(value) for value in sums))


def _treated_share(sides: dict[str, Row]) -> float | None:
    """The share that was meant to be treated; None where the tool did not say."""
    if any(row["control_share_sum"] is None for row in sides.values()):
        return None
    people = sum(int(row["people"]) for row in sides.values())
    return 1.0 - float(sum(Decimal(row["control_share_sum"]) for row in sides.values()) / people)


def model(dbt: Any, session: Any) -> pa.Table:  # noqa: ARG001 (dbt passes both)
    """Of the sums of every arm."""
    dbt.config(materialized="table")
    told = dbt.config.get("meta")
    relation = dbt.ref("int_campaign_arms")
    rows = relation.order(", ".join((*KEYS, "arm"))).fetchall()
    arms = [dict(zip(relation.columns, row, strict=True)) for row in rows]
    found = effects(arms, float(told["confidence"]), float(told["power"]))
    columns = list(zip(*found, strict=True)) or [()] * len(SCHEMA)
    return pa.table(
        [pa.array(column, field.type) for column, field in zip(columns, SCHEMA, strict=True)], schema=SCHEMA
    )
