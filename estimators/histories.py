"""Purchase histories as counts: how many people share each, and in which order they stand. No model is judged here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


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

    def every(self, stride: int) -> Histories:
        """A systematic sample: each `stride`-th history."""
        return Histories(*(a[::stride] for a in (self.repeats, self.last, self.observed, self.people)))


def in_order(*keys: Array) -> bool:
    """Whether rows already stand in ascending order of these keys: looking costs a hundredth of sorting."""
    undecided = np.ones(max(keys[0].size - 1, 0), dtype=bool)
    for key in keys:
        steps = np.diff(key)
        if np.any(steps[undecided] < 0):
            return False
        undecided &= steps == 0
    return True
