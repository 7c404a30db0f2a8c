"""What a fitted purchase process says of a history: whether the person is still a customer, and what they will buy.

The formulas of BG/NBD and MBG/NBD; their parameters are estimated in purchase_process.py, the worth of a purchase in
spend.py.
"""

from __future__ import annotations

import numpy as np
from scipy.special import expit, hyp2f1

from estimators.histories import Array, Histories
from estimators.purchase_process import PurchaseProcess


def probability_alive(process: PurchaseProcess, histories: Histories) -> Array:
    """The chance that a person with each history is still a customer at the end of observation. Shape (n,)."""
    return np.asarray(expit(-_log_odds_gone(process, histories)))


def expected_purchases(process: PurchaseProcess, histories: Histories, horizon: float) -> Array:
    """Expected purchase days in the `horizon` after observation ends, given each history. Shape (n,)."""
    return np.asarray(expected_purchases_by(process, histories, np.array([horizon]))[0])


def expected_purchases_by(process: PurchaseProcess, histories: Histories, horizons: Array) -> Array:
    """Expected purchase days by each of the `horizons` after observation ends. Shape (horizons, n).

    Fader, Hardie and Lee 2005, equation 10; for MBG/NBD, Batislam et al. 2007, equation 9. The hypergeometric term
    depends on (repeats, observed) alone, so it is computed once for each distinct pair.
    """
    repeats, repeat_index = np.unique(histories.repeats, return_inverse=True)
    observed, observed_index = np.unique(histories.observed, return_inverse=True)
    # Whole numbers find the distinct pairs ten times faster than sorting rows of two columns.
    pairs, back = np.unique(repeat_index * observed.size + observed_index, return_inverse=True)
    x, time = repeats[pairs // observed.size], observed[pairs % observed.size]
    alive = probability_alive(process, histories)
    return np.stack([_growth(process, x, time, horizon)[back] * alive for horizon in horizons])


def expected_purchases_of_new(process: PurchaseProcess, horizon: float) -> float:
    """Expected repeat purchase days of a randomly chosen new customer in `horizon`. BG/NBD: equation 9."""
    still = process.b / (process.a + process.b) if process.model == "mbg_nbd" else 1.0
    return float(_growth(process, np.zeros(1), np.zeros(1), horizon)[0]) * still


def discounted(expected: Array, horizons: Array, rate: float) -> Array:
    """Expected purchases by ascending `horizons`, shape (horizons, n), discounted from when they come. Same shape.

    The purchases of a step, from one horizon to the next, are discounted from its middle. `rate` is continuous, per
    time unit.
    """
    steps = np.diff(expected, axis=0, prepend=0.0)
    middles = (horizons + np.concatenate([[0.0], horizons[:-1]])) / 2.0
    return np.asarray(np.cumsum(steps * np.exp(-rate * middles)[:, None], axis=0))


def _growth(process: PurchaseProcess, x: Array, observed: Array, horizon: float) -> Array:
    """Expected purchases of somebody who is a customer still.

    The published (1 - z)^(r + x) 2F1(r + x, b + x; a + b + x - 1; z) is 0 times infinity from some hundred repeats on;
    Euler's transformation gives the same without powers of x.
    """
    r, alpha, a, b = process.parameters
    chances = 1.0 if process.model == "mbg_nbd" else 0.0
    last = a + b + x - 1.0 + chances
    z = horizon / (alpha + observed + horizon)
    remaining = (1.0 - z) ** (a - 1.0) * hyp2f1(a + b - 1.0 + chances - r, a - 1.0, last, z)
    return np.asarray(last / (a - 1.0) * (1.0 - remaining))


def _log_odds_gone(process: PurchaseProcess, histories: Histories) -> Array:
    r, alpha, a, b = process.parameters
    x = histories.repeats
    stayed = np.log(alpha + histories.observed) - np.log(alpha + histories.last)
    if process.model == "mbg_nbd":
        return np.asarray(np.log(a) - np.log(b + x) + (r + x) * stayed)
    odds = np.log(a) - np.log(b + np.maximum(x, 1.0) - 1.0) + (r + x) * stayed
    return np.asarray(np.where(x > 0, odds, -np.inf))
