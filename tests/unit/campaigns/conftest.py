"""The holdout layer, compiled once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from compiled_models import CompiledModels
from holdout_layer import COLUMNS, LOG, SHARES, House, holding_slice


@pytest.fixture(scope="session")
def compiled_holdouts(tmp_path_factory: pytest.TempPathFactory) -> CompiledModels:
    """Every model's SQL, as of a build that finds a history."""
    return CompiledModels(holding_slice(tmp_path_factory.mktemp("holdouts")), **SHARES)


@pytest.fixture
def house(compiled_holdouts: CompiledModels) -> Iterator[House]:
    """Nobody, nothing remembered."""
    with compiled_holdouts.connect() as connection:
        connection.execute(f"create table {LOG} ({COLUMNS})")
        yield House(connection, compiled_holdouts)
