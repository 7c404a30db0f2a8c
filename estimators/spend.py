"""What a purchase is worth: the Gamma-Gamma model of spend per purchase.

Fader and Hardie, "The Gamma-Gamma Model of Monetary Value" (2013, note 025). How often people buy is in
purchase_process.py; money arrives as numbers in one currency, and no table is read here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import digamma, gammaln, polygamma

from estimators.histories import Array, in_order
from estimators.maximum_likelihood import at_bounds, climb, newton, standard_errors

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
    logs, converged = climb(likelihood, np.zeros(3), LEAST, MOST)
    polished = None if at_bounds(np.exp(logs), LEAST, MOST) else newton(likelihood, logs)
    if polished is not None and not at_bounds(np.exp(polished), LEAST, MOST):
        logs, converged = polished, True
    parameters = np.exp(logs)
    value, _, curvature = likelihood.at(parameters)
    errors = standard_errors(curvature)
    p, q, gamma = (float(value) for value in parameters)
    return Spend(
        p=p,
        q=q,
        gamma=gamma * unit,
        log_likelihood=value - total * float(np.log(unit)),
        converged=converged,
        at_boundary=at_bounds(parameters, LEAST, MOST),
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
        self._spent, self._n, self._nx = x * m, n, n * x
        self.total = float(n.sum())

    def at(self, parameters: Array) -> tuple[float, Array, Array]:
        """The sum over people, and its first and second derivatives in (p, q, gamma)."""
        p, q, gamma = parameters
        x, people, logs, total = self._counts, self._people, self._logs, self.total
        px = p * x
        spread = gamma + self._spent
        below = np.log(spread)
        below_n, below_nx = (self._n * below).sum(), (self._nx * below).sum()
        part_n, part_nx = self._n / spread, self._nx / spread
        sum_n, sum_nx = part_n.sum(), part_nx.sum()
        by_count = gammaln(px + q) - gammaln(px) - gammaln(q) + q * np.log(gamma) + px * np.log(x)
        value = (people * by_count).sum() + ((px - 1.0) * logs).sum() - p * below_nx - q * below_n
        gradient = [
            (x * (people * (digamma(px + q) - digamma(px) + np.log(x)) + logs)).sum() - below_nx,
            (people * (digamma(px + q) - digamma(q) + np.log(gamma))).sum() - below_n,
            total * q / gamma - p * sum_nx - q * sum_n,
        ]
        curved = polygamma(1, px + q)
        pp = (people * x**2 * (curved - polygamma(1, px))).sum()
        pq = (people * x * curved).sum()
        qq = (people * (curved - polygamma(1, q))).sum()
        gg = p * (part_nx / spread).sum() + q * (part_n / spread).sum() - total * q / gamma**2
        qg = total / gamma - sum_n
        return float(value), np.array(gradient), np.array([[pp, pq, -sum_nx], [pq, qq, qg], [-sum_nx, qg, gg]])
