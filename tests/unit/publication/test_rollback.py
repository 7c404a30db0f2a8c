"""Going back to a kept version, and what stays when the build that was left is published again."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
import small_marts

from ledgers import publications
from publication import current_build, publish
from publication.rollback import rollback
from workspaces.errors import ConfigurationError, LanggananError
from workspaces.paths import WorkspacePaths


@pytest.fixture
def paths(tmp_path: Path) -> WorkspacePaths:
    """Versions 1 to 3 are kept; 3 is current."""
    paths, build_seq = small_marts.audited(tmp_path)
    publish(paths, build_seq, 3, small_marts.PUBLISHED)
    for _ in range(2):
        another(paths)
    return paths


def another(paths: WorkspacePaths) -> int:
    """Another build, published."""
    build_seq = small_marts.complete_build(paths)
    small_marts.change(paths.marts, f"create or replace table marts.build as select {build_seq} as build_seq")
    small_marts.pass_all(paths, build_seq)
    publish(paths, build_seq, 3, small_marts.PUBLISHED)
    return build_seq


def seen(paths: WorkspacePaths) -> tuple[int | None, int | None]:
    """The version that readers see, and what the ledger says of it."""
    return current_build(paths), publications.shown(paths.state)


def test_readers_see_the_version_before_and_the_left_build_does_not_return(paths: WorkspacePaths) -> None:
    assert rollback(paths, None, "Rina", "wrong prices") == 2
    assert seen(paths) == (2, 2)
    with duckdb.connect(str(paths.publications / "current.duckdb"), read_only=True) as reader:
        assert reader.execute("select build_seq from marts.build").fetchone() == (2,)
    publish(paths, 3, 3, small_marts.PUBLISHED)
    assert seen(paths) == (2, 2)
    assert rollback(paths, 1, "Rina", "") == 1
    assert seen(paths) == (1, 1)


def test_the_next_build_is_published(paths: WorkspacePaths) -> None:
    rollback(paths, 1, "Rina", "")
    assert another(paths) == 4
    assert seen(paths) == (4, 4)


def test_one_may_go_forth_again(paths: WorkspacePaths) -> None:
    rollback(paths, 1, "Rina", "")
    assert rollback(paths, 3, "Rina", "it was right") == 3
    assert seen(paths) == (3, 3)


def test_what_is_not_kept_is_not_found(paths: WorkspacePaths, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"Version 9 is not kept\. Name one of 1, 2, 3"):
        rollback(paths, 9, "Rina", "")
    rollback(paths, 1, "Rina", "")
    with pytest.raises(LanggananError, match="No version older than 1"):
        rollback(paths, None, "Rina", "")
    with pytest.raises(LanggananError, match="Nothing was published"):
        rollback(WorkspacePaths(tmp_path / "other"), None, "Rina", "")
