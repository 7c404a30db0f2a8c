"""kill -9 at any step of a build: the next run gives what one clean build gives, also of deliveries in a hard order."""

from __future__ import annotations

import pytest
from killed_build import kill_build
from trial_house import LOADER_COLUMNS, TrialHouse, differences, fates_by_time

from ledgers import builds
from orchestration.build import Plan, plan

from .conftest import Deliveries, Reference
from .test_order_does_not_matter import Runs, deliver_last, hard_order

BUILT_IN = ""
TORN = "the tables on disk are missing or incomplete"
OF_TWO_BUILDS = "the tables on disk are of another build than the last complete one (1)"

Kills = list[tuple[int | str, str]]
"""Moment of the kill, and why the next build has to make everything anew ('': it has not)."""


def check(house: TrialHouse, deliveries: Deliveries, reference: Reference, runs: Runs, kills: Kills) -> None:
    """Kill one build after another of the last run, see what is planned then, and compare the tables in the end."""
    *former, last_names = runs
    house.empty()
    for names in former:
        house.deliver(deliveries.inbox, names)
        house.ingest_and_build()
    again = [name for name in former[0][::8] if not name.endswith(".sqlite")]
    deliver_last(house, deliveries.inbox, last_names, again)
    house.ingest()
    for moment, reason in kills:
        kill_build(house.paths.root.parent, moment)
        todo = planned(house)
        assert (todo.is_current, todo.reason) == (False, reason)
        assert (todo.loads_above > 0) == (reason == BUILT_IN)

    assert house.ingest_and_build()
    last = builds.last_complete(house.paths.state)
    assert last is not None
    assert (last.build_seq, builds.newest(house.paths.state)) == (len(former) + len(kills) + 1, last)
    faults = differences(house.tables, reference.first, house.compared_models(), LOADER_COLUMNS)
    assert not faults, "\n".join(faults)
    assert fates_by_time(house.tables) == fates_by_time(reference.first)


def planned(house: TrialHouse) -> Plan:
    """What the next build would do."""
    paths = house.paths
    return plan(paths.state, paths.warehouse, paths.marts, house.run.as_of, house.run.project.fingerprint)


def thirds(names: tuple[str, ...]) -> Runs:
    """Two thirds of the deliveries, then the rest."""
    third = len(names) // 3
    return [list(names[third:]), list(names[:third])]


def test_a_hard_order_and_a_build_killed_half_way(
    house: TrialHouse, deliveries: Deliveries, reference: Reference
) -> None:
    """Two laws at the price of one: whoever breaks either is seen, and `--laws` tells which."""
    check(house, deliveries, reference, hard_order(deliveries.names), [(70, BUILT_IN)])


@pytest.mark.laws
def test_builds_killed_one_after_another_are_made_anew(
    house: TrialHouse, deliveries: Deliveries, reference: Reference
) -> None:
    """Early and late in a build of new loads, around the marks, and within the rebuild that follows."""
    kills: Kills = [(10, BUILT_IN), (90, BUILT_IN), ("before the marks", BUILT_IN)]
    kills += [("between the marks", OF_TWO_BUILDS), (50, TORN)]
    check(house, deliveries, reference, thirds(deliveries.names), kills)


@pytest.mark.laws
def test_a_build_killed_after_its_marks_is_made_anew(
    house: TrialHouse, deliveries: Deliveries, reference: Reference
) -> None:
    check(house, deliveries, reference, thirds(deliveries.names), [("after the marks", OF_TWO_BUILDS)])
