"""One row per model and parameter: the fits of the purchase process and of spend, over distinct histories.

Thin: which histories there are is decided in SQL, the mathematics is in `estimators`. Time is in weeks.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyarrow as pa

from estimators import lifetime
from estimators.histories import Histories

PARAMETERS = {"bg_nbd": "r alpha a b", "mbg_nbd": "r alpha a b", "gamma_gamma": "p q gamma"}
SCHEMA = pa.schema(
    [
        ("model", pa.string()),
        ("parameter", pa.string()),
        ("estimate", pa.float64()),
        ("standard_error", pa.float64()),
        ("log_likelihood", pa.float64()),
        ("customer_count", pa.int64()),
        ("repeat_buyer_count", pa.int64()),
        ("fit_status", pa.string()),
        ("is_chosen", pa.bool_()),
    ]
)


def rows_of(counts: dict[str, Any], spent: dict[str, Any], repeat_buyers_min: int) -> list[tuple[Any, ...]]:
    """The rows of all fits; none where nobody bought anything."""
    if not counts["people"].size:
        return []
    repeats, span, observed, people = (
        counts[name].astype(float)
        for name in ("repeat_purchase_count", "purchase_span_days", "observed_days", "people")
    )
    histories = Histories(repeats, span / 7.0, observed / 7.0, people)
    processes = lifetime.fit_processes(histories, repeat_buyers_min)
    purchases, amount, spenders = (
        spent[name].astype(float) for name in ("repeat_purchase_count", "repeat_net_amount", "people")
    )
    worth = lifetime.fit_spend(purchases, amount / np.maximum(purchases, 1.0), spenders, repeat_buyers_min)
    chosen = lifetime.choose(processes)
    totals = (int(people.sum()), lifetime.repeat_buyers(histories))
    return [
        (
            model,
            parameter,
            None if fitted is None else float(getattr(fitted, parameter)),
            None if fitted is None or math.isnan(fitted.standard_errors[i]) else fitted.standard_errors[i],
            None if fitted is None else fitted.log_likelihood,
            *totals,
            lifetime.fit_status(fitted),
            fitted is chosen is not None or (model == "gamma_gamma" and lifetime.fit_status(fitted) == "fitted"),
        )
        for model, fitted in ({**processes, "gamma_gamma": worth}).items()
        for i, parameter in enumerate(PARAMETERS[model].split())
    ]


def model(dbt: Any, session: Any) -> pa.Table:  # noqa: ARG001 (dbt passes both)
    """Of the histories as of as_of."""
    dbt.config(materialized="table")
    counts = dbt.ref("int_purchase_history_counts").filter("span = 'as_of'").fetchnumpy()
    spent = dbt.ref("int_spend_counts").fetchnumpy()
    repeat_buyers_min = dbt.config.get("meta")["repeat_buyers_min"]
    rows = rows_of(counts, spent, int(repeat_buyers_min))
    columns = list(zip(*rows, strict=True)) or [()] * len(SCHEMA)
    return pa.table(
        [pa.array(column, field.type) for column, field in zip(columns, SCHEMA, strict=True)], schema=SCHEMA
    )
