"""Clusters keep to their limits, cut the weakest links first, and do not depend on the order of links."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from estimators.cluster_cutting import Contradiction, Cut, ValueLimit, cut_clusters

COUNT = 9
LINKS = st.lists(
    st.tuples(st.integers(0, COUNT - 1), st.integers(0, COUNT - 1), st.integers(-2, 3)), max_size=25, unique=True
)
VALUES = st.lists(st.integers(-1, 2), min_size=COUNT, max_size=COUNT)


def ints(*numbers: int) -> np.ndarray:
    return np.array(numbers, np.int64)


def cut(
    count: int,
    links: list[tuple[int, int, float]],
    contradictions: list[Contradiction] | None = None,
    limit: int = 100,
    apart: list[tuple[int, int]] | None = None,
    value_limits: list[ValueLimit] | None = None,
) -> Cut:
    return cut_clusters(
        count,
        ints(*(a for a, _, _ in links)),
        ints(*(b for _, b, _ in links)),
        np.array([w for _, _, w in links], np.float64),
        contradictions or [],
        limit,
        np.array(apart or [], np.int64).reshape(-1, 2),
        value_limits or [],
    )


def test_links_without_fault_make_components() -> None:
    found = cut(6, [(0, 2, 1.0), (2, 5, 1.0), (3, 4, 9.0)])
    assert found.labels.tolist() == [0, 1, 0, 3, 3, 0]
    assert (found.links.tolist(), found.reasons) == ([], ())


def test_a_chain_with_contradicting_ends_is_cut_at_its_weakest_link() -> None:
    national_id = Contradiction("national_id", ints(7, -1, 8))
    weaker_first = cut(3, [(0, 1, 3.0), (1, 2, 5.0)], [national_id])
    assert weaker_first.labels.tolist() == [0, 1, 1]
    assert (weaker_first.links.tolist(), weaker_first.reasons) == ([0], ("national_id",))
    weaker_last = cut(3, [(0, 1, 5.0), (1, 2, 3.0)], [national_id])
    assert weaker_last.labels.tolist() == [0, 0, 2]
    assert (weaker_last.links.tolist(), weaker_last.reasons) == ([1], ("national_id",))


def test_one_value_or_an_unknown_one_is_no_contradiction() -> None:
    birth_date = Contradiction("birth_date", ints(7, -1, 7))
    assert cut(3, [(0, 1, 3.0), (1, 2, 5.0)], [birth_date]).labels.tolist() == [0, 0, 0]


def test_tolerated_values_stand_together_but_do_not_carry_over() -> None:
    # 1 is a typing error of 0 and of 2, which are two dates all the same.
    birth_date = Contradiction("birth_date", ints(0, 1, 2), np.array([[1, 0], [1, 2]]))
    found = cut(3, [(0, 1, 5.0), (1, 2, 3.0)], [birth_date])
    assert (found.labels.tolist(), found.links.tolist()) == ([0, 0, 2], [1])


def test_a_cluster_over_the_limit_loses_its_weakest_links() -> None:
    # Two tight groups of three, held together by one weak link.
    links = [(0, 1, 9.0), (1, 2, 8.0), (3, 4, 9.0), (4, 5, 8.0), (2, 3, 1.0)]
    found = cut(6, links, limit=4)
    assert found.labels.tolist() == [0, 0, 0, 3, 3, 3]
    assert (found.links.tolist(), found.reasons) == ([4], ("too_large",))
    assert cut(6, links, limit=6).labels.tolist() == [0] * 6


def test_people_decided_apart_stay_apart() -> None:
    found = cut(4, [(0, 1, 9.0), (1, 2, 8.0), (2, 3, 7.0)], apart=[(3, 0)])
    assert (found.labels.tolist(), found.reasons) == ([0, 0, 0, 3], ("decided",))


def test_a_hundred_thousand_records_in_one_chain_stay_within_the_limit() -> None:
    count = 100_000
    found = cut_clusters(count, np.arange(count - 1), np.arange(1, count), np.ones(count - 1), limit=50)
    assert np.bincount(found.labels).max() <= 50


@pytest.mark.parametrize(
    ("links", "said"), [([(0, 3, 1.0)], "does not exist"), ([(0, 1, float("nan"))], "not a number")]
)
def test_senseless_links_are_refused(links: list[tuple[int, int, float]], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        cut(3, links)


@given(LINKS, VALUES, st.integers(1, COUNT), st.randoms(use_true_random=False))
def test_the_rules_hold_in_any_order(links: list[tuple[int, int, int]], values: list[int], limit: int, random) -> None:
    rule = Contradiction("national_id", ints(*values))
    found = cut(COUNT, links, [rule], limit)
    shuffled = [(b, a, w) for a, b, w in links]
    random.shuffle(shuffled)
    again = cut(COUNT, shuffled, [rule], limit)
    assert found.labels.tolist() == again.labels.tolist()
    names = [
        {(*sorted(given[i][:2]), given[i][2]) for i in of.links} for given, of in ((links, found), (shuffled, again))
    ]
    assert names[0] == names[1]
    for label in set(found.labels.tolist()):
        members = np.flatnonzero(found.labels == label)
        assert label == members[0]
        assert len(members) <= limit
        assert len({values[m] for m in members} - {-1}) <= 1
    for position, (a, b, weight) in enumerate(links):
        together = found.labels[a] == found.labels[b]
        assert (position in found.links.tolist()) != together
        if not together:
            # The two clusters cannot be one: stronger links alone have made them so.
            both = np.flatnonzero(np.isin(found.labels, [found.labels[a], found.labels[b]]))
            assert len(both) > limit or len({values[m] for m in both} - {-1}) > 1, weight


def test_a_person_holds_as_many_values_as_allowed_and_not_one_more() -> None:
    links = [(0, 1, 3.0), (1, 2, 2.0), (2, 3, 1.0)]
    emails = ValueLimit("email", ints(0, 1, 2, 3, 3), ints(4, 5, 6, 6, 6), 3)
    assert cut(4, links, value_limits=[emails]).labels.tolist() == [0, 0, 0, 0]
    fewer = cut(4, links, value_limits=[ValueLimit("email", emails.records, emails.values, 2)])
    assert fewer.labels.tolist() == [0, 0, 2, 2]
    assert (fewer.links.tolist(), fewer.reasons) == ([1], ("email",))


def test_a_record_that_alone_holds_too_many_may_still_meet_those_who_hold_none() -> None:
    phones = ValueLimit("phone", ints(0, 0, 0), ints(1, 2, 3), 2)
    assert cut(2, [(0, 1, 1.0)], value_limits=[phones]).labels.tolist() == [0, 0]


def test_what_somebody_decided_holds_against_contradictions_and_limits() -> None:
    birth_date = Contradiction("birth_date", ints(1, 2, 1, 2))
    links = [(0, 1, float("inf")), (1, 2, 5.0), (0, 3, 4.0)]
    assert cut(4, links, [birth_date]).labels.tolist() == [0, 0, 0, 0]
    assert cut(4, links, limit=1).labels.tolist() == [0, 0, 2, 3]
    stranger = Contradiction("birth_date", ints(1, 2, 3, 2))
    assert cut(4, links, [stranger]).labels.tolist() == [0, 0, 2, 0]


def test_who_is_kept_apart_stays_apart_from_whom_somebody_decided_to_join() -> None:
    links = [(0, 1, float("inf")), (1, 2, float("inf"))]
    found = cut(3, links, apart=[(0, 2)])
    assert (found.labels.tolist(), found.reasons) == ([0, 0, 2], ("decided",))
