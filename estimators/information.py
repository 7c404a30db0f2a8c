"""Standard errors of maximum likelihood estimates, from the observed information."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def standard_errors(parameters: Array, gradient: Callable[[Array], Array]) -> Array:
    """Square roots of the inverse information's diagonal, shape (n,): central differences of the analytic gradient.

    NaN where the information is not positive definite: the likelihood is no hill there, and no error can be told.
    """
    count = parameters.size
    information = np.empty((count, count))
    for i in range(count):
        step = np.zeros(count)
        step[i] = 1e-5 * parameters[i]
        information[i] = -(gradient(parameters + step) - gradient(parameters - step)) / (2.0 * step[i])
    information = (information + information.T) / 2.0
    if not np.all(np.isfinite(information)) or np.linalg.eigvalsh(information).min() <= 0:
        return np.full(count, np.nan)
    return np.asarray(np.sqrt(np.diag(np.linalg.inv(information))))
