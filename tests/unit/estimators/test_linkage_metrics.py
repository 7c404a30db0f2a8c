"""Precision and recall are what a hand counts, and do not depend on what labels are called."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimators.linkage_metrics import measure

LABELLED = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=25)


def test_six_records_worked_by_hand() -> None:
    # Clusters {0,1,2} {3} {4,5}; people {0,1} {2,3} {4,5}: linked pairs 01 02 12 45, true pairs 01 23 45, common 01 45.
    linkage = measure(["a", "a", "a", "b", "c", "c"], ["x", "x", "y", "y", "z", "z"])
    assert (linkage.pairs, linkage.true_pairs, linkage.common_pairs) == (4, 3, 2)
    assert linkage.pairwise_precision == pytest.approx(2 / 4)
    assert linkage.pairwise_recall == pytest.approx(2 / 3)
    assert linkage.pairwise_f1 == pytest.approx(4 / 7)
    # Only {4,5} is one person and whole.
    assert (linkage.clusters, linkage.people, linkage.common_clusters) == (3, 3, 1)
    assert linkage.cluster_precision == linkage.cluster_recall == linkage.cluster_f1 == pytest.approx(1 / 3)
    assert linkage.clusters_per_person == 1.0


def test_one_person_split_in_two() -> None:
    linkage = measure([0, 0, 1, 1], [7, 7, 7, 7])
    assert (linkage.pairwise_precision, linkage.pairwise_recall) == (1.0, pytest.approx(2 / 6))
    assert (linkage.cluster_precision, linkage.cluster_recall) == (0.0, 0.0)
    assert linkage.clusters_per_person == 2.0


def test_nobody_linked() -> None:
    linkage = measure([0, 1, 2], ["a", "a", "b"])
    assert (linkage.pairwise_precision, linkage.pairwise_recall, linkage.pairwise_f1) == (1.0, 0.0, 0.0)
    assert (linkage.cluster_precision, linkage.cluster_recall) == (pytest.approx(1 / 3), pytest.approx(1 / 2))


def test_no_records() -> None:
    linkage = measure([], [])
    assert (linkage.records, linkage.pairwise_f1, linkage.cluster_f1, linkage.clusters_per_person) == (0, 1.0, 1.0, 1.0)


def test_many_records_are_counted_without_listing_pairs() -> None:
    linkage = measure([0] * 300_000, [0] * 200_000 + [1] * 100_000)
    assert linkage.pairs == 300_000 * 299_999 // 2
    assert linkage.common_pairs == 200_000 * 199_999 // 2 + 100_000 * 99_999 // 2


def test_lengths_must_agree() -> None:
    with pytest.raises(ValueError, match=r"\(2,\) records are compared with \(3,\)"):
        measure([0, 1], [0, 1, 2])


@given(LABELLED)
def test_counts_are_those_of_all_pairs(labelled: list[tuple[int, int]]) -> None:
    found, truth = [f"c{a}" for a, _ in labelled], [b for _, b in labelled]
    linked = {p for p in combinations(range(len(labelled)), 2) if found[p[0]] == found[p[1]]}
    same = {p for p in combinations(range(len(labelled)), 2) if truth[p[0]] == truth[p[1]]}
    clusters = {frozenset(i for i, c in enumerate(found) if c == label) for label in found}
    people = {frozenset(i for i, p in enumerate(truth) if p == label) for label in truth}
    linkage = measure(found, truth)
    assert (linkage.pairs, linkage.true_pairs, linkage.common_pairs) == (len(linked), len(same), len(linked & same))
    assert linkage.common_clusters == len(clusters & people)
