"""SIGKILL before and after every rename and commit of landing: the rerun equals a clean run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import killed_inbox
import pytest
from kill_points import killed_at
from small_inbox import SmallInbox

# Before and after each of three renames (the refused delivery has none) and five commits (the hashes, and four loads).
FILES_POINTS = 16
# Before and after the rename of the extract; the rest is as with files, and every point costs an import of dlt.
EXTRACT_POINTS = (2, 3)


@pytest.mark.parametrize("point", range(FILES_POINTS))
def test_files_are_landed_after_a_kill_as_without(tmp_path: Path, point: int) -> None:
    mended_as_clean(tmp_path, killed_inbox.files, "killed_inbox:land_files", point)


def test_there_is_no_further_point(tmp_path: Path) -> None:
    assert not killed_at(FILES_POINTS, "killed_inbox:land_files", str(tmp_path))


@pytest.mark.parametrize("point", EXTRACT_POINTS)
def test_a_database_is_landed_after_a_kill_as_without(tmp_path: Path, point: int) -> None:
    mended_as_clean(tmp_path, killed_inbox.database, "killed_inbox:land_database", point)


def mended_as_clean(root: Path, inbox_of: Callable[[str], SmallInbox], target: str, point: int) -> None:
    """Kill the landing at this point and run it again; ledger, files and rows are those of one that nobody killed."""
    clean, killed = inbox_of(str(root / "clean")), inbox_of(str(root / "killed"))
    clean.land()
    expected = killed_inbox.look(clean)
    assert killed_at(point, target, str(root / "killed"))
    shown = killed.rows()
    assert shown == expected["rows"][: len(shown)]  # whole loads only
    killed.land()
    assert killed_inbox.look(killed) == expected
