"""Which fitted model of lifetime value may speak, and how well it foretold a holdout beside naive rules.

The models themselves are in purchase_process.py, purchase_forecast.py and spend.py.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from estimators import purchase_forecast, purchase_process, spend
from estimators.histories import Array, Histories
from estimators.purchase_likelihood import Model
from estimators.purchase_process import PurchaseProcess
from estimators.spend import Spend

MODELS: tuple[Model, ...] = ("bg_nbd", "mbg_nbd")


@dataclass(frozen=True)
class Forecast:
    """What a method foretold of a holdout. `method` is a model, `same_rate` or `mean`."""

    method: str
    expected_purchases: float
    root_mean_squared_error: float


def fit_status(fitted: PurchaseProcess | Spend | None) -> str:
    """`fitted`, or why the fit may not speak: too_few_repeat_buyers, at_boundary, not_converged."""
    if fitted is None:
        return "too_few_repeat_buyers"
    if fitted.at_boundary:
        return "at_boundary"
    return "fitted" if fitted.converged else "not_converged"


def repeat_buyers(histories: Histories) -> int:
    """People with a purchase day after the first."""
    return int(histories.people[histories.repeats > 0].sum())


def fit_processes(histories: Histories, repeat_buyers_min: int) -> dict[Model, PurchaseProcess | None]:
    """Each model's fit; None where too few people came back to tell anything."""
    enough = repeat_buyers(histories) >= repeat_buyers_min
    return {model: purchase_process.fit(histories, model) if enough else None for model in MODELS}


def choose(processes: dict[Model, PurchaseProcess | None]) -> PurchaseProcess | None:
    """The likeliest of the models that may speak: both have four parameters. None where none may."""
    fitted = [process for process in processes.values() if process is not None and fit_status(process) == "fitted"]
    return max(fitted, key=lambda process: process.log_likelihood, default=None)


def fit_spend(purchases: Array, mean_spend: Array, people: Array, repeat_buyers_min: int) -> Spend | None:
    """The Gamma-Gamma fit; None where too few repeat buyers spent anything."""
    told = (purchases > 0) & (mean_spend > 0)
    if people[told].sum() < max(repeat_buyers_min, 1):
        return None
    return spend.fit(purchases, mean_spend, people)


def backtest(histories: Histories, bought: Array, horizon: float, process: PurchaseProcess | None) -> list[Forecast]:
    """How well each method foretold the purchase days of the `horizon` after the histories' end.

    `bought` are the actual purchase days of each history's people, shape (n,); a history stands once for each count.
    same_rate: everybody goes on at their own rate so far; mean: everybody buys as often as all together did. The first
    forecast is the model's, where there is one.
    """
    people = histories.people
    observed = np.maximum(histories.observed, np.finfo(float).tiny)
    own_rate = np.where(histories.observed > 0, histories.repeats / observed, 0.0)
    time = (people * histories.observed).sum()
    common_rate = (people * histories.repeats).sum() / time if time > 0 else 0.0
    expected = {"same_rate": own_rate * horizon, "mean": np.full(people.size, common_rate * horizon)}
    if process is not None:
        expected = {process.model: purchase_forecast.expected_purchases(process, histories, horizon)} | expected
    return [
        Forecast(
            method,
            float((people * values).sum()),
            float(np.sqrt((people * (bought - values) ** 2).sum() / people.sum())),
        )
        for method, values in expected.items()
    ]
