"""The value models, compiled once at the end of June 2026; each test has people of its own."""

from __future__ import annotations

import pytest
from value_models import People, ValueModels

LEVELS = [
    {"rank": 0, "name": "Teman", "threshold": "0.00", "benefits": []},
    {"rank": 1, "name": "Perak", "threshold": "1000.00", "benefits": ["a coffee", "a seat"]},
    {"rank": 2, "name": "Emas", "threshold": "3000.00", "benefits": ["a table"]},
]
TIERS = {"basis": "spend", "window_days": 365, "membership_year": "anniversary", "rounded_up_to": 100, "levels": LEVELS}


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> ValueModels:
    return ValueModels(tmp_path_factory.mktemp("value"), tiers=TIERS, growth_peers_min=3)


@pytest.fixture
def people(models: ValueModels) -> People:
    return People(models)
