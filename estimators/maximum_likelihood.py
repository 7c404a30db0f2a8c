"""Maximum likelihood of models with positive parameters: climbing with bounds, Newton's method, standard errors.

What a likelihood is belongs to the module of its model. Parameters are positive, so all steps are on their logarithms.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Array = NDArray[np.float64]

# Newton's method is there when the gradient per observation is below this; its own rounding lies at about 1e-14.
ARRIVED = 1e-10
STEPS = 20


class LogLikelihood(Protocol):
    """Of `total` observations."""

    total: float

    def at(self, parameters: Array) -> tuple[float, Array, Array]:
        """The value, its gradient (n,) and its second derivatives (n, n)."""


def at_bounds(parameters: Array, least: float, most: float) -> bool:
    """Whether a parameter ran to the edge of what is estimable."""
    return bool(np.any((parameters < least * 1.01) | (parameters > most / 1.01)))


def climb(likelihood: LogLikelihood, start: Array, least: float, most: float) -> tuple[Array, bool]:
    """The logarithms of the best parameters within the bounds, by L-BFGS from logarithms, and whether it converged."""

    def objective(logs: Array) -> tuple[float, Array]:
        parameters = np.exp(logs)
        value, gradient, _ = likelihood.at(parameters)
        return -value / likelihood.total, -gradient * parameters / likelihood.total

    found = minimize(
        objective,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=[(np.log(least), np.log(most))] * start.size,
        options={"ftol": 1e-13, "gtol": 1e-8, "maxiter": 500},
    )
    return np.asarray(found.x), bool(found.success)


def newton(likelihood: LogLikelihood, logs: Array) -> Array | None:
    """The logarithms of the best parameters, from ones near by; None where the likelihood is no hill on the way."""
    value, gradient, curvature = _on_logs(likelihood, logs)
    for _ in range(STEPS):
        if np.abs(gradient).max() < ARRIVED:
            return logs
        if not np.all(np.isfinite(curvature)) or np.linalg.eigvalsh(curvature).max() >= 0:
            return None
        step = np.linalg.solve(curvature, gradient)
        for halving in range(STEPS):
            ahead = logs - step / 2.0**halving
            value_ahead, gradient_ahead, curvature_ahead = _on_logs(likelihood, ahead)
            # Close to the top the value's rounding hides the rise, and the gradient shows it.
            if value_ahead > value or np.abs(gradient_ahead).max() < np.abs(gradient).max():
                break
        else:
            return None
        logs, value, gradient, curvature = ahead, value_ahead, gradient_ahead, curvature_ahead
    return None


def standard_errors(second_derivatives: Array) -> Array:
    """Square roots of the diagonal of the inverse observed information, shape (n,).

    NaN where the information is not positive definite: the likelihood is no hill there, and no error can be told.
    """
    information = -second_derivatives
    if not np.all(np.isfinite(information)) or np.linalg.eigvalsh(information).min() <= 0:
        return np.full(information.shape[0], np.nan)
    return np.asarray(np.sqrt(np.diag(np.linalg.inv(information))))


def _on_logs(likelihood: LogLikelihood, logs: Array) -> tuple[float, Array, Array]:
    """Per observation: the value, and its first and second derivatives by the logarithms."""
    parameters = np.exp(logs)
    value, gradient, curvature = likelihood.at(parameters)
    by_logs = gradient * parameters
    total = likelihood.total
    return value / total, by_logs / total, (curvature * np.outer(parameters, parameters) + np.diag(by_logs)) / total
