"""Nobody who withdrew stays among published members, held or not, in any version that readers can be sent to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
import small_marts

from ledgers import publications
from publication import Contents, current_build, publish
from publication.publish import sha256_of
from publication.rollback import rollback
from publication.withdraw import take_out
from workspaces.paths import WorkspacePaths

AYU = "ayu@example.com"
WITHDRAWN = (
    f"update eligibility.elg_consent_states set state = 'withdrawn' where contact_value = '{AYU}' and channel = 'email'"
)
CLOSED = "insert into eligibility.elg_closed_channels values ('c01', 'email', 'marketing', 'consent_withdrawn')"
SUPPRESSED = (
    "insert into eligibility.elg_suppressions select contact_hash, 'email', 'complained', true"
    f" from eligibility.elg_contact_points where contact_value = '{AYU}'"
)
PERSONAL = {("eligibility", "elg_members"): frozenset({"email", "phone", "full_name", "contact_point", "fields"})}


def published(root: Path, shown: Contents = small_marts.PUBLISHED) -> WorkspacePaths:
    """Versions 1 and 2; Ayu is a member in both."""
    paths, build_seq = small_marts.audited(root)
    publish(paths, build_seq, 3, shown)
    build_seq = small_marts.complete_build(paths)
    small_marts.pass_all(paths, build_seq)
    publish(paths, build_seq, 3, shown)
    return paths


def held(paths: WorkspacePaths, *changes: str) -> None:
    """A build that is not published tells of these changes."""
    small_marts.complete_build(paths)
    small_marts.change(paths.marts, *changes)


def members(paths: WorkspacePaths, name: str = "current") -> list[tuple[str, str]]:
    """The channel and person of each published member of the birthday audience."""
    with duckdb.connect(str(paths.publications / f"{name}.duckdb"), read_only=True) as reader:
        return reader.execute(
            "select channel, customer_id from eligibility.elg_members where audience = 'birthday' order by all"
        ).fetchall()


@pytest.mark.parametrize("change", [WITHDRAWN, CLOSED, SUPPRESSED])
def test_a_hold_keeps_nobody_who_withdrew(tmp_path: Path, change: str) -> None:
    paths = published(tmp_path)
    before = members(paths)
    assert ("email", "c01") in before
    held(paths, change)
    assert take_out(paths, small_marts.PUBLISHED) == {1: 1, 2: 1}
    for name in ("current", "v000001", "v000002"):
        assert members(paths, name) == [m for m in before if m != ("email", "c01")], name
    assert (current_build(paths), publications.shown(paths.state)) == (2, 2)
    latest = publications.latest(paths.state)
    assert latest is not None
    assert latest.sha256 == sha256_of(paths.publications / latest.file)
    assert take_out(paths, small_marts.PUBLISHED) == {}


def test_everything_else_stays_as_it_was(tmp_path: Path) -> None:
    paths = published(tmp_path)
    held(paths, WITHDRAWN)

    def rest() -> list[object]:
        with duckdb.connect(str(paths.publications / "current.duckdb"), read_only=True) as reader:
            return [
                reader.execute("select * from marts.customer_360 order by all").fetchall(),
                reader.execute(
                    "select * from eligibility.elg_members where channel <> 'email' order by all"
                ).fetchall(),
                reader.execute("select table_name, column_name, comment from duckdb_columns() order by all").fetchall(),
            ]

    before = rest()
    take_out(paths, small_marts.PUBLISHED)
    assert rest() == before
    assert not list(paths.publications.glob(".*"))


def test_nothing_is_written_while_everybody_may_be_written_to(tmp_path: Path) -> None:
    paths = published(tmp_path)
    held(paths, WITHDRAWN.replace("'withdrawn'", "'granted'"))
    before = {p.name: p.stat().st_ino for p in paths.publications.iterdir()}
    assert take_out(paths, small_marts.PUBLISHED) == {}
    assert {p.name: p.stat().st_ino for p in paths.publications.iterdir()} == before


def test_no_byte_of_the_address_is_left(tmp_path: Path) -> None:
    shown = replace(small_marts.PUBLISHED, tables=frozenset({("eligibility", "elg_members")}))
    paths = published(tmp_path, shown)
    held(
        paths,
        "update eligibility.elg_consent_states set state = 'withdrawn'"
        " where contact_value in (select unnest([contact_point, email, phone]) from eligibility.elg_members"
        " where customer_id = 'c01')",
    )
    assert AYU.encode() in (paths.publications / "current.duckdb").read_bytes()
    take_out(paths, shown)
    for file in paths.publications.iterdir():
        assert AYU.encode() not in file.read_bytes(), file.name


def test_a_rollback_shows_nobody_who_withdrew(tmp_path: Path) -> None:
    paths = published(tmp_path)
    held(paths, WITHDRAWN)
    take_out(paths, small_marts.PUBLISHED)
    rollback(paths, None, "Rina", "wrong prices")
    assert current_build(paths) == 1
    assert ("email", "c01") not in members(paths)


def test_readers_who_went_back_stay_there(tmp_path: Path) -> None:
    paths = published(tmp_path)
    rollback(paths, 1, "Rina", "")
    held(paths, WITHDRAWN)
    take_out(paths, small_marts.PUBLISHED)
    assert (current_build(paths), ("email", "c01") in members(paths)) == (1, False)


def test_without_personal_columns_whoever_closed_the_channel_goes(tmp_path: Path) -> None:
    shown = replace(small_marts.PUBLISHED, withheld=PERSONAL)
    paths = published(tmp_path, shown)
    held(paths, CLOSED)
    take_out(paths, shown)
    assert ("email", "c01") not in members(paths)
    assert ("ads", "c01") in members(paths)
