"""A small sample shop with difficult deliveries, and what one clean build makes of them.

`make test` tries one hard order of delivery; `pytest tests/laws --laws` tries a hundred.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from compiled_identity import Compiled, compile_layer
from trial_house import Tables, TrialHouse

from ledgers import loads
from ledgers.loads import Load
from orchestration import stages
from workspaces.paths import WorkspacePaths
from workspaces.sample_shop.generator import make

from .twists import twist

PEOPLE = 300
DAYS = 4


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--laws` also runs the tests that take hours."""
    parser.addoption("--laws", action="store_true", default=False, help="a hundred orders of delivery beside the one")


def pytest_configure(config: pytest.Config) -> None:
    """Declare the mark of those tests."""
    config.addinivalue_line("markers", "laws: takes hours; runs only with --laws")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave them out unless they were asked for."""
    if config.getoption("--laws", default=False):
        return
    long = [item for item in items if item.get_closest_marker("laws")]
    config.hook.pytest_deselected(items=long)
    items[:] = [item for item in items if item not in long]


@dataclass(frozen=True)
class Deliveries:
    """An inbox, and the names of the deliveries in it."""

    inbox: Path
    names: tuple[str, ...]


@dataclass(frozen=True)
class Reference:
    """All deliveries at once: the tables of a clean build, those of a second one, and what happened in between."""

    first: Tables
    second: Tables
    events_of_idle_build: list[dict[str, Any]]
    loads: list[Load]


@pytest.fixture(scope="session")
def deliveries(tmp_path_factory: pytest.TempPathFactory) -> Deliveries:
    """The sample shop's deliveries and the twists."""
    paths = WorkspacePaths(tmp_path_factory.mktemp("shop"))
    make(paths, size=PEOPLE, days=DAYS)
    twist(paths.inbox)
    files = sorted(p for p in paths.inbox.rglob("*") if p.is_file() and p.suffix != ".delivered_at")
    return Deliveries(paths.inbox, tuple(p.relative_to(paths.inbox).as_posix() for p in files))


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> TrialHouse:
    """One house for all builds, so that dbt parses the project once. Whoever uses it empties it first."""
    return TrialHouse.make(tmp_path_factory.mktemp("laws"), "sample_shop")


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    """The identity layer as dbt compiles it."""
    return compile_layer(tmp_path_factory.mktemp("identity_layer"))


@pytest.fixture(scope="session")
def reference(house: TrialHouse, deliveries: Deliveries, tmp_path_factory: pytest.TempPathFactory) -> Reference:
    """What a clean build makes of everything, and a second clean build from the same raw."""
    kept = tmp_path_factory.mktemp("reference")
    house.empty()
    house.deliver(deliveries.inbox, list(deliveries.names))
    assert house.ingest_and_build()
    idle = list(stages.build(house.run))
    first = house.keep_tables(kept / "first")
    house.forget_tables()
    assert list(stages.build(house.run))
    return Reference(first, house.keep_tables(kept / "second"), idle, loads.loads(house.paths.state))
