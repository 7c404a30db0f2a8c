"""What readers may see: the published tables alone, without a byte of what is withheld; and Parquet on request."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
import small_marts

from ledgers import verdicts
from publication import Contents, publish
from publication.contents import columns_of
from publication.parquet import write
from workspaces.errors import ConfigurationError
from workspaces.paths import WorkspacePaths

MEMBERS = ("eligibility", "elg_members")
SHOWN = {
    ("eligibility", "elg_exclusion_counts"),
    MEMBERS,
    ("marts", "customer_360"),
    ("marts", "fct_orders"),
    ("segments", "seg_customers"),
}
PERSONAL = {
    MEMBERS: frozenset({"contact_point", "email", "phone", "full_name", "first_name", "last_name", "fields"}),
    ("eligibility", "elg_contact_points"): frozenset({"contact_value"}),
    ("marts", "customer_360"): frozenset({"email"}),
}
WITHOUT_PERSONAL = replace(
    small_marts.PUBLISHED, withheld=PERSONAL, descriptions={MEMBERS: {"": "who may be written to", "email": "gone"}}
)
with_and_without_leave = pytest.mark.parametrize("contents", [small_marts.PUBLISHED, WITHOUT_PERSONAL])
BESIDE = (
    "create table main.left_over as select 'ayu@example.com' as email",
    "create schema audiences",
    "create table audiences.aud_birthday as select 'c01' as customer_id",
    "create view marts.everybody as select email from marts.customer_360",
)


def seen(paths: WorkspacePaths, file: str = "current.duckdb") -> dict[tuple[str, str], set[str]]:
    """Every table of the published file with its columns."""
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{paths.publications / file}' as version (read_only)")
        views = connection.execute(
            "select count(*) from duckdb_views() where database_name = 'version' and not internal"
        )
        assert views.fetchone() == (0,)
        schemas = connection.execute("select schema_name from duckdb_schemas() where database_name = 'version'")
        assert {s for (s,) in schemas.fetchall()} - {"main", "pg_catalog", "information_schema"} == {
            s for s, _ in SHOWN
        }
        return {table: set(columns) for table, columns in columns_of(connection, "version").items()}


def test_a_version_has_the_published_tables_alone_and_the_commands_all_of_them(tmp_path: Path) -> None:
    paths, build_seq = small_marts.audited(tmp_path, *BESIDE)
    publish(paths, build_seq, 2, small_marts.PUBLISHED)
    found = seen(paths)
    assert set(found) == SHOWN
    assert {"email", "contact_point"} <= found[MEMBERS]
    with duckdb.connect(str(paths.publications / "current.duckdb"), read_only=True) as reader:
        assert reader.execute("select count(email) from eligibility.elg_members").fetchone() == (6,)
    with duckdb.connect(str(paths.answers), read_only=True) as whole:
        asked = "select (select count(*) from audiences.aud_birthday), count(*) from eligibility.elg_decisions"
        assert whole.execute(asked).fetchone() == (1, 16)
    assert paths.answers.stat().st_mode & 0o077 == 0, "nobody but its owner reads it"


def test_a_version_without_personal_data_has_neither_its_columns_nor_a_byte_of_them(tmp_path: Path) -> None:
    paths, build_seq = small_marts.audited(tmp_path, *BESIDE)
    version = publish(paths, build_seq, 2, WITHOUT_PERSONAL)
    found = seen(paths)
    assert set(found) == SHOWN
    assert all(not found[table] & withheld for table, withheld in PERSONAL.items() if table in found)
    held = (paths.publications / version.file).read_bytes()
    assert b"ayu@example.com" in paths.marts.read_bytes()
    assert b"ayu@" not in held
    assert b"Lestari" not in held
    with duckdb.connect(str(paths.publications / "current.duckdb"), read_only=True) as reader:
        assert reader.execute("select count(customer_id) from eligibility.elg_members").fetchone() == (8,)
        assert reader.execute("select count(*) from marts.customer_360").fetchone() == (60,)
        comments = reader.execute("select comment from duckdb_tables() where table_name = 'elg_members'").fetchall()
        assert comments == [("who may be written to",)]


@with_and_without_leave
def test_a_version_has_no_byte_of_what_is_not_published(tmp_path: Path, contents: Contents) -> None:
    """Also with leave for personal data: of unpublished tables, whole schemas and held audiences."""
    paths, build_seq = small_marts.audited(
        tmp_path,
        "create table eligibility.elg_unpublished as select 'unpublished-' || i || '@example.com' as contact"
        " from range(200000) as numbers(i)",
        "create schema audiences",
        "create table audiences.aud_secret as select 'unpublished-audience' as customer_id",
        "insert into eligibility.elg_members by name select * replace ('held' as audience,"
        " 'unpublished-' || customer_id as full_name) from eligibility.elg_members where channel = 'email'",
    )
    version = publish(paths, build_seq, 2, contents)
    assert b"unpublished-" in paths.marts.read_bytes()
    assert b"unpublished-" not in (paths.publications / version.file).read_bytes()


@with_and_without_leave
def test_members_of_a_held_audience_are_not_shown(tmp_path: Path, contents: Contents) -> None:
    paths, build_seq = small_marts.audited(
        tmp_path,
        "insert into eligibility.elg_members by name select * replace ('win_back' as audience) from"
        " eligibility.elg_members where customer_id = 'c02' and channel = 'email'",
    )
    held = verdicts.Verdict(build_seq, "birthday", "hold", ("A fault.",), "", 0)
    verdicts.record_verdicts(paths.state, [held])
    publish(paths, build_seq, 2, contents)
    with duckdb.connect(str(paths.publications / "current.duckdb"), read_only=True) as reader:
        people = reader.execute("select audience, customer_id from eligibility.elg_members").fetchall()
        counted = reader.execute("select distinct audience from eligibility.elg_exclusion_counts order by 1").fetchall()
    assert people == [("win_back", "c02")]
    assert counted == [("birthday",), ("win_back",)], "counts are of nobody"


def test_a_leave_that_is_taken_back_or_given_counts_at_once(tmp_path: Path) -> None:
    paths, build_seq = small_marts.audited(tmp_path)
    publish(paths, build_seq, 2, small_marts.PUBLISHED)
    assert "email" in seen(paths)[MEMBERS]
    publish(paths, build_seq, 2, WITHOUT_PERSONAL)
    assert "email" not in seen(paths)[MEMBERS]
    before = (paths.publications / "current.duckdb").stat().st_ino
    publish(paths, build_seq, 2, WITHOUT_PERSONAL)
    assert (paths.publications / "current.duckdb").stat().st_ino == before, "the same again writes nothing"
    publish(paths, build_seq, 2, small_marts.PUBLISHED)
    assert "email" in seen(paths)[MEMBERS]


def test_older_versions_that_show_more_than_may_be_seen_go(tmp_path: Path) -> None:
    paths, build_seq = small_marts.audited(tmp_path)
    publish(paths, build_seq, 2, small_marts.PUBLISHED)
    build_seq = small_marts.complete_build(paths)
    small_marts.pass_all(paths, build_seq)
    publish(paths, build_seq, 2, small_marts.PUBLISHED)
    assert sorted(p.name for p in paths.publications.glob("v*")) == ["v000001.duckdb", "v000002.duckdb"]
    publish(paths, build_seq, 2, WITHOUT_PERSONAL)
    assert [p.name for p in paths.publications.glob("v*")] == ["v000002.duckdb"]


def test_parquet_has_the_tables_and_columns_that_may_be_seen(tmp_path: Path) -> None:
    paths, build_seq = small_marts.audited(tmp_path, *BESIDE)
    version = publish(paths, build_seq, 2, small_marts.PUBLISHED)
    file, folder = paths.publications / version.file, tmp_path / "out"
    assert write(file, folder, small_marts.PUBLISHED) == len(SHOWN)
    assert {p.name for p in folder.iterdir()} == {f"{schema}.{table}.parquet" for schema, table in SHOWN}
    assert duckdb.sql(f"select count(*) from '{folder}/marts.customer_360.parquet'").fetchone() == (60,)
    with pytest.raises(ConfigurationError, match="exists already"):
        write(file, folder, small_marts.PUBLISHED)
    # A version of before the leave was taken back.
    write(file, tmp_path / "without", WITHOUT_PERSONAL)
    held = duckdb.sql(f"select * from '{tmp_path}/without/eligibility.elg_members.parquet'").columns
    assert not set(held) & PERSONAL[MEMBERS]
    assert "customer_id" in held
