"""What a purchase is worth: the Gamma-Gamma model of spend per purchase.

Fader and Hardie, "The Gamma-Gamma Model of Monetary Value" (2013, note 025). How often people buy is in
purchase_process.py; money arrives as numbers in one currency, and no table is read here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import digamma, gammaln

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Spend:
    """Fitted parameters: spend is Gamma(p, nu) with nu ~ Gamma(q, gamma); `gamma` is in the unit of money."""

    p: float
    q: float
    gamma: float
    log_likelihood: float
    converged: bool


def fit(purchases: Array, mean_spend: Array, people: Array) -> Spend:
    """Maximum likelihood over repeat buyers; shapes (n,). `purchases` are repeat purchases, `mean_spend` their mean.

    People without a repeat purchase or whose mean spend is not above zero say nothing of the model and are left out,
    as in the note. Raises ValueError when nobody is left.
    """
    kept = (purchases > 0) & (mean_spend > 0)
    if not np.any(kept):
        raise ValueError("nobody has a repeat purchase with spend above zero")
    x, m, n = purchases[kept], mean_spend[kept], people[kept]
    order = np.lexsort((n, m, x))
    x, m, n = x[order], m[order], n[order]
    total = float(n.sum())
    # Money's scale belongs to gamma alone: fitting in units of the mean makes rupiah and dollars one problem.
    unit = float(np.dot(n, m) / total)
    found = minimize(
        _objective,
        np.zeros(3),
        args=(x, m / unit, n / total),
        jac=True,
        method="L-BFGS-B",
        bounds=[(np.log(1e-3), np.log(1e4))] * 3,
        options={"ftol": 1e-12, "gtol": 1e-7, "maxiter": 500},
    )
    p, q, gamma = np.exp(found.x)
    log_likelihood = -float(found.fun) * total - float(n.sum()) * float(np.log(unit))
    return Spend(float(p), float(q), float(gamma * unit), log_likelihood, bool(found.success))


def expected_spend(spend: Spend, purchases: Array, mean_spend: Array) -> Array:
    """Expected spend of a further purchase given the past ones. Shape (n,). Note 025, equation 5."""
    return np.asarray(
        spend.p * (spend.gamma + purchases * mean_spend) / (spend.p * purchases + spend.q - 1.0),
    )


def _objective(logs: Array, x: Array, m: Array, n: Array) -> tuple[float, Array]:
    p, q, gamma = np.exp(logs)
    px = p * x
    below = np.log(gamma + x * m)
    value = (
        gammaln(px + q) - gammaln(px) - gammaln(q) + q * np.log(gamma) + (px - 1.0) * np.log(m) + px * np.log(x)
        - (px + q) * below
    )  # fmt: skip
    by_p = x * (digamma(px + q) - digamma(px) + np.log(m) + np.log(x) - below)
    by_q = digamma(px + q) - digamma(q) + np.log(gamma) - below
    by_gamma = q / gamma - (px + q) / (gamma + x * m)
    gradient = np.array([float(np.dot(n, g)) for g in (by_p, by_q, by_gamma)]) * np.exp(logs)
    return -float(np.dot(n, value)), -gradient
