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

from estimators.information import standard_errors
from estimators.purchase_process import in_order

Array = NDArray[np.float64]

# On the logarithms' scale, with money in units of its mean: beyond these a parameter is at a boundary.
LEAST, MOST = 1e-3, 1e4


@dataclass(frozen=True)
class Spend:
    """Fitted parameters: spend is Gamma(p, nu) with nu ~ Gamma(q, gamma); `gamma` is in the unit of money.

    `standard_errors` are in the order (p, q, gamma), NaN where the information matrix is not positive definite.
    """

    p: float
    q: float
    gamma: float
    log_likelihood: float
    converged: bool
    at_boundary: bool
    standard_errors: tuple[float, float, float]


def fit(purchases: Array, mean_spend: Array, people: Array) -> Spend:
    """Maximum likelihood over repeat buyers; shapes (n,). `purchases` are repeat purchases, `mean_spend` their mean.

    People without a repeat purchase or whose mean spend is not above zero say nothing of the model and are left out,
    as in the note. Raises ValueError when nobody is left.
    """
    kept = (purchases > 0) & (mean_spend > 0)
    if not np.any(kept):
        raise ValueError("nobody has a repeat purchase with spend above zero")
    x, m, n = purchases[kept], mean_spend[kept], people[kept]
    if not in_order(x, m, n):
        order = np.lexsort((n, m, x))
        x, m, n = x[order], m[order], n[order]
    total = float(n.sum())
    # Money's scale belongs to gamma alone: fitting in units of the mean makes rupiah and dollars one problem.
    unit = float((n * m).sum()) / total
    likelihood = Likelihood(x, m / unit, n)

    def objective(logs: Array) -> tuple[float, Array]:
        parameters = np.exp(logs)
        value, gradient = likelihood.at(parameters)
        return -value / total, -gradient * parameters / total

    found = minimize(
        objective,
        np.zeros(3),
        jac=True,
        method="L-BFGS-B",
        bounds=[(np.log(LEAST), np.log(MOST))] * 3,
        options={"ftol": 1e-12, "gtol": 1e-7, "maxiter": 500},
    )
    parameters = np.exp(found.x)
    errors = standard_errors(parameters, lambda at: likelihood.at(at)[1])
    p, q, gamma = (float(value) for value in parameters)
    return Spend(
        p=p,
        q=q,
        gamma=gamma * unit,
        log_likelihood=likelihood.at(parameters)[0] - total * float(np.log(unit)),
        converged=bool(found.success),
        at_boundary=bool(np.any((parameters < LEAST * 1.01) | (parameters > MOST / 1.01))),
        standard_errors=(float(errors[0]), float(errors[1]), float(errors[2]) * unit),
    )


def expected_spend(spend: Spend, purchases: Array, mean_spend: Array) -> Array:
    """Expected spend of a further purchase given the past ones. Shape (n,). Note 025, equation 5.

    With q at or below one the population has no mean, and the value is infinite or negative for who has no purchase.
    """
    return np.asarray(
        spend.p * (spend.gamma + purchases * mean_spend) / (spend.p * purchases + spend.q - 1.0),
    )


class Likelihood:
    """The log-likelihood of spend in ascending order of `x`, ready to be asked at many parameters.

    What depends on the number of purchases alone is computed once for each; one logarithm is left for each person.
    """

    def __init__(self, x: Array, m: Array, n: Array) -> None:
        self._counts, starts = np.unique(x, return_index=True)
        self._people = np.add.reduceat(n, starts)
        self._logs = np.add.reduceat(n * np.log(m), starts)
        self._total, self._n, self._nx = x * m, n, n * x

    def at(self, parameters: Array) -> tuple[float, Array]:
        """The sum over people, and its gradient in (p, q, gamma)."""
        p, q, gamma = parameters
        x, people, logs = self._counts, self._people, self._logs
        px = p * x
        spread = gamma + self._total
        below = np.log(spread)
        below_n, below_nx = float((self._n * below).sum()), float((self._nx * below).sum())
        by_count = gammaln(px + q) - gammaln(px) - gammaln(q) + q * np.log(gamma) + px * np.log(x)
        value = float((people * by_count).sum())
        value += float(((px - 1.0) * logs).sum()) - p * below_nx - q * below_n
        by_p = float((x * (people * (digamma(px + q) - digamma(px) + np.log(x)) + logs)).sum()) - below_nx
        by_q = float((people * (digamma(px + q) - digamma(q) + np.log(gamma))).sum()) - below_n
        by_gamma = float(people.sum()) * q / gamma
        by_gamma -= p * float((self._nx / spread).sum()) + q * float((self._n / spread).sum())
        return value, np.array([by_p, by_q, by_gamma])
