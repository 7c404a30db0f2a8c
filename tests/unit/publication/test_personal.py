"""Where the workspace does not allow personal data, no byte of it is in a published version; and Parquet on request."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
import small_marts

from publication import publish
from publication.parquet import write
from workspaces.errors import ConfigurationError

MEMBERS = ("eligibility", "elg_members")
PERSONAL = {
    MEMBERS: frozenset({"contact_point", "email", "phone", "full_name", "first_name", "last_name", "fields"}),
    ("eligibility", "elg_contact_points"): frozenset({"contact_value"}),
    ("eligibility", "elg_consent_states"): frozenset({"contact_value"}),
    ("marts", "customer_360"): frozenset({"email"}),
}


def test_a_version_without_personal_data_has_its_columns_and_not_a_byte_of_them(tmp_path: Path) -> None:
    paths, build_seq = small_marts.audited(tmp_path)
    version = publish(paths, build_seq, 2, {MEMBERS: {"": "who may be written to"}}, PERSONAL)
    held = (paths.publications / version.file).read_bytes()
    assert b"ayu@example.com" in paths.marts.read_bytes()
    assert b"ayu@" not in held
    assert b"Lestari" not in held
    with duckdb.connect(str(paths.publications / "current.duckdb"), read_only=True) as reader:
        told = reader.execute(
            "select count(*), count(email), count(customer_id) from eligibility.elg_members"
        ).fetchone()
        assert told == (8, 0, 8)
        assert reader.execute("select count(*) from marts.customer_360").fetchone() == (60,)
        comments = reader.execute("select comment from duckdb_tables() where table_name = 'elg_members'").fetchall()
        assert comments == [("who may be written to",)]


def test_with_leave_the_version_shows_them(tmp_path: Path) -> None:
    paths, build_seq = small_marts.audited(tmp_path)
    publish(paths, build_seq, 2)
    with duckdb.connect(str(paths.publications / "current.duckdb"), read_only=True) as reader:
        assert reader.execute("select count(email) from eligibility.elg_members").fetchone() == (6,)


def test_parquet_has_marts_segments_and_eligible_members_alone(tmp_path: Path) -> None:
    paths, build_seq = small_marts.audited(tmp_path)
    version = publish(paths, build_seq, 2)
    folder = tmp_path / "out"
    count = write(paths.publications / version.file, folder)
    names = {p.name.removesuffix(".parquet") for p in folder.iterdir()}
    assert len(names) == count
    assert {n.split(".")[0] for n in names} == {"marts", "segments", "eligibility"}
    assert {n for n in names if n.startswith("eligibility")} == {"eligibility.elg_members"}
    assert duckdb.sql(f"select count(*) from '{folder}/marts.customer_360.parquet'").fetchone() == (60,)
    with pytest.raises(ConfigurationError, match="exists already"):
        write(paths.publications / version.file, folder)
