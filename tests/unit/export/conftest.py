"""A workspace to export from."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import small_marts
from exporting_shop import Shop

from workspaces.paths import WorkspacePaths


@pytest.fixture(scope="session")
def passed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose first build passed, made once."""
    return small_marts.audited(tmp_path_factory.mktemp("passed"))[0].root


@pytest.fixture
def shop(passed: Path, tmp_path: Path) -> Shop:
    """A copy of that workspace to work in."""
    shutil.copytree(passed, tmp_path, dirs_exist_ok=True)
    return Shop(WorkspacePaths(tmp_path), 1)


@pytest.fixture
def shop_with(tmp_path: Path) -> Callable[..., Shop]:
    """A workspace whose first build passed with these changes."""
    return lambda *changes: Shop(*small_marts.audited(tmp_path, *changes))
