"""Shared by all tests. pytest puts this folder on the path, so that tests may import the modules beside this file."""

from __future__ import annotations

from pathlib import Path

import pytest
from ran_shop import RanShop

TESTS = Path(__file__).parent


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several processes share the suite, tests that share what was made for them stay in one process."""
    if config.pluginmanager.hasplugin("xdist"):
        for item in items:
            item.add_marker(pytest.mark.xdist_group(shared_by(item)))


def shared_by(item: pytest.Item) -> str:
    """The ran shop, or what conftest.py of its folder makes; whole paths have only what they make themselves."""
    if "one_ran_shop" in getattr(item, "fixturenames", ()):
        return "ran_shop"
    file = item.path.relative_to(TESTS)
    return file.as_posix() if file.parts[0] in ("end_to_end", "integration") else file.parent.as_posix()


@pytest.fixture(scope="session")
def one_ran_shop(tmp_path_factory: pytest.TempPathFactory) -> RanShop:
    """The sample shop after `langganan demo --size 300`, made once."""
    return RanShop.make(tmp_path_factory.mktemp("ran_shop"))


@pytest.fixture
def ran_shop(one_ran_shop: RanShop) -> RanShop:
    """That shop, as the demo left it, in its one place."""
    one_ran_shop.restore()
    return one_ran_shop
