"""Invariant 2 on The Complete Journey: months in any order, also in runs for which whole entities have not come yet."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from trial_house import TrialHouse

from workspaces.complete_journey.deliveries import make
from workspaces.paths import WorkspacePaths

from .conftest import Deliveries, Reference
from .test_order_does_not_matter import PATIENT, Runs, check, ways

HOUSEHOLDS, ORDERS = 60, 10


@pytest.mark.laws
def test_months_in_any_order_give_the_same_tables(tmp_path: Path) -> None:
    shop = WorkspacePaths(tmp_path / "shop")
    make(shop, size=HOUSEHOLDS)
    files = sorted(shop.inbox.rglob("*.parquet"))
    deliveries = Deliveries(shop.inbox, tuple(file.relative_to(shop.inbox).as_posix() for file in files))
    house = TrialHouse.make(tmp_path, "complete_journey")
    house.deliver(shop.inbox, list(deliveries.names))
    house.ingest_and_build()
    clean = house.keep_tables(tmp_path / "reference")
    reference = Reference(clean, clean, [], [])

    @settings(max_examples=ORDERS, **PATIENT)
    @given(way=ways(deliveries.names))
    def law(way: tuple[Runs, list[str]]) -> None:
        check(house, deliveries, reference, way)

    law()
