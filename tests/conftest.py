"""Shared by all tests. pytest puts this folder on the path, so that tests may import the modules beside this file."""

from __future__ import annotations

import pytest
from ran_shop import RanShop


@pytest.fixture(scope="session")
def one_ran_shop(tmp_path_factory: pytest.TempPathFactory) -> RanShop:
    """The sample shop after `langganan demo --size 300`, made once."""
    return RanShop.make(tmp_path_factory.mktemp("ran_shop"))


@pytest.fixture
def ran_shop(one_ran_shop: RanShop) -> RanShop:
    """That shop, as the demo left it, in its one place."""
    one_ran_shop.restore()
    return one_ran_shop
