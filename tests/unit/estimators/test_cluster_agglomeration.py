"""A link joins clusters only if their other records do not speak against it, in whatever order pairs come."""

from __future__ import annotations

import random as chance

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from estimators.cluster_agglomeration import agglomerate
from estimators.cluster_cutting import Contradiction, Cut, cut_clusters

COUNT = 9
EVERY = [(a, b) for a in range(COUNT) for b in range(a + 1, COUNT)]
PAIRS = st.dictionaries(st.sampled_from(EVERY), st.integers(-9, 9), max_size=20)
VALUES = st.lists(st.integers(-1, 2), min_size=COUNT, max_size=COUNT)


def joined(count: int, pairs: list[tuple[int, int, float]], *contradictions: Contradiction, **options: int) -> Cut:
    left, right, weight = (np.array([pair[i] for pair in pairs]) for i in range(3))
    return agglomerate(count, left.astype(int), right.astype(int), weight.astype(float), contradictions, **options)


def test_two_groups_with_one_bad_link_stay_two() -> None:
    groups = [(0, 1, 9.0), (0, 2, 9.0), (1, 2, 9.0), (3, 4, 9.0), (3, 5, 9.0), (4, 5, 9.0)]
    found = joined(6, [*groups, (2, 3, 4.0)])
    # (4 - 8 x 4) / 9 is -3.1: eight pairs that nobody found worth comparing outweigh one link.
    assert found.labels.tolist() == [0, 0, 0, 3, 3, 3]
    assert (found.links.tolist(), found.reasons) == ([6], ("outweighed",))
    pairs = np.array([*groups, (2, 3, 4.0)])
    assert cut_clusters(6, pairs[:, 0].astype(int), pairs[:, 1].astype(int), pairs[:, 2]).labels.tolist() == [0] * 6


def test_a_strong_link_outweighs_what_was_not_compared() -> None:
    found = joined(3, [(0, 1, 9.0), (1, 2, 6.0)])
    assert (found.labels.tolist(), found.links.tolist()) == ([0, 0, 0], [])


def test_pairs_against_outweigh_a_link() -> None:
    # (2 - 8) / 2 is -3 and just borne; a heavier no would be clipped to it, so two of three must speak against.
    assert joined(3, [(0, 1, 9.0), (1, 2, 2.0), (0, 2, -20.0)]).labels.tolist() == [0, 0, 0]
    assert joined(3, [(0, 1, 9.0), (1, 2, 1.0), (0, 2, -20.0)]).labels.tolist() == [0, 0, 2]


def test_nobody_is_joined_without_a_link() -> None:
    assert joined(3, [(0, 1, -0.5), (1, 2, -0.1)]).labels.tolist() == [0, 1, 2]
    assert joined(0, []).labels.tolist() == []


def test_contradictions_and_limits_hold() -> None:
    national_id = Contradiction("national_id", np.array([7, -1, 8]))
    found = joined(3, [(0, 1, 5.0), (1, 2, 3.0)], national_id)
    assert (found.labels.tolist(), found.reasons) == ([0, 0, 2], ("national_id",))
    assert joined(3, [(0, 1, 5.0), (1, 2, 3.0)], limit=2).reasons == ("too_large",)


@given(PAIRS, VALUES, st.integers(1, COUNT), st.integers())
def test_the_order_of_pairs_changes_nothing(
    pairs: dict[tuple[int, int], int], values: list[int], limit: int, seed: int
) -> None:
    rule = Contradiction("national_id", np.array(values))
    given_pairs = [(a, b, float(w)) for (a, b), w in pairs.items()]
    shuffled = [(b, a, w) for a, b, w in given_pairs]
    chance.Random(seed).shuffle(shuffled)  # noqa: S311
    found, again = (joined(COUNT, some, rule, limit=limit) for some in (given_pairs, shuffled))
    assert found.labels.tolist() == again.labels.tolist()
    for label in set(found.labels.tolist()):
        members = np.flatnonzero(found.labels == label)
        assert label == members[0]
        assert len(members) <= limit
        assert len({values[member] for member in members} - {-1}) <= 1
    linked = {position for position, (_, _, weight) in enumerate(given_pairs) if weight >= 0}
    parted = {p for p in linked if found.labels[given_pairs[p][0]] != found.labels[given_pairs[p][1]]}
    assert set(found.links.tolist()) == parted
