"""The products models, compiled once for all tests here; each test has a shop of its own."""

from __future__ import annotations

import pytest
from product_models import ProductModels, Shop

from workspaces.target_market import Target, told_cells

MIX = {
    "category": "Minuman",
    "mix": [
        {"gender": "female", "age_band": "25-34", "share": 0.5},
        {"age_band": "65+", "place": "Jawa Timur", "share": 0.25},
    ],
}


@pytest.fixture(scope="session")
def product_models(tmp_path_factory: pytest.TempPathFactory) -> ProductModels:
    """As of 30 June 2026."""
    return ProductModels(tmp_path_factory.mktemp("products"))


@pytest.fixture(scope="session")
def other_rules(product_models: ProductModels) -> ProductModels:
    """A pair counts from one basket on, and from one per cent of them; thirty products are paired at most. Drinks are
    aimed at MIX, everything at women, and two buyers make a cell.
    """
    everything = {"mix": [{"gender": "female", "share": 1}]}
    return ProductModels(
        product_models.folder,
        affinity_pair_count_min=1,
        affinity_support_min=0.01,
        affinity_products_max=30,
        target_market=told_cells((Target.model_validate(MIX), Target.model_validate(everything))),
        target_cell_buyer_count_min=2,
    )


@pytest.fixture
def shop(product_models: ProductModels) -> Shop:
    """No product, no person, no sale."""
    return Shop(product_models)
