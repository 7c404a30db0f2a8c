"""The purchase process: how often a person buys while a customer, and how likely they leave after a purchase.

BG/NBD (Fader, Hardie and Lee 2005, Marketing Science 24(2), 275-284) and MBG/NBD (Batislam, Denizel and Filiztekin
2007, International Journal of Research in Marketing 24(3), 201-209), fitted by maximum likelihood over distinct
histories. The likelihood itself is in purchase_likelihood.py, what follows for a person in purchase_forecast.py, what a
purchase is worth in spend.py; no file or table is read here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from estimators.histories import Array, Histories
from estimators.maximum_likelihood import at_bounds, climb, newton, standard_errors
from estimators.purchase_likelihood import Likelihood, Model

# A parameter beyond these is a boundary: the likelihood is flat there and the numbers mean nothing.
LEAST, MOST = 1e-4, 1e4

# Distinct histories from which the first stage of a fit takes a sample.
SAMPLE = 20_000


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
    """Maximum likelihood in two stages, on the logarithms of the parameters.

    L-BFGS with bounds and analytic gradients on a systematic sample of the distinct histories (all of them where there
    are few) comes near; Newton's method with the analytic information on all of them arrives in three or four steps.
    Where a parameter runs to its bound, or Newton does not arrive, L-BFGS on everything decides.
    """
    ordered = histories.sorted()
    likelihood = Likelihood(ordered, model)
    stride = -(-ordered.repeats.size // SAMPLE)
    sample = Likelihood(ordered.every(stride), model) if stride > 1 else likelihood
    # Time's scale belongs to alpha alone, so a start in the data's own unit fits weeks and days alike.
    start = np.log([1.0, np.clip(likelihood.mean_observed, 0.1, 1000.0), 1.0, 1.0])
    logs, converged = climb(sample, start, LEAST, MOST)
    polished = None if at_bounds(np.exp(logs), LEAST, MOST) else newton(likelihood, logs)
    if polished is not None and not at_bounds(np.exp(polished), LEAST, MOST):
        logs, converged = polished, True
    elif stride > 1:
        logs, converged = climb(likelihood, start, LEAST, MOST)
    parameters = np.exp(logs)
    value, _, information = likelihood.at(parameters)
    errors = standard_errors(information)
    return PurchaseProcess(
        model=model,
        r=float(parameters[0]),
        alpha=float(parameters[1]),
        a=float(parameters[2]),
        b=float(parameters[3]),
        log_likelihood=value,
        converged=converged,
        at_boundary=at_bounds(parameters, LEAST, MOST),
        standard_errors=(float(errors[0]), float(errors[1]), float(errors[2]), float(errors[3])),
    )
