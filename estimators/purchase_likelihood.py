"""The log-likelihood of BG/NBD and MBG/NBD over distinct histories, with its first and second derivatives.

Fader, Hardie and Lee 2005, equation 6; Batislam, Denizel and Filiztekin 2007, equation 4. It is maximised in
purchase_process.py.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from scipy.special import digamma, gammaln, polygamma

from estimators.histories import Array, Histories

Model = Literal["bg_nbd", "mbg_nbd"]


class Likelihood:
    """The log-likelihood of histories, ready to be asked at many parameters.

    Gamma functions depend on the number of repeats alone, logarithms of time on the day alone: each is computed once
    for each of the few there are. What is left for each history is the odds of having left, in blocks that stay in the
    processor's cache. Sums are numpy's own, never BLAS, whose result depends on its number of threads.
    """

    BLOCK = 8192

    def __init__(self, histories: Histories, model: Model) -> None:
        ordered = histories.sorted()
        self._model = model
        self.total = float(ordered.people.sum())
        self.mean_observed = float((ordered.observed * ordered.people).sum()) / self.total
        self._counts, of_count = np.unique(ordered.repeats, return_inverse=True)
        self._observed, of_observed = np.unique(ordered.observed, return_inverse=True)
        self._last, of_last = np.unique(ordered.last, return_inverse=True)
        self._people_of_count = np.bincount(of_count, weights=ordered.people)
        self._people_of_observed = np.bincount(of_observed, weights=ordered.people)
        self._repeats_of_observed = np.bincount(of_observed, weights=ordered.people * ordered.repeats)
        # Who never came back cannot have left in BG/NBD, where leaving follows a repeat; in MBG/NBD everybody may.
        stayers = int(np.searchsorted(ordered.repeats, 0.5)) if model == "bg_nbd" else 0
        self._blocks = [
            (ordered.people[at], ordered.repeats[at], of_count[at], of_observed[at], of_last[at])
            for at in (slice(low, low + self.BLOCK) for low in range(stayers, of_count.size, self.BLOCK))
        ]

    def at(self, parameters: Array) -> tuple[float, Array, Array]:
        """The sum over people, and its first and second derivatives in (r, alpha, a, b)."""
        r, alpha, a, b = parameters
        x = self._counts
        stay = b + x + (1.0 if self._model == "mbg_nbd" else 0.0)  # Beta's second argument after the chances to leave
        leave = np.where(x > 0, stay - 1.0, 1.0) if self._model == "bg_nbd" else b + x
        value, gradient, curvature = self._as_if_nobody_left(r, alpha, a, b, stay)
        left, first, second = self._left(r, alpha, a, leave)
        return value + left, gradient + first, curvature + second

    def _as_if_nobody_left(self, r: float, alpha: float, a: float, b: float, stay: Array) -> tuple[float, Array, Array]:
        """The part that sums over counts of repeats and over days observed alone."""
        x, people = self._counts, self._people_of_count
        still = alpha + self._observed
        rate = r * self._people_of_observed + self._repeats_of_observed
        value = (people * (gammaln(r + x) - gammaln(r) + r * np.log(alpha))).sum() - (rate * np.log(still)).sum()
        value += (people * (gammaln(a + b) + gammaln(stay) - gammaln(b) - gammaln(a + stay))).sum()
        by_r = (people * (digamma(r + x) - digamma(r) + np.log(alpha))).sum()
        by_r -= (self._people_of_observed * np.log(still)).sum()
        by_alpha = self.total * r / alpha - (rate / still).sum()
        by_a = (people * (digamma(a + b) - digamma(a + stay))).sum()
        by_b = by_a + (people * (digamma(stay) - digamma(b))).sum()

        curvature = np.zeros((4, 4))
        curvature[0, 0] = (people * (polygamma(1, r + x) - polygamma(1, r))).sum()
        curvature[0, 1] = curvature[1, 0] = self.total / alpha - (self._people_of_observed / still).sum()
        curvature[1, 1] = (rate / still**2).sum() - self.total * r / alpha**2
        curvature[2:, 2:] = (people * (polygamma(1, a + b) - polygamma(1, a + stay))).sum()
        curvature[3, 3] += (people * (polygamma(1, stay) - polygamma(1, b))).sum()
        return float(value), np.array([by_r, by_alpha, by_a, by_b]), curvature

    def _left(self, r: float, alpha: float, a: float, leave: Array) -> tuple[float, Array, Array]:
        """The part that sums over histories: log(1 + odds), odds being those of having left since the last.

        With D = log(odds) and w = odds / (1 + odds) its derivatives are w D' and w D'' + w (1 - w) D' D'^T. By a and b
        D' depends on the count of repeats alone, so that sums by count are enough.
        """
        log_still, log_until = np.log(alpha + self._observed), np.log(alpha + self._last)
        by_still, by_until = 1.0 / (alpha + self._observed), 1.0 / (alpha + self._last)
        log_chance = np.log(a) - np.log(leave)
        value, rr, ra, aa = 0.0, 0.0, 0.0, 0.0
        first = np.zeros(2)
        gone_of, both_of, both_r_of, both_alpha_of = (np.zeros(leave.size) for _ in range(4))
        for n, repeats, of_count, of_observed, of_last in self._blocks:
            rate = r + repeats
            by_r = log_still[of_observed] - log_until[of_last]
            log_odds = rate * by_r + log_chance[of_count]
            small = np.exp(-np.abs(log_odds))
            gone = n * np.where(log_odds > 0, 1.0, small) / (1.0 + small)
            both = gone * np.where(log_odds > 0, small, 1.0) / (1.0 + small)
            still, until = by_still[of_observed], by_until[of_last]
            by_alpha = rate * (still - until)
            both_r, both_alpha, gone_alpha = both * by_r, both * by_alpha, gone * by_alpha
            value += (n * (np.maximum(log_odds, 0.0) + np.log(1.0 + small))).sum()
            first += (gone * by_r).sum(), gone_alpha.sum()
            rr += (both_r * by_r).sum()
            ra += (both_r * by_alpha).sum() + (gone * (still - until)).sum()
            aa += (both_alpha * by_alpha).sum() - (gone_alpha * (still + until)).sum()
            for total, part in ((gone_of, gone), (both_of, both), (both_r_of, both_r), (both_alpha_of, both_alpha)):
                total += np.bincount(of_count, weights=part, minlength=leave.size)

        gradient = np.array([*first, gone_of.sum() / a, -(gone_of / leave).sum()])
        upper = np.zeros((4, 4))
        upper[0] = rr, ra, both_r_of.sum() / a, -(both_r_of / leave).sum()
        upper[1, 1:] = aa, both_alpha_of.sum() / a, -(both_alpha_of / leave).sum()
        upper[2, 2:] = (both_of.sum() - gone_of.sum()) / a**2, -(both_of / leave).sum() / a
        upper[3, 3] = ((both_of + gone_of) / leave**2).sum()
        return float(value), gradient, upper + np.triu(upper, 1).T
