"""One row per repeat_purchase_count, purchase_span_days and observed_days: what the chosen fit foretells of a history.

Thin: the fit is `int_lifetime_fits`, the formulas are in `estimators`, people are joined in SQL.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyarrow as pa

from estimators import purchase_forecast
from estimators.histories import Histories
from estimators.purchase_process import PurchaseProcess

HISTORY = ("repeat_purchase_count", "purchase_span_days", "observed_days")
HORIZONS = (30, 90, 365)
STEPS = np.array([*range(30, 361, 30), 365], float)
"""Days by which purchases are discounted: a month at a time."""


def scores_of(
    counts: dict[str, Any], process: PurchaseProcess | None, discount_rate_annual: float
) -> dict[str, np.ndarray[Any, Any]]:
    """Column -> values, shape (n,); without a process nobody is scored."""
    if process is None or not counts["people"].size:
        counts, process = {name: values[:0] for name, values in counts.items()}, None
    found: dict[str, np.ndarray[Any, Any]] = {name: counts[name].astype(np.int64) for name in HISTORY}
    if process is None:
        empty = np.zeros(0)
        names = [f"{what}_{days}d" for what in ("expected_purchases", "discounted_purchases") for days in HORIZONS]
        return found | dict.fromkeys(["probability_alive", *names], empty)
    repeats, span, observed, people = (counts[name].astype(float) for name in (*HISTORY, "people"))
    histories = Histories(repeats, span / 7.0, observed / 7.0, people)
    rate = math.log1p(discount_rate_annual) / (365.0 / 7.0)
    at = [int(np.flatnonzero(days == STEPS)[0]) for days in HORIZONS]
    expected = purchase_forecast.expected_purchases_by(process, histories, STEPS / 7.0)
    discounted = purchase_forecast.discounted(expected, STEPS / 7.0, rate)
    found["probability_alive"] = purchase_forecast.probability_alive(process, histories)
    for what, values in (("expected_purchases", expected), ("discounted_purchases", discounted)):
        found |= {f"{what}_{days}d": values[i] for days, i in zip(HORIZONS, at, strict=True)}
    return found


def model(dbt: Any, session: Any) -> pa.Table:  # noqa: ARG001 (dbt passes both)
    """Of the histories as of as_of, by the chosen purchase process."""
    dbt.config(materialized="table")
    counts = dbt.ref("int_purchase_history_counts").filter("span = 'as_of'").fetchnumpy()
    chosen = dbt.ref("int_lifetime_fits").filter("is_chosen and model <> 'gamma_gamma'").fetchall()
    estimates = {parameter: estimate for _, parameter, estimate, *_ in chosen}
    process = None
    if chosen:
        nothing = (math.nan,) * 4
        process = PurchaseProcess(
            chosen[0][0],
            **estimates,
            log_likelihood=chosen[0][4],
            converged=True,
            at_boundary=False,
            standard_errors=nothing,
        )
    discount_rate_annual = dbt.config.get("meta")["discount_rate_annual"]
    return pa.table(scores_of(counts, process, float(discount_rate_annual)))
