"""An entity judged again after its rules changed, and loads read again, give what one clean build gives."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from trial_house import TrialHouse, differences

from ingestion import relanding
from ledgers import builds
from orchestration import quarantined_rows, stages
from orchestration.replay import refuse_unless_confined
from orchestration.run import Run
from workspaces.configuration import Entity, Workspace
from workspaces.errors import ConfigurationError

from .conftest import Deliveries, Reference

RECEIPTS = ("pos", "receipts")


def misread(workspace: Workspace) -> Workspace:
    """The shop with its receipts' dates taken for another order, and its members' quotes for letters."""
    sources = {name: source.model_dump(by_alias=True) for name, source in workspace.sources.items()}
    sources["pos"]["entities"]["receipts"]["date_format"] = "%m/%d/%Y"
    sources["membership"]["entities"]["members"] |= {"quote": "", "rejected_share_max": 1}
    return workspace.model_copy(
        update={
            "sources": {
                name: workspace.sources[name].model_copy(update={"entities": entities(source)})
                for name, source in sources.items()
            }
        }
    )


def entities(source: dict[str, Any]) -> dict[str, Entity]:
    """Its entities, checked."""
    return {name: Entity.model_validate(entity) for name, entity in source["entities"].items()}


def with_rule_changed_elsewhere(run: Run) -> Run:
    """The run under another threshold, which is no part of any entity."""
    thresholds = run.workspace.thresholds | {"second_purchase_recency_days_min": 15}
    return replace(run, workspace=run.workspace.model_copy(update={"thresholds": thresholds}))


def test_a_replay_and_a_backfill_equal_a_rebuild(
    house: TrialHouse, deliveries: Deliveries, reference: Reference
) -> None:
    house.empty()
    house.deliver(deliveries.inbox, list(deliveries.names))
    wrong = TrialHouse(replace(house.run, workspace=misread(house.run.workspace)))
    wrong.ingest_and_build()
    before = builds.last_complete(house.paths.state)
    aside = quarantined_rows.quarantined_rows(wrong.run, RECEIPTS, "", 1000, is_shown=True)
    assert len(aside) > 5
    with pytest.raises(ConfigurationError, match=r"also changed since .*: variable second_purchase_recency_days_min\."):
        refuse_unless_confined(with_rule_changed_elsewhere(house.run), RECEIPTS)

    replaying = replace(house.run, replay=RECEIPTS)
    for load in relanding.asked_loads(house.run.workspace, house.paths, ["membership.members"]):
        relanding.reland(house.run.workspace, house.paths, load, frozenset())
    assert list(stages.build(replaying))
    last = builds.last_complete(house.paths.state)
    assert before is not None
    assert last is not None
    assert (last.is_full_rebuild, last.loads_above) == (False, before.loads_to)
    faults = differences(house.tables, reference.first, house.compared_models(), {"_build_seq"})
    assert not faults, "\n".join(faults)
    touched = house.tables.query("select count(*) from warehouse.intermediate.int_touched_orders where _build_seq = 2")
    orders = house.tables.query("select count(*) from warehouse.intermediate.int_orders")
    assert 0 < touched[0][0] < orders[0][0]
    assert list(stages.build(house.run)) == []
