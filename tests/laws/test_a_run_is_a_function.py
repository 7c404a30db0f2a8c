"""Invariant 3: the same raw, configuration, as_of and history give the same tables; without news nothing is done."""

from __future__ import annotations

from trial_house import TrialHouse, differences

from .conftest import Reference


def test_two_clean_builds_give_the_same_tables(house: TrialHouse, reference: Reference) -> None:
    faults = differences(reference.second, reference.first, house.compared_models(), {"_build_seq"})
    assert not faults, "\n".join(faults)


def test_a_build_without_news_does_nothing(reference: Reference) -> None:
    assert reference.events_of_idle_build == []
