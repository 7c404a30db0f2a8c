"""Shared by all tests. pytest puts this folder on the path, so that tests may import the modules beside this file."""

from __future__ import annotations

import os
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ran_shop import RanShop

TESTS = Path(__file__).parent
PARSED = "LANGGANAN_PARSED"


def pytest_configure(config: pytest.Config) -> None:
    """Homes made by tests share what dbt parsed, as do the processes that share the suite; each session parses anew."""
    if not hasattr(config, "workerinput"):
        os.environ[PARSED] = tempfile.mkdtemp(prefix="parsed-")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(PARSED), ignore_errors=True)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Where several processes share the suite, tests that share what was made for them stay in one process."""
    from xdist.scheduler import LoadScopeScheduling

    class Shared(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return shared_by(TESTS / nodeid.split("::")[0].removeprefix("tests/"))

    return Shared(config, log)


@cache
def shared_by(file: Path) -> str:
    """The ran shop, or what conftest.py of its folder makes; whole paths have only what they make themselves."""
    if "ran_shop" in file.read_text(encoding="utf-8"):
        return "ran_shop"
    place = file.relative_to(TESTS)
    return place.as_posix() if place.parts[0] in ("end_to_end", "integration") else place.parent.as_posix()


@pytest.fixture(scope="session")
def one_ran_shop(tmp_path_factory: pytest.TempPathFactory) -> RanShop:
    """The sample shop after `langganan demo --size 300`, made once."""
    return RanShop.make(tmp_path_factory.mktemp("ran_shop"))


@pytest.fixture
def ran_shop(one_ran_shop: RanShop) -> RanShop:
    """That shop, as the demo left it, in its one place."""
    one_ran_shop.restore()
    return one_ran_shop
