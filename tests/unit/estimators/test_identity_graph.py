"""Components do not depend on the order of links, and are what a hand would draw."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimators.identity_graph import smallest_members

LINKS = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 7)), max_size=30)


def members(count: int, links: list[tuple[int, int]]) -> list[int]:
    pairs = np.array(links, np.int64).reshape(-1, 2)
    return smallest_members(count, pairs[:, 0], pairs[:, 1]).tolist()


def by_hand(count: int, links: list[tuple[int, int]]) -> list[int]:
    """The same by spreading the smallest record until nothing changes."""
    smallest = list(range(count))
    while True:
        before = list(smallest)
        for value in {value for _, value in links}:
            holders = [record for record, held in links if held == value]
            for record in holders:
                smallest[record] = min(smallest[holder] for holder in holders)
        if smallest == before:
            return smallest


def test_records_that_share_a_value_are_one() -> None:
    assert members(6, [(1, 0), (3, 0), (3, 1), (5, 1), (2, 9), (4, 3)]) == [0, 1, 2, 1, 4, 1]


def test_a_record_without_links_is_alone() -> None:
    assert members(3, []) == [0, 1, 2]
    assert members(0, []) == []


def test_a_value_repeated_often_still_links() -> None:
    """Repetitions of a link add up in a sparse matrix; 256 of them must not wrap around to none."""
    assert members(2, [(0, 0)] * 256 + [(1, 0)] * 256) == [0, 0]


@given(LINKS)
def test_components_are_those_drawn_by_hand(links: list[tuple[int, int]]) -> None:
    assert members(12, links) == by_hand(12, links)


@given(LINKS, st.randoms(use_true_random=False))
def test_the_order_of_links_and_the_names_of_values_do_not_matter(
    links: list[tuple[int, int]], random: np.random.Generator
) -> None:
    shuffled = [(record, 7 - value) for record, value in links]
    random.shuffle(shuffled)
    assert members(12, shuffled) == members(12, links)


@given(LINKS, st.permutations(range(12)))
def test_renumbering_records_renumbers_the_components(links: list[tuple[int, int]], order: list[int]) -> None:
    """Who is with whom does not depend on which number a record has."""
    first, second = members(12, links), members(12, [(order[record], value) for record, value in links])
    for a in range(12):
        for b in range(12):
            assert (first[a] == first[b]) == (second[order[a]] == second[order[b]])


@pytest.mark.parametrize(("records", "values"), [([3], [0]), ([-1], [0]), ([0], [-1]), ([0, 1], [0])])
def test_a_link_outside_the_graph_is_refused(records: list[int], values: list[int]) -> None:
    with pytest.raises(ValueError, match=r"outside the graph|are linked to"):
        smallest_members(3, np.array(records), np.array(values))
