"""What a verdict binds: the audience's own rows, whatever their order, and no one else's."""

from __future__ import annotations

from pathlib import Path

import pytest
import small_marts
from held_open import held_open

from audit.eligible_rows import audience_rows
from audit.verdict import AudienceRows
from workspaces.errors import BusyError
from workspaces.paths import WorkspacePaths

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"  # SHA-256 of nothing


@pytest.fixture
def paths(tmp_path: Path) -> WorkspacePaths:
    """A workspace with the small marts."""
    paths = WorkspacePaths(tmp_path)
    small_marts.make(paths.marts)
    return paths


def rows(paths: WorkspacePaths, build_seq: int = 9) -> dict[str, AudienceRows]:
    """Both audiences' rows."""
    return audience_rows(paths.marts, paths.state, build_seq, small_marts.AUDIENCES)


def test_rows_and_exclusions_are_counted(paths: WorkspacePaths) -> None:
    found = rows(paths)
    assert found["birthday"].row_count == 8
    assert found["birthday"].excluded == {"consent_withdrawn": 2, "no_consent": 2, "no_contact_point": 3}
    assert found["win_back"] == AudienceRows(0, EMPTY, {"no_contact_point": 1}, False)


def test_the_hash_does_not_know_the_order(paths: WorkspacePaths) -> None:
    before = rows(paths)["birthday"].rows_hash
    small_marts.change(
        paths.marts,
        "create or replace table eligibility.elg_members as"
        " select * from eligibility.elg_members order by customer_id desc, channel",
    )
    assert rows(paths)["birthday"].rows_hash == before


@pytest.mark.parametrize(
    "statement",
    [
        "update eligibility.elg_members set contact_point = 'x@example.com' where customer_id = 'c01'",
        "update eligibility.elg_members set postal_code = '1' where customer_id = 'c01'",
        "update eligibility.elg_members set fields = '{}' where customer_id = 'c01'",
        "delete from eligibility.elg_members where customer_id = 'c01' and channel = 'ads'",
        "insert into eligibility.elg_members select * from eligibility.elg_members where customer_id = 'c01'",
    ],
)
def test_the_hash_sees_every_change(paths: WorkspacePaths, statement: str) -> None:
    before = rows(paths)["birthday"].rows_hash
    small_marts.change(paths.marts, statement)
    assert rows(paths)["birthday"].rows_hash != before


def test_another_audience_does_not_change_it(paths: WorkspacePaths) -> None:
    before = rows(paths)["birthday"]
    small_marts.change(
        paths.marts,
        "insert into eligibility.elg_members (audience, customer_id) values ('win_back', 'c50')",
    )
    assert rows(paths)["birthday"] == before
    assert rows(paths)["win_back"].row_count == 1


def test_earlier_members_are_remembered(tmp_path: Path) -> None:
    paths, build_seq = small_marts.audited(tmp_path)
    found = rows(paths, build_seq + 1)
    assert (found["birthday"].had_members, found["win_back"].had_members) == (True, False)
    assert not rows(paths, build_seq)["birthday"].had_members


def test_a_locked_file_says_so(paths: WorkspacePaths) -> None:
    with held_open(paths.marts), pytest.raises(BusyError, match="open elsewhere"):
        rows(paths)
