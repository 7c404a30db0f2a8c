"""Expectation maximisation over all pairs of records at once: how often one person's records agree, and how many are.

Candidate pairs stand for all pairs, since a pair that is no candidate agrees in nothing and is nobody's; so the chance
that two random records are one person comes out with the weights, and pairs that were chosen for agreeing do not bias
them. Splink's sessions, one for each blocking, were tried first: on small data, a session in which nearly all pairs
are strangers with one name took "similar e-mail" for the mark of a person. Fellegi and Sunter (1969); Winkler (1988).
"""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# What is believed before any pair was seen, and for how many pairs' worth.
EQUAL, DIFFERENT, BELIEF = 0.75, 0.08, 8.0
LEAST_U = 1e-7

# The most often that two records of one person may differ outright: people move and have several telephones, but not
# several birth dates. Beyond it, expectation maximisation has found families or namesakes instead of persons.
MOST_DIFFERENT = {"first_name": 0.2, "last_name": 0.2, "birth": 0.15, "birth_year": 0.15, "national_id": 0.15}
MOST_DIFFERENT_ELSE = 0.4
ROUNDS, CLOSE_ENOUGH = 200, 1e-5


@dataclass(frozen=True)
class _Observed:
    """One comparison over the sampled pairs: the level (-1: unknown), and what a value's rarity adds to its weight."""

    name: str
    level: NDArray[np.int64]
    rarity: Floats
    weighed: NDArray[np.bool_]


def believed(settings: dict[str, Any]) -> dict[str, Any]:
    """Settings with what is believed before training for every m, and strangers' agreement never quite impossible."""
    settings = copy.deepcopy(settings)
    for levels in _levels(settings):
        partial = (1.0 - EQUAL - DIFFERENT) / max(len(levels) - 2, 1)
        us = [max(level.get("u_probability") or 0.0, LEAST_U) for level in levels]
        for place, level in enumerate(levels):
            middle = 0 < place < len(levels) - 1
            level["m_probability"] = partial if middle else (EQUAL if place == 0 else DIFFERENT)
            level["u_probability"] = us[place] / math.fsum(us)
        total = math.fsum(level["m_probability"] for level in levels)
        for level in levels:
            level["m_probability"] /= total
    return settings


def estimated(settings: dict[str, Any], scored: pa.Table, share: int, records: int) -> dict[str, Any]:
    """Settings with m, u and the prior that fit a sample of candidate pairs scored with `settings`.

    `scored` has gamma_* and weight_* of one candidate pair in `share`; `records` is how many records there are.
    """
    settings = copy.deepcopy(settings)
    everything = records * (records - 1) / 2
    prior = min(0.5, 1.0 / records)
    names = [comparison["output_column_name"] for comparison in settings["comparisons"]]
    beliefs = [np.array([level["m_probability"] for level in levels]) for levels in _levels(settings)]
    us = [np.array([level["u_probability"] for level in levels]) for levels in _levels(settings)]
    ms = [b.copy() for b in beliefs]
    observed = [_observe(name, scored, m, levels) for name, m, levels in zip(names, ms, _levels(settings), strict=True)]
    for _ in range(ROUNDS):
        chances = _chances(observed, ms, us, prior)
        after = float(np.clip(chances.sum() * share / everything, 1e-12, 0.5))
        moved = abs(math.log(after / prior))
        prior = after
        for place, one in enumerate(observed):
            known = one.level >= 0
            agreed = np.bincount(one.level[known], chances[known], minlength=len(ms[place])) * share
            m = _credible((agreed + BELIEF * beliefs[place]) / (agreed.sum() + BELIEF), one.name)
            moved = max(moved, float(np.abs(m - ms[place]).max()))
            ms[place] = m
        if moved < CLOSE_ENOUGH:
            break
    for levels, m, u in zip(_levels(settings), ms, us, strict=True):
        for level, one, other in zip(levels, m.tolist(), u.tolist(), strict=True):
            level["m_probability"], level["u_probability"] = float(f"{one:.9g}"), float(f"{other:.9g}")
    settings["probability_two_random_records_match"] = float(f"{prior:.9g}")
    return settings


def _levels(settings: dict[str, Any]) -> list[list[dict[str, Any]]]:
    return [
        [level for level in comparison["comparison_levels"] if not level.get("is_null_level")]
        for comparison in settings["comparisons"]
    ]


def _observe(name: str, scored: pa.Table, m: Floats, levels: Sequence[dict[str, Any]]) -> _Observed:
    gamma = scored.column(f"gamma_{name}").to_numpy().astype(np.int64)
    place = np.where(gamma >= 0, len(levels) - 1 - gamma, -1)
    weighed = np.array(["tf_adjustment_column" in level for level in levels])[place] & (place >= 0)
    rarity = scored.column(f"weight_{name}").to_numpy() - np.log2(m)[place]
    return _Observed(name, place, np.where(weighed, rarity, 0.0), weighed)


def _credible(m: Floats, name: str) -> Floats:
    """No more outright difference than is credible of one person; what is too much is spread over the other levels."""
    most = MOST_DIFFERENT.get(name, MOST_DIFFERENT_ELSE)
    if m[-1] <= most:
        return m
    return np.append(m[:-1] * (1.0 - most) / m[:-1].sum(), most)


def _chances(observed: Sequence[_Observed], ms: Sequence[Floats], us: Sequence[Floats], prior: float) -> Floats:
    weight: Floats = np.full(len(observed[0].level), math.log2(prior / (1.0 - prior)))
    for one, m, u in zip(observed, ms, us, strict=True):
        agreement = np.where(one.weighed, np.log2(m)[one.level] + one.rarity, np.log2(m / u)[one.level])
        weight += np.where(one.level >= 0, agreement, 0.0)
    chances: Floats = 1.0 / (1.0 + np.exp2(-np.clip(weight, -100.0, 100.0)))
    return chances
