"""Small generated shops, made once: one as the demo's (thirty daily files), one with three."""

from __future__ import annotations

from pathlib import Path

import pytest

from workspaces.configuration import Workspace, load_workspace
from workspaces.paths import WorkspacePaths
from workspaces.sample_shop.generator import make


@pytest.fixture(scope="session")
def sample_shop() -> Workspace:
    return load_workspace("sample_shop")


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> WorkspacePaths:
    """1,000 people, thirty daily files."""
    return _made(tmp_path_factory.mktemp("shop"), size=1_000, days=30)


@pytest.fixture(scope="session")
def small_shop(tmp_path_factory: pytest.TempPathFactory) -> WorkspacePaths:
    """300 people, three daily files: what the law tests build."""
    return _made(tmp_path_factory.mktemp("small_shop"), size=300, days=3)


def _made(folder: Path, size: int, days: int) -> WorkspacePaths:
    paths = WorkspacePaths(folder)
    make(paths, size=size, days=days)
    return paths
