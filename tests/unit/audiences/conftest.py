"""The compiled slice of the dbt project, made once per session."""

from __future__ import annotations

import pytest
from compiled_models import CompiledModels, Slice, make_slice


@pytest.fixture(scope="session")
def audience_slice(tmp_path_factory: pytest.TempPathFactory) -> Slice:
    """The slice of the dbt project."""
    return make_slice(tmp_path_factory.mktemp("slice"))


@pytest.fixture(scope="session")
def compiled(audience_slice: Slice) -> CompiledModels:
    """Every model's SQL."""
    return CompiledModels(audience_slice)
