"""The layers that remember, holdouts and vouchers, compiled once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import voucher_layer
from compiled_models import CompiledModels
from holdout_layer import COLUMNS, LOG, SHARES, House, holding_slice


@pytest.fixture(scope="session")
def compiled_holdouts(tmp_path_factory: pytest.TempPathFactory) -> CompiledModels:
    """Every model's SQL, as of a build that finds a history."""
    return CompiledModels(holding_slice(tmp_path_factory.mktemp("holdouts")), **SHARES, **voucher_layer.DECLARED)


@pytest.fixture
def house(compiled_holdouts: CompiledModels) -> Iterator[House]:
    """Nobody, nothing remembered."""
    with compiled_holdouts.connect() as connection:
        connection.execute(f"create table {LOG} ({COLUMNS})")
        yield House(connection, compiled_holdouts)


@pytest.fixture
def till(compiled_holdouts: CompiledModels) -> Iterator[voucher_layer.Till]:
    """Nobody, no code given."""
    with compiled_holdouts.connect() as connection:
        connection.execute(f"create table {voucher_layer.LOG} ({voucher_layer.COLUMNS})")
        yield voucher_layer.Till(connection, compiled_holdouts)
