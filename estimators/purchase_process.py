"""The purchase process: how often a person buys while a customer, and whether they still are one.

BG/NBD (Fader, Hardie and Lee 2005, Marketing Science 24(2), 275-284) and MBG/NBD (Batislam, Denizel and Filiztekin
2007, International Journal of Research in Marketing 24(3), 201-209), fitted by maximum likelihood over distinct
histories. What a purchase is worth is estimated in spend.py; no file or table is read here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import digamma, gammaln, hyp2f1

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
        order = np.lexsort((self.people, self.observed, self.last, self.repeats))
        return Histories(self.repeats[order], self.last[order], self.observed[order], self.people[order])


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


def fit(histories: Histories, model: Model = "bg_nbd") -> PurchaseProcess:
    """Maximum likelihood by L-BFGS with analytic gradients on the logarithms of the parameters."""
    ordered = histories.sorted()
    people = float(ordered.people.sum())

    def objective(logs: Array) -> tuple[float, Array]:
        parameters = np.exp(logs)
        value, gradient = _log_likelihood(parameters, ordered, model)
        return -value / people, -gradient * parameters / people

    bounds = [(np.log(LEAST), np.log(MOST))] * 4
    found = minimize(
        objective,
        # Time's scale belongs to alpha alone, so a start in the data's own unit fits weeks and days alike.
        np.log([1.0, np.clip(np.average(ordered.observed, weights=ordered.people), 0.1, 1000.0), 1.0, 1.0]),
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options={"ftol": 1e-13, "gtol": 1e-8, "maxiter": 500},
    )
    parameters = np.exp(found.x)
    value, _ = _log_likelihood(parameters, ordered, model)
    errors = _standard_errors(parameters, ordered, model)
    return PurchaseProcess(
        model=model,
        r=float(parameters[0]),
        alpha=float(parameters[1]),
        a=float(parameters[2]),
        b=float(parameters[3]),
        log_likelihood=value,
        converged=bool(found.success),
        at_boundary=bool(np.any((parameters < LEAST * 1.01) | (parameters > MOST / 1.01))),
        standard_errors=(float(errors[0]), float(errors[1]), float(errors[2]), float(errors[3])),
    )


def probability_alive(process: PurchaseProcess, histories: Histories) -> Array:
    """The chance that a person with each history is still a customer at the end of observation. Shape (n,)."""
    return 1.0 / (1.0 + np.exp(_log_odds_gone(process, histories)))


def expected_purchases(process: PurchaseProcess, histories: Histories, horizon: float) -> Array:
    """Expected purchase days in the `horizon` after observation ends, given each history. Shape (n,).

    Fader, Hardie and Lee 2005, equation 10; for MBG/NBD, Batislam et al. 2007, equation 9. The hypergeometric term
    depends on (repeats, observed) alone, so it is computed once for each distinct pair.
    """
    r, alpha, a, b = process.parameters
    shift = 1.0 if process.model == "mbg_nbd" else 0.0
    pairs, back = np.unique(np.stack([histories.repeats, histories.observed]), axis=1, return_inverse=True)
    x, observed = pairs
    z = horizon / (alpha + observed + horizon)
    still = (1.0 - z) ** (r + x) * hyp2f1(r + x, b + x + shift, a + b + x - 1.0 + shift, z)
    growth = ((a + b + x - 1.0 + shift) / (a - 1.0) * (1.0 - still))[back.reshape(-1)]
    return np.asarray(growth * probability_alive(process, histories))


def expected_purchases_of_new(process: PurchaseProcess, horizon: float) -> float:
    """Expected repeat purchase days of a randomly chosen new customer in `horizon`. BG/NBD: equation 9."""
    r, alpha, a, b = process.parameters
    shift = 1.0 if process.model == "mbg_nbd" else 0.0
    z = horizon / (alpha + horizon)
    still = (1.0 - z) ** r * hyp2f1(r, b + shift, a + b - 1.0 + shift, z)
    return float((a + b - 1.0 + shift) / (a - 1.0) * (1.0 - still)) * (b / (a + b) if shift else 1.0)


def _log_odds_gone(process: PurchaseProcess, histories: Histories) -> Array:
    r, alpha, a, b = process.parameters
    x = histories.repeats
    stayed = np.log(alpha + histories.observed) - np.log(alpha + histories.last)
    if process.model == "mbg_nbd":
        return np.asarray(np.log(a) - np.log(b + x) + (r + x) * stayed)
    odds = np.log(a) - np.log(b + np.maximum(x, 1.0) - 1.0) + (r + x) * stayed
    return np.asarray(np.where(x > 0, odds, -np.inf))


def _log_likelihood(parameters: Array, histories: Histories, model: Model) -> tuple[float, Array]:
    """The sum over people, and its gradient in (r, alpha, a, b)."""
    r, alpha, a, b = parameters
    x, last, observed, people = histories.repeats, histories.last, histories.observed, histories.people
    shift = 1.0 if model == "mbg_nbd" else 0.0
    stay = b + x + shift  # the Beta function's second argument after x (or x + 1) chances to leave
    leave = stay - 1.0 if model == "bg_nbd" else b + x
    may_leave = (x > 0) if model == "bg_nbd" else np.ones_like(x, dtype=bool)

    alive = -(r + x) * np.log(alpha + observed)
    with np.errstate(divide="ignore", invalid="ignore"):
        gone = np.where(may_leave, np.log(a) - np.log(np.where(may_leave, leave, 1.0)), -np.inf)
    gone = gone - (r + x) * np.log(alpha + last)
    both = np.logaddexp(alive, gone)
    chance_gone = np.exp(gone - both)
    chance_alive = np.exp(alive - both)

    value = (
        gammaln(r + x) - gammaln(r) + r * np.log(alpha)
        + gammaln(a + b) + gammaln(stay) - gammaln(b) - gammaln(a + stay)
        + both
    )  # fmt: skip
    by_r = (
        digamma(r + x) - digamma(r) + np.log(alpha)
        - chance_alive * np.log(alpha + observed) - chance_gone * np.log(alpha + last)
    )  # fmt: skip
    by_alpha = r / alpha - (r + x) * (chance_alive / (alpha + observed) + chance_gone / (alpha + last))
    by_a = digamma(a + b) - digamma(a + stay) + chance_gone / a
    by_b = (
        digamma(a + b) + digamma(stay) - digamma(b) - digamma(a + stay)
        - np.where(may_leave, chance_gone / np.where(may_leave, leave, 1.0), 0.0)
    )  # fmt: skip
    gradient = np.array([float(np.dot(people, g)) for g in (by_r, by_alpha, by_a, by_b)])
    return float(np.dot(people, value)), gradient


def _standard_errors(parameters: Array, histories: Histories, model: Model) -> Array:
    """From the observed information: central differences of the analytic gradient."""
    information = np.empty((4, 4))
    for i in range(4):
        step = np.zeros(4)
        step[i] = 1e-5 * parameters[i]
        up = _log_likelihood(parameters + step, histories, model)[1]
        down = _log_likelihood(parameters - step, histories, model)[1]
        information[i] = -(up - down) / (2.0 * step[i])
    information = (information + information.T) / 2.0
    if np.linalg.eigvalsh(information).min() <= 0:
        return np.full(4, np.nan)
    return np.asarray(np.sqrt(np.diag(np.linalg.inv(information))))
