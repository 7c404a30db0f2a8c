"""kill -9 at any step of a build: the next run gives what one clean build gives."""

from __future__ import annotations

from killed_build import kill_build
from trial_house import LOADER_COLUMNS, TrialHouse, differences, fates_by_time

from ledgers import builds
from orchestration.build import Plan, plan

from .conftest import Deliveries, Reference

REBUILDS = "the tables on disk are of another build than the last complete one (1)"


def test_builds_killed_one_after_another_end_as_a_clean_one(
    house: TrialHouse, deliveries: Deliveries, reference: Reference
) -> None:
    """First early and late in a build of new loads, then around the marks, then within the rebuild that follows."""
    house.empty()
    third = len(deliveries.names) // 3
    house.deliver(deliveries.inbox, list(deliveries.names[third:]))
    house.ingest_and_build()
    house.deliver(deliveries.inbox, list(deliveries.names[:third]))
    house.ingest()

    for moment in (10, 90, "before the marks"):
        kill_build(house.paths.root.parent, moment)
        assert (todo := planned(house)).reason == ""
        assert (todo.is_current, todo.loads_above > 0) == (False, True)
    for moment in ("between the marks", "after the marks"):
        kill_build(house.paths.root.parent, moment)
        assert planned(house).reason == REBUILDS
    kill_build(house.paths.root.parent, 50)
    assert planned(house).reason == "the tables on disk are missing or incomplete"

    assert house.ingest_and_build()
    last = builds.last_complete(house.paths.state)
    assert last is not None
    assert (last.build_seq, builds.newest(house.paths.state)) == (8, last)
    faults = differences(house.tables, reference.first, house.compared_models(), LOADER_COLUMNS)
    assert not faults, "\n".join(faults)
    assert fates_by_time(house.tables) == fates_by_time(reference.first)


def planned(house: TrialHouse) -> Plan:
    """What the next build would do."""
    paths = house.paths
    return plan(paths.state, paths.warehouse, paths.marts, house.run.as_of, house.run.project.fingerprint)
