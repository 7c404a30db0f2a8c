"""Laws of holdouts: arms are drawn by a salted hash, remembered, and shared with a contact point; sizes add up."""

from __future__ import annotations

from collections import Counter

import pytest
from holdout_layer import EXCLUSION, LOG, OWN, STRATIFIED, House
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

PEOPLE = tuple(f"p{i:02d}" for i in range(24))
MANY = [f"c{i:05d}" for i in range(8_000)]


def everybody(house: House, people: list[str], points: dict[str, list[str]] | None = None) -> None:
    """A build in which all of these are chosen by three audiences."""
    house.people(dict.fromkeys(people, "repeat"), points or {})
    house.choose(dict.fromkeys((STRATIFIED, OWN, EXCLUSION), people))
    house.build()


def test_the_share_is_held_out_of_promotions_and_of_nothing_else(house: House) -> None:
    everybody(house, MANY)
    held = Counter(arm for arm in house.arms("*").values())
    assert held["control"] / len(MANY) == pytest.approx(0.2, abs=0.02)
    assert Counter(house.arms(OWN).values())["control"] / len(MANY) == pytest.approx(0.5, abs=0.02)
    # Of a stratum exactly its share, but for the rounding.
    assert abs(Counter(house.arms(STRATIFIED).values())["control"] - 2_000) <= 1
    own, of_all = house.arms(OWN), house.arms("*")
    for person, reason in house.reasons(OWN).items():
        assert reason == ("held_out" if "control" in (own[person], of_all[person]) else "")
    assert set(house.reasons(EXCLUSION).values()) == {""}
    both = sum(own[p] == of_all[p] == "control" for p in MANY) / len(MANY)
    assert both == pytest.approx(0.1, abs=0.015)  # one draw tells nothing of another


def test_the_counts_add_up(house: House) -> None:
    everybody(house, list(PEOPLE))
    counts = house.rows(
        "select audience, cast(sum(customer_count) as int) from marts.eligibility.elg_exclusion_counts"
        " where channel = 'email' group by audience having sum(customer_count) > 0"
    )
    assert dict(counts) == {STRATIFIED: 24, OWN: 24, EXCLUSION: 24}
    (held,) = house.rows(
        f"select customer_count from marts.eligibility.elg_exclusion_counts where audience = '{OWN}'"
        " and channel = 'email' and reason = 'held_out'"
    )
    assert held[0] == Counter(house.reasons(OWN).values())["held_out"] > 0


def test_strata_hold_out_their_share_each_however_people_trickle_in(house: House) -> None:
    lifecycles = {p: ("repeat" if i % 4 else "lapsed") for i, p in enumerate(PEOPLE)}
    for count in (1, 2, 3, 7, 12, 13, 24):
        some = dict(list(lifecycles.items())[:count])
        house.people(some, {})
        house.choose({STRATIFIED: list(some)})
        house.build()
        arms = house.arms(STRATIFIED)
        for lifecycle in ("repeat", "lapsed"):
            stratum = [p for p in some if lifecycles[p] == lifecycle]
            held = sum(arms[p] == "control" for p in stratum)
            assert abs(held - 0.25 * len(stratum)) < 1


orders = st.permutations(PEOPLE).flatmap(
    lambda order: st.lists(st.integers(0, len(order)), min_size=1, max_size=2).map(
        lambda cuts: [list(order)[:cut] for cut in sorted(cuts)] + [list(order)]
    )
)


@given(orders)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_arms_are_the_same_in_whatever_order_people_come_and_stay(house: House, builds: list[list[str]]) -> None:
    house.connection.execute(f"delete from {LOG}")
    everybody(house, list(PEOPLE))
    expected = house.arms("*"), house.arms(OWN)
    house.connection.execute(f"delete from {LOG}")
    given_before: dict[tuple[str, str], str] = {}
    for people in builds:
        everybody(house, people)
        now = {(s, p): arm for s, p, arm in house.rows(f"select scope, customer_id, arm from {LOG}")}
        assert given_before.items() <= now.items()
        given_before = now
    assert (house.arms("*"), house.arms(OWN)) == expected
    (rows,) = house.rows(f"select count(*), count(distinct (scope, period, customer_id)) from {LOG}")
    assert rows[0] == rows[1] == 3 * len(PEOPLE)


shared = st.lists(st.lists(st.sampled_from(PEOPLE), min_size=2, max_size=4, unique=True), max_size=8)


@given(shared)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_people_who_share_a_contact_point_share_an_arm(house: House, points: list[list[str]]) -> None:
    house.connection.execute(f"delete from {LOG}")
    everybody(house, list(PEOPLE), {f"x{i}": holders for i, holders in enumerate(points)})
    for scope in ("*", OWN, STRATIFIED):
        arms = house.arms(scope)
        assert len(arms) == len(PEOPLE)
        for holders in points:
            assert len({arms[p] for p in holders}) == 1
            assert arms[holders[0]] in ("treated", "control")
    groups = dict(house.rows("select customer_id, group_id from marts.eligibility.elg_contact_groups"))
    assert groups == smallest_by_hand(points)


def smallest_by_hand(points: list[list[str]]) -> dict[str, str]:
    """Person -> the smallest of the group, by merging sets until none overlap."""
    groups: list[set[str]] = []
    for holders in points:
        touching = [g for g in groups if g & set(holders)]
        groups = [g for g in groups if g not in touching] + [set(holders).union(*touching)]
    return {person: min(group) for group in groups for person in group}


def apart(house: House) -> tuple[str, str]:
    """One who is held out of all promotions, and one who is not."""
    arms = house.arms("*")
    return min(p for p in arms if arms[p] == "control"), min(p for p in arms if arms[p] == "treated")


def test_merged_people_whose_arms_differ_are_held_out_and_flagged(house: House) -> None:
    everybody(house, list(PEOPLE))
    held, free = apart(house)
    rest = [p for p in PEOPLE if p != held]
    house.people(dict.fromkeys(rest, "repeat"), {}, {held: free})
    house.choose({OWN: rest})
    house.build()
    assert house.arms("*")[free] == "mixed"
    assert house.reasons(OWN)[free] == "held_out"
    everybody(house, list(PEOPLE))  # the merge is undone
    assert (house.arms("*")[held], house.arms("*")[free]) == ("control", "treated")


def test_merged_people_of_one_arm_keep_it(house: House) -> None:
    everybody(house, list(PEOPLE))
    arms = house.arms("*")
    first, second = [p for p in PEOPLE if arms[p] == "treated"][:2]
    rest = [p for p in PEOPLE if p != first]
    house.people(dict.fromkeys(rest, "repeat"), {}, {first: second})
    house.choose({OWN: rest})
    house.build()
    assert house.arms("*")[second] == "treated"


def test_people_who_come_to_share_a_contact_point_later_are_flagged(house: House) -> None:
    everybody(house, list(PEOPLE))
    held, free = apart(house)
    everybody(house, list(PEOPLE), {"family@example.com": [held, free]})
    assert {house.arms("*")[held], house.arms("*")[free]} == {"mixed"}
    assert house.reasons(OWN)[held] == house.reasons(OWN)[free] == "held_out"


def test_a_newcomer_who_shares_a_contact_point_takes_its_arm_for_good(house: House) -> None:
    everybody(house, list(PEOPLE))
    held, free = apart(house)
    for known, name in ((held, "n1"), (free, "n2")):
        everybody(house, [*PEOPLE, name], {"family@example.com": [known, name]})
        arm = house.arms("*")[known]
        assert house.arms("*")[name] == arm
        everybody(house, [*PEOPLE, name])  # they part again
        assert house.arms("*")[name] == arm


def test_another_share_changes_no_arm_that_was_given(house: House) -> None:
    everybody(house, list(PEOPLE))
    before = house.arms("*")
    house.connection.execute(f"update {LOG} set control_share = 0.9")
    everybody(house, list(PEOPLE))
    assert house.arms("*") == before
