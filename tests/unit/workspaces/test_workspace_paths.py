"""Where a workspace's data lie."""

from __future__ import annotations

from pathlib import Path

from workspaces.paths import WorkspacePaths


def test_every_path_lies_in_the_workspace_and_none_twice(tmp_path: Path) -> None:
    paths = WorkspacePaths(tmp_path)
    named = [getattr(paths, name) for name, of in vars(WorkspacePaths).items() if isinstance(of, property)]
    assert len(named) == 22
    assert len(set(named)) == len(named)
    assert all(path.is_relative_to(tmp_path) and path != tmp_path for path in named)


def test_only_create_makes_folders_and_no_files(tmp_path: Path) -> None:
    paths = WorkspacePaths(tmp_path / "shop")
    assert not paths.inbox.exists()
    paths.create()
    paths.create()
    made = {path.name for path in paths.root.iterdir()}
    assert made == {
        "inbox",
        "extracts",
        "raw",
        "publications",
        "exports",
        "members",
        "arms",
        "scratch",
        "dbt",
        "dagster",
    }
    assert not paths.truth.exists()
