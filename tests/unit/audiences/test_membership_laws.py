"""Laws of the membership history: whatever builds follow each other, it says of each who was in what then.

The models are dbt's; who was in what is kept a second time, in Python. The queries are those of docs/audiences.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from compiled_models import CompiledModels, Slice, insert, make_slice
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workspaces.settings import REPOSITORY

PEOPLE = ("ani", "budi", "citra")
AUDIENCES = ("top_customers", "win_back")
BUILD, COMPLETE = 900_002, 900_001
"""What the compiled SQL calls the build and the last complete one; each build puts its own numbers there."""
LOG = "history.segments.seg_membership_log"
COLUMNS = (
    "customer_id varchar, dimension varchar, segment varchar, event varchar, as_of date, build_seq bigint,"
    " definition_hash varchar, rule_values json"
)
Membership = tuple[str, str, str]


@dataclass(frozen=True)
class Build:
    """One build: who has which gender, whom audiences chose, the version of their definitions, what everybody spent."""

    genders: dict[str, str]
    chosen: dict[str, frozenset[str]]
    version: int
    spent: int
    is_complete: bool

    @property
    def members(self) -> set[Membership]:
        """Who is in what."""
        of_audiences = {(p, "audience", a) for a, people in self.chosen.items() for p in people}
        return {(p, "gender", gender) for p, gender in self.genders.items()} | of_audiences


builds = st.lists(
    st.builds(
        Build,
        genders=st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(("female", "unknown"))),
        chosen=st.fixed_dictionaries({a: st.frozensets(st.sampled_from(PEOPLE)) for a in AUDIENCES}),
        version=st.sampled_from((1, 1, 1, 2)),
        spent=st.integers(0, 9),
        is_complete=st.sampled_from((True, True, False)),
    ),
    min_size=1,
    max_size=6,
)


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> CompiledModels:
    """The slice's SQL of a build that is not the first."""
    made: Slice = make_slice(tmp_path_factory.mktemp("memberships"))
    with duckdb.connect(str(made.paths.history)) as connection:
        connection.execute("create schema segments")
        connection.execute(f"create table segments.seg_membership_log ({COLUMNS})")
    return CompiledModels(made, build_seq=BUILD, last_complete_build=COMPLETE)


@pytest.fixture(scope="module")
def shop(models: CompiledModels) -> Iterator[duckdb.DuckDBPyConnection]:
    """One database for all examples; `begin` empties it."""
    with models.connect() as connection:
        models.build(connection, "seg_customers", *(name for name in models.sql if name.startswith("aud_")))
        yield connection


def begin(connection: duckdb.DuckDBPyConnection) -> None:
    """A shop without a past."""
    connection.execute(f"create or replace table {LOG} ({COLUMNS})")


def build(connection: duckdb.DuckDBPyConnection, models: CompiledModels, told: Build, number: int, last: int) -> None:
    """Build number `number` after the complete build `last`: its memberships, and its rows of the log."""
    for table in ("marts.segments.seg_customers", "marts.marts.customer_360"):
        connection.execute(f"delete from {table}")
    others = "".join(f", 'unknown' as {c}" for c in segments(connection) if c not in {"gender_segment"})
    for person in PEOPLE:
        insert(connection, "customer_360", {"customer_id": person, "net_revenue_lifetime": told.spent})
    for person, gender in told.genders.items():
        connection.execute(
            "insert into marts.segments.seg_customers by name"
            f" select '{person}' as customer_id, '{gender}' as gender_segment{others}"
        )
    for audience in AUDIENCES:
        connection.execute(f"delete from marts.audiences.aud_{audience}")
        for person in sorted(told.chosen[audience]):
            connection.execute(f"insert into marts.audiences.aud_{audience} by name select '{person}' as customer_id")
    sql = models.sql["seg_memberships"].replace(version(models, "win_back"), f"version_{told.version}")
    connection.execute(f"create or replace table marts.segments.seg_memberships as {sql}")
    connection.execute(f"delete from {LOG} where build_seq > {last}")
    sql = models.sql["seg_membership_log"].replace(str(BUILD), str(number)).replace(str(COMPLETE), str(last))
    connection.execute(f"insert into {LOG} by name {sql}")


def segments(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The columns of seg_customers that hold a segment."""
    found = connection.execute("describe marts.segments.seg_customers").fetchall()
    return [row[0] for row in found if row[0] not in {"customer_id", "education_segment", "interests_segment"}]


def version(models: CompiledModels, audience: str) -> str:
    """The hash of an audience's definition, as dbt compiled it."""
    found = re.search(rf"'{audience}' as segment,\s+'(\w{{16}})' as definition_hash", models.sql["seg_memberships"])
    assert found is not None
    return found[1]


def documented(number: int) -> str:
    """A query of the page on audiences, over the databases of this slice."""
    page = Path(REPOSITORY / "docs/audiences.md").read_text(encoding="utf-8")
    queries = re.findall(r"\n    select (?:.+\n)(?:    .+\n)*", page[page.index("seg_membership_history") :])
    return str(queries[number]).replace("current.segments", "marts.segments")


def read_back(connection: duckdb.DuckDBPyConnection, models: CompiledModels) -> None:
    """What BI reads of the log."""
    models.build(connection, "seg_membership_events", "seg_membership_history", "seg_size_history")


@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=builds)
def test_every_past_build_is_read_back(
    shop: duckdb.DuckDBPyConnection, models: CompiledModels, told: list[Build]
) -> None:
    begin(shop)
    last, complete = 0, {}
    for number, of in enumerate(told, start=1):
        build(shop, models, of, number, last)
        if of.is_complete:
            last, complete[number] = number, of
    shop.execute(f"delete from {LOG} where build_seq > {last}")
    read_back(shop, models)
    for number, of in complete.items():
        then = shop.execute(documented(0).replace("42", str(number))).fetchall()
        asked = [row for row in then if row[1] in {"gender", "audience"}]
        assert len(asked) == len(set(asked))
        assert set(asked) == of.members
        for audience in AUDIENCES:
            sql = documented(1).replace("42", str(number)).replace("win_back", audience)
            sizes = shop.execute(sql).fetchall()
            assert (sizes[0][0] if sizes else 0) == len(of.chosen[audience])
        of_versions = shop.execute(
            "select distinct definition_hash from marts.segments.seg_membership_history where segment = 'win_back'"
            f" and entered_build_seq <= {number} and (left_build_seq is null or left_build_seq > {number})"
        ).fetchall()
        assert of_versions == ([(f"version_{of.version}",)] if of.chosen["win_back"] else [])
    for customer_id, entered, values in shop.execute(
        "select customer_id, entered_build_seq, rule_values from marts.segments.seg_membership_history"
        " where dimension = 'audience' and segment = 'win_back'"
    ).fetchall():
        assert customer_id in complete[entered].chosen["win_back"]
        assert json.loads(values)["net_revenue_lifetime"] == complete[entered].spent


def test_a_changed_definition_takes_everybody_out_and_its_members_in(
    shop: duckdb.DuckDBPyConnection, models: CompiledModels
) -> None:
    begin(shop)
    chosen = {"top_customers": frozenset({"ani"}), "win_back": frozenset({"ani", "budi"})}
    build(shop, models, Build({}, chosen, 1, 5, True), 1, 0)
    build(shop, models, Build({}, {**chosen, "win_back": frozenset({"budi", "citra"})}, 2, 6, True), 2, 1)
    read_back(shop, models)
    moved = shop.execute(
        "select customer_id, event, definition_hash, rule_values ->> 'net_revenue_lifetime' from"
        " marts.segments.seg_membership_events where build_seq = 2 order by event, customer_id"
    ).fetchall()
    assert moved == [
        ("budi", "entered", "version_2", "6.0"),
        ("citra", "entered", "version_2", "6.0"),
        ("ani", "left", "version_1", None),
        ("budi", "left", "version_1", None),
    ]
    assert shop.execute(
        "select entered_count, left_count, customer_count from marts.segments.seg_size_history"
        " where dimension = 'audience' and segment = 'win_back' order by build_seq"
    ).fetchall() == [(2, 0, 2), (2, 2, 2)]
