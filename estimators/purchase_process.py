"""The purchase process: how often a person buys while a customer, and how likely they leave after a purchase.

BG/NBD (Fader, Hardie and Lee 2005, Marketing Science 24(2), 275-284) and MBG/NBD (Batislam, Denizel and Filiztekin
2007, International Journal of Research in Marketing 24(3), 201-209), fitted by maximum likelihood over distinct
histories. What follows for a person is in purchase_forecast.py, what a purchase is worth in spend.py; no file or table
is read here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import digamma, gammaln

from estimators.information import standard_errors

Array = NDArray[np.float64]
Model = Literal["bg_nbd", "mbg_nbd"]

# A parameter beyond these is a boundary: the likelihood is flat there and the numbers mean nothing.
LEAST, MOST = 1e-4, 1e4


@dataclass(frozen=True)
class Histories:
    """Distinct purchase histories, each array of shape (n,), in one time unit (weeks, say).

    `repeats`: purchase days after the first; `last`: time from first to last purchase; `observed`: time from first
    purchase to the end of observation; `people`: how many people share the history.
    """

    repeats: Array
    last: Array
    observed: Array
    people: Array

    def __post_init__(self) -> None:
        shapes = {a.shape for a in (self.repeats, self.last, self.observed, self.people)}
        if len(shapes) != 1 or self.repeats.ndim != 1 or not self.repeats.size:
            raise ValueError("histories need four non-empty arrays of one length")
        if np.any(self.repeats < 0) or np.any(self.last < 0) or np.any(self.last > self.observed):
            raise ValueError("a history has a negative count, or its last purchase lies after its observation ends")
        if np.any((self.repeats == 0) & (self.last > 0)):
            raise ValueError("a history without repeats has a last purchase after the first")
        if np.any(self.people <= 0):
            raise ValueError("a history belongs to nobody")

    def sorted(self) -> Histories:
        """The same histories in one order, so that sums do not depend on the order of the input."""
        keys = (self.repeats, self.last, self.observed, self.people)
        if in_order(*keys):
            return self
        order = np.lexsort(keys[::-1])
        return Histories(*(key[order] for key in keys))


@dataclass(frozen=True)
class PurchaseProcess:
    """Fitted parameters: purchase rates are Gamma(r, alpha); the chance to leave after a purchase is Beta(a, b).

    `standard_errors` are in the order (r, alpha, a, b), NaN where the information matrix is not positive definite.
    `at_boundary` says that a parameter ran to the edge of what is estimable.
    """

    model: Model
    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    converged: bool
    at_boundary: bool
    standard_errors: tuple[float, float, float, float]

    @property
    def parameters(self) -> Array:
        """(r, alpha, a, b)."""
        return np.array([self.r, self.alpha, self.a, self.b])


def in_order(*keys: Array) -> bool:
    """Whether rows already stand in ascending order of these keys: looking costs a hundredth of sorting."""
    undecided = np.ones(max(keys[0].size - 1, 0), dtype=bool)
    for key in keys:
        steps = np.diff(key)
        if np.any(steps[undecided] < 0):
            return False
        undecided &= steps == 0
    return True


def fit(histories: Histories, model: Model = "bg_nbd") -> PurchaseProcess:
    """Maximum likelihood by L-BFGS with analytic gradients on the logarithms of the parameters."""
    likelihood = Likelihood(histories, model)

    def objective(logs: Array) -> tuple[float, Array]:
        parameters = np.exp(logs)
        value, gradient = likelihood.at(parameters)
        return -value / likelihood.total, -gradient * parameters / likelihood.total

    found = minimize(
        objective,
        # Time's scale belongs to alpha alone, so a start in the data's own unit fits weeks and days alike.
        np.log([1.0, np.clip(likelihood.mean_observed, 0.1, 1000.0), 1.0, 1.0]),
        jac=True,
        method="L-BFGS-B",
        bounds=[(np.log(LEAST), np.log(MOST))] * 4,
        options={"ftol": 1e-13, "gtol": 1e-8, "maxiter": 500},
    )
    parameters = np.exp(found.x)
    errors = standard_errors(parameters, lambda at: likelihood.at(at)[1])
    return PurchaseProcess(
        model=model,
        r=float(parameters[0]),
        alpha=float(parameters[1]),
        a=float(parameters[2]),
        b=float(parameters[3]),
        log_likelihood=likelihood.at(parameters)[0],
        converged=bool(found.success),
        at_boundary=bool(np.any((parameters < LEAST * 1.01) | (parameters > MOST / 1.01))),
        standard_errors=(float(errors[0]), float(errors[1]), float(errors[2]), float(errors[3])),
    )


class Likelihood:
    """The log-likelihood of histories, ready to be asked at many parameters.

    Gamma functions depend on the number of repeats alone, of which there are few; a logarithm of time is needed for
    each distinct history. Sums are numpy's own, never BLAS, whose result depends on its number of threads.
    """

    def __init__(self, histories: Histories, model: Model) -> None:
        ordered = histories.sorted()
        self._model = model
        self._people = ordered.people
        self.total = float(ordered.people.sum())
        self.mean_observed = float((ordered.observed * ordered.people).sum()) / self.total
        self._observed = ordered.observed
        self._counts, starts, lengths = np.unique(ordered.repeats, return_index=True, return_counts=True)
        self._of_count = np.repeat(np.arange(starts.size), lengths)
        self._people_of_count = np.add.reduceat(ordered.people, starts)
        # Who never came back cannot have left in BG/NBD, where leaving follows a repeat; in MBG/NBD everybody may.
        self._stayers = int(np.searchsorted(ordered.repeats, 0.5)) if model == "bg_nbd" else 0
        self._last = ordered.last[self._stayers :]

    def at(self, parameters: Array) -> tuple[float, Array]:
        """The sum over people, and its gradient in (r, alpha, a, b)."""
        r, alpha, a, b = parameters
        x, stayers = self._counts, self._stayers
        stay = b + x + (1.0 if self._model == "mbg_nbd" else 0.0)  # Beta's second argument after the chances to leave
        leave = np.where(x > 0, stay - 1.0, 1.0) if self._model == "bg_nbd" else b + x
        rate = (r + x)[self._of_count]

        people, gone_people = self._people, self._people[stayers:]
        still = alpha + self._observed
        log_still = np.log(still)
        until = alpha + self._last
        # The odds of having left by now, and their logarithm.
        log_odds = rate[stayers:] * (log_still[stayers:] - np.log(until))
        log_odds += (np.log(a) - np.log(leave))[self._of_count[stayers:]]
        odds = np.exp(-np.abs(log_odds))
        gone = np.where(log_odds > 0, 1.0, odds) / (1.0 + odds)
        weighted_gone = gone_people * gone

        by_count = (
            gammaln(r + x) - gammaln(r) + r * np.log(alpha)
            + gammaln(a + b) + gammaln(stay) - gammaln(b) - gammaln(a + stay)
        )  # fmt: skip
        value = float((self._people_of_count * by_count).sum()) - float((people * rate * log_still).sum())
        value += float((gone_people * (np.maximum(log_odds, 0.0) + np.log1p(odds))).sum())

        # d log(odds) / dr = log(still / until), and likewise for alpha: what leaving adds to the gradient.
        by_r = float((self._people_of_count * (digamma(r + x) - digamma(r) + np.log(alpha))).sum())
        by_r += float((weighted_gone * (log_still[stayers:] - np.log(until))).sum()) - float((people * log_still).sum())
        by_alpha = self.total * r / alpha - float((people * rate / still).sum())
        by_alpha += float((weighted_gone * rate[stayers:] * (1.0 / still[stayers:] - 1.0 / until)).sum())
        gone_of_count = np.bincount(self._of_count[stayers:], weights=weighted_gone, minlength=x.size)
        by_a = float((self._people_of_count * (digamma(a + b) - digamma(a + stay))).sum()) + gone_of_count.sum() / a
        by_b = float(
            (self._people_of_count * (digamma(a + b) + digamma(stay) - digamma(b) - digamma(a + stay))).sum()
        ) - float((gone_of_count / leave).sum())
        return value, np.array([by_r, by_alpha, by_a, by_b])
