"""The membership history, by dbt itself on real files: differences of complete builds, whatever failed between them.

Also runs the dbt unit tests of the slice, which need a database with the tables that the models read.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import cache

import duckdb
import pytest
from compiled_models import AS_OF, END_OF_AS_OF, Slice, create_tables, insert, make_slice

from orchestration import dbt_process
from orchestration.dbt_process import DbtProject
from orchestration.dbt_variables import dbt_environment
from workspaces.settings import REPOSITORY

Event = tuple[str, str, str, str, int]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Slice:
    """A slice with empty tables on disk."""
    made = make_slice(tmp_path_factory.mktemp("history"))
    with made.connect() as connection:
        create_tables(connection)
    return made


@pytest.fixture(scope="module")
def child() -> Iterator[Executor]:
    """One process for all builds, as dbt loads slowly, and not this one, as dbt leaves its log file open."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as executor:
        yield executor


@cache
def _project(shop: Slice) -> DbtProject:
    environment = dbt_environment(shop.paths, 1)
    return DbtProject(shop.folder, REPOSITORY / "estimators", shop.paths, environment, shop.static_variables)


def run_segments(shop: Slice, build_seq: int, last_complete_build: int, *options: str, **told: object) -> int:
    """One build of the segments, with the project parsed once as in a run; the number of models that dbt built."""
    numbers = {"as_of": AS_OF, "build_seq": build_seq, "last_complete_build": last_complete_build, **told}
    command = ["run", "--select", "path:models/segments path:models/audiences path:models/memberships", *options]
    return len(list(dbt_process.events(_project(shop), command, numbers)))


def tell(shop: Slice, genders: dict[str, str]) -> None:
    """Put these people into customer_360, and nobody else."""
    with shop.connect() as connection:
        connection.execute("delete from marts.marts.customer_360")
        for customer_id, gender in genders.items():
            insert(connection, "customer_360", {"customer_id": customer_id, "gender": gender})


def history(shop: Slice) -> list[Event]:
    """What the history says of genders."""
    with shop.connect() as connection:
        return connection.execute(
            "select customer_id, segment, event, cast(as_of as varchar), build_seq"
            " from marts.segments.seg_membership_events where dimension = 'gender'"
            " order by build_seq, customer_id, segment"
        ).fetchall()


def test_differences_of_complete_builds(shop: Slice, child: Executor) -> None:
    def build(build_seq: int, last_complete_build: int, genders: dict[str, str], *options: str) -> None:
        tell(shop, genders)
        assert child.submit(run_segments, shop, build_seq, last_complete_build, *options).result() == 12

    build(1, 0, {"ani": "female", "budi": "male"})
    first = [("ani", "female", "entered", AS_OF, 1), ("budi", "male", "entered", AS_OF, 1)]
    assert history(shop) == first

    # Build 2 wrote its differences and died afterwards; build 3 has other data, the same as_of, and replaces them.
    build(2, 1, {"ani": "female", "budi": "unknown", "citra": "female"})
    assert ("citra", "female", "entered", AS_OF, 2) in history(shop)
    build(3, 1, {"ani": "female", "budi": "male", "dewi": "female"})
    third = [*first, ("dewi", "female", "entered", AS_OF, 3)]
    assert history(shop) == third

    # A full refresh of everything appends a difference like every build, here none; the same as_of hides no change.
    build(4, 3, {"ani": "female", "budi": "male", "dewi": "female"}, "--full-refresh")
    assert history(shop) == third
    build(5, 4, {"ani": "female", "budi": "unknown"})
    assert history(shop) == [
        *third,
        ("budi", "male", "left", AS_OF, 5),
        ("budi", "unknown", "entered", AS_OF, 5),
        ("dewi", "female", "left", AS_OF, 5),
    ]
    # A changed definition is another segment: everybody leaves the old version, and its members enter the new one.
    child.submit(run_segments, shop, 6, 5, age_bands=[21, 40]).result()
    with shop.connect() as connection:
        moved = connection.execute(
            "select event, count(*), count(distinct definition_hash) from marts.segments.seg_membership_events"
            " where build_seq = 6 and dimension = 'age_band' group by event order by event"
        ).fetchall()
        others = connection.execute(
            "select distinct dimension from marts.segments.seg_membership_events where build_seq = 6"
        ).fetchall()
        then = connection.execute(
            "select customer_id, segment from marts.segments.seg_membership_history where dimension = 'gender'"
            " and entered_build_seq <= 4 and (left_build_seq is null or left_build_seq > 4) order by customer_id"
        ).fetchall()
        span = connection.execute(
            "select cast(entered_at as varchar), cast(left_at as varchar), cast(rule_values as varchar)"
            " from marts.segments.seg_membership_history where customer_id = 'budi' and segment = 'male'"
        ).fetchall()
        history_of_size = connection.execute(
            "select build_seq, entered_count, left_count, customer_count from marts.segments.seg_size_history"
            " where dimension = 'gender' and segment = 'female' order by build_seq"
        ).fetchall()
    assert moved == [("entered", 2, 1), ("left", 2, 1)]
    assert others == [("age_band",)]
    assert then == [("ani", "female"), ("budi", "male"), ("dewi", "female")]
    assert span == [(END_OF_AS_OF, END_OF_AS_OF, '{"gender":"male"}')]
    assert history_of_size == [(1, 1, 0, 1), (3, 1, 0, 2), (5, 0, 1, 1)]
    # A log from before definitions had a version gets its columns, and everybody enters the first version.
    with duckdb.connect(str(shop.paths.history)) as connection:
        for column in ("definition_hash", "rule_values"):
            connection.execute(f"alter table segments.seg_membership_log drop column {column}")
    child.submit(run_segments, shop, 7, 6, age_bands=[21, 40]).result()
    with shop.connect() as connection:
        entered = connection.execute(
            "select event, count(*), count(distinct nullif(definition_hash, '')) from"
            " marts.segments.seg_membership_events where build_seq = 7 and dimension = 'gender' group by 1 order by 1"
        ).fetchall()
    assert entered == [("entered", 2, 1), ("left", 2, 0)]
    with shop.connect() as connection:
        sizes = connection.execute("select * from marts.segments.seg_sizes where dimension = 'gender' order by all")
        assert sizes.fetchall() == [("gender", "female", 1), ("gender", "unknown", 1)]


def test_the_unit_tests_of_the_slice_pass(shop: Slice) -> None:
    layers = ("path:models/audiences", "path:models/eligibility")
    told = shop.dbt("build", "--empty", "--select", *layers, "--exclude-resource-type", "test")
    models = shop.folder / "models"
    declared = sum(f.read_text("utf-8").count("\n  - name: ") for f in models.rglob("*_unit_tests.yml"))
    built = sum(len(list((models / layer).rglob("*.sql"))) for layer in ("audiences", "eligibility"))
    assert declared >= 5
    assert f"PASS={declared + built} WARN=0 ERROR=0 SKIP=0" in told
