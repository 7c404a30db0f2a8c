"""The products models, compiled once for all tests here; each test has a shop of its own."""

from __future__ import annotations

import pytest
from product_models import ProductModels, Shop


@pytest.fixture(scope="session")
def product_models(tmp_path_factory: pytest.TempPathFactory) -> ProductModels:
    """As of 30 June 2026."""
    return ProductModels(tmp_path_factory.mktemp("products"))


@pytest.fixture
def shop(product_models: ProductModels) -> Shop:
    """No product, no person, no sale."""
    return Shop(product_models)
