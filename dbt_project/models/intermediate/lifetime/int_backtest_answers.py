"""One row per calibration_end_date and method: how well each method foretells the holdout, where that is to be asked.

Thin: the mathematics is in `estimators`, int_lifetime_backtests keeps the answers. Asked when the calibration month
is a new one, when what is known of its histories has changed, or when everything is rebuilt; else there is no row.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pyarrow as pa

from estimators import lifetime
from estimators.histories import Histories

HISTORY = ("repeat_purchase_count", "purchase_span_days", "observed_days", "holdout_purchase_count", "people")
SCHEMA = pa.schema(
    [
        ("calibration_end_date", pa.date32()),
        ("holdout_days", pa.int32()),
        ("method", pa.string()),
        ("is_model", pa.bool_()),
        ("customer_count", pa.int64()),
        ("actual_purchase_count", pa.int64()),
        ("expected_purchase_count", pa.float64()),
        ("root_mean_squared_error", pa.float64()),
        ("is_best", pa.bool_()),
        ("histories_digest", pa.string()),
    ]
)


def digest_of(counts: dict[str, Any], holdout_days: int) -> str:
    """SHA-256 of the histories, whatever their order, and of what followed them in so many days."""
    columns = np.stack([counts[name].astype(np.int64) for name in HISTORY])
    in_order = np.ascontiguousarray(columns[:, np.lexsort(columns[::-1])])
    return hashlib.sha256(f"{holdout_days} ".encode() + in_order.tobytes()).hexdigest()


def rows_of(counts: dict[str, Any], holdout_days: int, repeat_buyers_min: int) -> list[tuple[Any, ...]]:
    """method, is_model, customer_count, actual, expected, error, is_best; nothing where nobody was known by then."""
    if not counts["people"].size:
        return []
    repeats, span, observed, bought, people = (counts[name].astype(float) for name in HISTORY)
    # A history stands once for each count of purchases that followed it; fitting does not mind.
    order = np.lexsort((bought, people, observed, span, repeats))
    histories = Histories(repeats[order], span[order] / 7.0, observed[order] / 7.0, people[order])
    process = lifetime.choose(lifetime.fit_processes(histories, repeat_buyers_min))
    forecasts = lifetime.backtest(histories, bought[order], holdout_days / 7.0, process)
    best = min(forecasts, key=lambda forecast: forecast.root_mean_squared_error)
    return [
        (
            forecast.method,
            process is not None and forecast.method == process.model,
            int(people.sum()),
            int((people * bought).sum()),
            forecast.expected_purchases,
            forecast.root_mean_squared_error,
            forecast is best,
        )
        for forecast in forecasts
    ]


def model(dbt: Any, session: Any) -> pa.Table:  # noqa: ARG001 (dbt passes both)
    """The answers of this build: most days none."""
    dbt.config(materialized="table")
    _, calibration_end, holdout_days, standing_digest = dbt.ref("int_calibration").fetchone()
    counts = dbt.ref("int_purchase_history_counts").filter("span = 'calibration'").fetchnumpy()
    repeat_buyers_min = dbt.config.get("meta")["repeat_buyers_min"]
    digest = digest_of(counts, holdout_days)
    answers = [] if digest == standing_digest else rows_of(counts, holdout_days, int(repeat_buyers_min))
    rows = [(calibration_end, holdout_days, *answer, digest) for answer in answers]
    columns = list(zip(*rows, strict=True)) or [()] * len(SCHEMA)
    return pa.table(
        [pa.array(column, field.type) for column, field in zip(columns, SCHEMA, strict=True)], schema=SCHEMA
    )
