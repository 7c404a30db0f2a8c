"""A delivery that should have come is late by the entity's cadence, at the end of a fixed as_of or now."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from small_inbox import SmallInbox, small_inbox

from ingestion.freshness import Freshness, freshness

NEWEST = dt.datetime(2026, 5, 31, 17, tzinfo=dt.UTC)
A = "a,b\n1,x\n"


def measured(inbox: SmallInbox, hours: float, as_of: dt.date | None = None) -> list[Freshness]:
    """So many hours after the newest delivery."""
    workspace = inbox.workspace.model_copy(update={"as_of": as_of})
    return freshness(workspace, inbox.paths, NEWEST + dt.timedelta(hours=hours))


@pytest.mark.parametrize(("cadence", "hours"), [("hourly", 3), ("daily", 48), ("weekly", 216), ("monthly", 960)])
def test_it_is_late_when_one_more_than_one_delivery_is_missing(tmp_path: Path, cadence: str, hours: int) -> None:
    inbox = small_inbox(tmp_path, cadence=cadence)
    inbox.land_one("c_20260601.csv", A)
    assert measured(inbox, hours) == [Freshness("shop", "things", cadence, NEWEST, is_late=False)]
    (late,) = measured(inbox, hours + 0.01)
    assert late.is_late
    assert late.sentence == (
        f"shop.things: the newest delivery is of 2026-05-31 17:00 UTC, and one is expected {cadence}."
    )


def test_what_comes_once_is_never_late(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path, cadence="once")
    inbox.land_one("c_20260601.csv", A)
    assert measured(inbox, 100_000) == []


def test_a_fixed_as_of_expects_nothing_newer(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path)
    inbox.land_one("c_20260601.csv", A)
    assert [f.is_late for f in measured(inbox, 10_000, dt.date(2026, 6, 1))] == [False]
    assert [f.is_late for f in measured(inbox, 10_000, dt.date(2026, 6, 5))] == [True]


def test_an_entity_that_never_delivered_is_late_once_others_have(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path)
    assert measured(inbox, 0) == []
    things = inbox.workspace.sources["shop"].entities["things"]
    shop = inbox.workspace.sources["shop"].model_copy(
        update={"entities": {"others": things.model_copy(update={"files": "others/*"}), "things": things}}
    )
    both = SmallInbox(inbox.workspace.model_copy(update={"sources": {"shop": shop}}), inbox.paths)
    both.land_one("c_20260601.csv", A)
    assert [(f.entity, f.is_late) for f in measured(both, 1)] == [("others", True), ("things", False)]
    assert measured(both, 1)[0].sentence == "shop.others: no delivery has come yet, and one is expected daily."
