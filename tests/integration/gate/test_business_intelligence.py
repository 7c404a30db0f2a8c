"""BI tools, really connected: SQLAlchemy through duckdb-engine, and a real PostgreSQL by its protocol."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
import small_marts
import sqlalchemy
from postgresql import running_postgresql, server_programs

from publication import postgresql, publish
from workspaces.errors import LanggananError
from workspaces.paths import WorkspacePaths
from workspaces.publication import PostgreSQL

PROGRAMS = server_programs()
PASSWORD = "s3cret-Pa55/word"  # noqa: S105 - of a server that lives for the test
MOMENT = dt.datetime(2026, 6, 30, 12, 34, 56)
ODD = (
    "create table marts.odd as select * from (values"
    " (1, 'a, \"b\"\nc', '', decimal '1234567.89', date '2026-06-30', timestamp '2026-06-30 12:34:56', ['x'], true),"
    " (2, '\\N', null, null, null, null, null, false))"
    " as t(id, words, nothing, amount, day, moment, list, yes)"
)
PERSONAL = {("eligibility", "elg_members"): frozenset({"email", "phone", "full_name", "contact_point", "fields"})}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    if PROGRAMS is None:
        pytest.skip("no PostgreSQL server is installed (Debian: postgresql)")
    with running_postgresql(PROGRAMS) as address:
        with psycopg.connect(f"postgresql://owner@{address}/postgres", autocommit=True) as connection:
            connection.execute(f"create role shop login createrole password '{PASSWORD}'")
            connection.execute(f"create role analyst login password '{PASSWORD}'")
            connection.execute("create database bi owner shop")
        yield address


@pytest.fixture
def declared(server: str, monkeypatch: pytest.MonkeyPatch) -> PostgreSQL:
    """The server as a workspace file declares it."""
    monkeypatch.setenv("BI_PASSWORD", PASSWORD)
    return PostgreSQL(url=f"postgresql://shop:${{BI_PASSWORD}}@{server}/bi")


@pytest.fixture
def paths(tmp_path: Path) -> WorkspacePaths:
    """A published version."""
    paths, build_seq = small_marts.audited(tmp_path, ODD)
    publish(paths, build_seq, 3, small_marts.PUBLISHED)
    return paths


def as_analyst(server: str) -> psycopg.Connection:
    """A reader's connection, through the role that may read."""
    with psycopg.connect(f"postgresql://owner@{server}/bi", autocommit=True) as owner:
        owner.execute("grant langganan_reader to analyst")
    return psycopg.connect(host="127.0.0.1", port=server.split(":")[1], dbname="bi", user="analyst", password=PASSWORD)


def test_sqlalchemy_reads_the_published_file_as_superset_does(paths: WorkspacePaths) -> None:
    engine = sqlalchemy.create_engine(
        f"duckdb:///{paths.publications / 'current.duckdb'}", connect_args={"read_only": True}
    )
    try:
        inspected = sqlalchemy.inspect(engine)
        schema = next(s for s in inspected.get_schema_names() if s.split(".")[-1].strip('"') == "segments")
        assert "seg_customers" in inspected.get_table_names(schema=schema)
        with engine.connect() as connection:
            rows = connection.execute(
                sqlalchemy.text("select value_segment, count(*) from segments.seg_customers group by 1 order by 1")
            ).fetchall()
    finally:
        engine.dispose()
    assert [tuple(r) for r in rows] == [("drives", 10), ("prospect", 9), ("steady", 40)]


def test_a_real_postgresql_has_the_version_value_for_value(
    server: str, declared: PostgreSQL, paths: WorkspacePaths
) -> None:
    file = paths.publications / "v000001.duckdb"
    said = {("marts", "odd"): {"": "it's odd", "words": "what was said"}}
    shown = replace(small_marts.PUBLISHED, withheld=PERSONAL, descriptions=said)
    assert postgresql.publish(file, 1, declared, shown)
    assert not postgresql.publish(file, 1, declared, shown)
    with as_analyst(server) as reader:
        assert reader.execute("select * from langganan.odd order by id").fetchall() == [
            (1, 'a, "b"\nc', "", Decimal("1234567.89"), dt.date(2026, 6, 30), MOMENT, ["x"], True),
            (2, "\\N", None, None, None, None, None, False),
        ]
        assert reader.execute("select count(*), sum(net_amount) from langganan.fct_orders").fetchone() == (
            100,
            Decimal("9310000.00"),
        )
        columns = {
            row[0]
            for row in reader.execute(
                "select column_name from information_schema.columns where table_name = 'elg_members'"
            )
        }
        assert "customer_id" in columns
        assert not columns & PERSONAL["eligibility", "elg_members"]
        tables = {row[0] for row in reader.execute("select tablename from pg_tables where schemaname = 'langganan'")}
        assert "elg_members" in tables
        assert "elg_contact_points" not in tables
        told = reader.execute("select obj_description('langganan.odd'::regclass)").fetchone()
        assert told == ("it's odd",)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute("delete from langganan.odd")


def test_a_reader_is_not_disturbed_by_the_next_version(
    server: str, declared: PostgreSQL, paths: WorkspacePaths
) -> None:
    postgresql.publish(paths.publications / "v000001.duckdb", 1, declared, small_marts.PUBLISHED)
    with as_analyst(server) as reader:
        reader.execute("set transaction isolation level repeatable read")
        assert reader.execute("select count(*) from langganan.odd").fetchone() == (2,)
        small_marts.change(paths.marts, "delete from marts.odd where id = 2")
        build_seq = small_marts.complete_build(paths)
        small_marts.pass_all(paths, build_seq)
        version = publish(paths, build_seq, 3, small_marts.PUBLISHED)
        assert postgresql.publish(paths.publications / version.file, version.version, declared, small_marts.PUBLISHED)
        with as_analyst(server) as another:
            assert another.execute("select count(*) from langganan.odd").fetchone() == (1,)


def test_who_withdrew_goes_from_both_schemas_and_no_reader_waits(
    server: str, declared: PostgreSQL, paths: WorkspacePaths, tmp_path: Path
) -> None:
    file = paths.publications / "v000001.duckdb"
    members = "select count(*) from {}.elg_members where customer_id = 'c01' and channel = 'email'"
    for version in (1, 2):
        postgresql.publish(file, version, declared, small_marts.PUBLISHED)
    with as_analyst(server) as reader:
        reader.execute("set transaction isolation level repeatable read")
        assert reader.execute(members.format("langganan")).fetchone() == (1,)
        assert postgresql.take_out(declared, paths.marts, tmp_path) == 0
        small_marts.change(
            paths.marts,
            "update eligibility.elg_consent_states set state = 'withdrawn' where contact_value = 'ayu@example.com'"
            " and channel = 'email'",
        )
        assert postgresql.take_out(declared, paths.marts, tmp_path) == 2
        assert reader.execute(members.format("langganan")).fetchone() == (1,)
        with as_analyst(server) as another:
            assert another.execute(members.format("langganan")).fetchone() == (0,)
            others = another.execute("select count(*) from langganan.elg_members where channel = 'email'").fetchone()
            assert others == (2,)
    with psycopg.connect(f"postgresql://owner@{server}/bi") as owner:
        assert owner.execute(members.format("langganan_former")).fetchone() == (0,)
    assert not postgresql.publish(file, 2, declared, small_marts.PUBLISHED)


def test_a_schema_of_somebody_else_is_not_replaced(server: str, declared: PostgreSQL, paths: WorkspacePaths) -> None:
    with psycopg.connect(f"postgresql://owner@{server}/bi", autocommit=True) as owner:
        owner.execute("create schema finance authorization shop")
    theirs = declared.model_copy(update={"schema_name": "finance"})
    with pytest.raises(LanggananError, match="was not made by langganan"):
        postgresql.publish(paths.publications / "v000001.duckdb", 1, theirs, small_marts.PUBLISHED)


def test_a_server_that_refuses_is_told_without_the_password(
    server: str, paths: WorkspacePaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BI_PASSWORD", "wrong-Pa55/word")
    wrong = PostgreSQL(url=f"postgresql://shop:${{BI_PASSWORD}}@{server}/bi")
    with pytest.raises(LanggananError, match="former version") as told:
        postgresql.publish(paths.publications / "v000001.duckdb", 1, wrong, small_marts.PUBLISHED)
    assert "wrong-Pa55" not in str(told.value)
