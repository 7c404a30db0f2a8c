"""Laws of priority lists and caps, whatever the audiences and whoever is in them; and of writing to a person once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from compiled_models import CompiledModels
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.audiences.rules import rules_sql
from workspaces.errors import ConfigurationError
from workspaces.settings import DBT_PROJECT

AUDIENCES = ("a", "b", "c", "d")
CHANNELS = ("email", "whatsapp")
PEOPLE = ("ani", "budi", "citra")
SCREENED = "warehouse.eligibility.elg_screenings"
RULES = "marts.eligibility.elg_audience_rules"
COUNTS = "marts.eligibility.elg_message_counts"


@pytest.fixture
def layer() -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables that elg_decisions reads, empty."""
    with duckdb.connect() as connection:
        connection.execute("set threads = 1")
        for database in ("warehouse", "marts"):
            connection.execute(f"attach ':memory:' as {database}")
            connection.execute(f"create schema {database}.eligibility")
        connection.execute(
            f"create table {SCREENED} (audience varchar, channel varchar, customer_id varchar, reason varchar)"
        )
        connection.execute(f"create table {RULES} as {rules_sql(DBT_PROJECT / 'macros', VARIABLES, {})}")
        connection.execute("create table marts.eligibility.elg_arms (scope varchar, customer_id varchar, arm varchar)")
        connection.execute(f"create table {COUNTS} (customer_id varchar, channel varchar, message_count bigint)")
        yield connection


def rule(
    audience: str, channel: str, place: tuple[str, int] | None, cap: int | None = None, has_file: bool = True
) -> tuple[Any, ...]:
    """A row of elg_audience_rules."""
    return (audience, channel, "marketing", has_file, *(place or (None, None)), cap, 7 if cap else None, None, True)


def decide(
    connection: duckdb.DuckDBPyConnection,
    compiled: CompiledModels,
    rules: list[Any],
    screened: list[Any],
    counts: list[Any] = [],  # noqa: B006 - never changed
) -> dict[tuple[str, str, str], str]:
    """Audience, channel and person -> reason."""
    for table, rows in ((RULES, rules), (SCREENED, screened), (COUNTS, counts)):
        connection.execute(f"delete from {table}")
        if rows:
            connection.executemany(f"insert into {table} values ({', '.join('?' for _ in rows[0])})", rows)
    found = connection.execute(compiled.sql["elg_decisions"]).fetchall()
    assert all(is_eligible == (reason == "") for *_, is_eligible, reason in found)
    assert len(found) == len(screened)
    return {(audience, channel, person): reason for audience, channel, person, _, reason in found}


places = st.permutations(AUDIENCES).flatmap(
    lambda order: st.integers(0, len(order)).map(
        lambda cut: {a: ("first" if i < cut else "second", i + 1) for i, a in enumerate(order)}
    )
)
worlds = st.tuples(
    places,
    st.frozensets(st.sampled_from(AUDIENCES)),
    st.dictionaries(
        st.tuples(st.sampled_from(AUDIENCES), st.sampled_from(CHANNELS), st.sampled_from(PEOPLE)),
        st.sampled_from(("", "", "no_consent")),
    ),
)


@given(worlds)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_person_goes_to_the_highest_of_each_list(
    layer: duckdb.DuckDBPyConnection, compiled: CompiledModels, world: tuple[dict[str, Any], frozenset[str], Any]
) -> None:
    places, unlisted, screened = world
    listed = {a: p for a, p in places.items() if a not in unlisted}
    rules = [rule(a, c, listed.get(a)) for a in AUDIENCES for c in CHANNELS]
    found = decide(layer, compiled, rules, [(*key, reason) for key, reason in screened.items()])
    for (audience, channel, person), reason in found.items():
        was = screened[audience, channel, person]
        rivals = {
            rank
            for a, (name, rank) in listed.items()
            if audience in listed and name == listed[audience][0]
            if any(screened.get((a, c, person)) == "" for c in CHANNELS)
        }
        loses = was == "" and audience in listed and min(rivals) < listed[audience][1]
        assert reason == ("other_audience" if loses else was)
    for person in PEOPLE:
        for name in ("first", "second"):
            goes_to = {
                a for (a, _, p), r in found.items() if p == person and r == "" and listed.get(a, "")[:1] == (name,)
            }
            assert len(goes_to) <= 1


def test_the_order_of_the_rows_does_not_matter(layer: duckdb.DuckDBPyConnection, compiled: CompiledModels) -> None:
    rules = [rule(a, "email", ("first", i)) for i, a in enumerate(AUDIENCES, start=1)]
    screened = [("c", "email", "ani", ""), ("b", "email", "ani", ""), ("a", "email", "ani", "no_consent")]
    expected = {
        ("a", "email", "ani"): "no_consent",
        ("b", "email", "ani"): "",
        ("c", "email", "ani"): "other_audience",
    }
    assert decide(layer, compiled, rules, screened) == expected
    assert decide(layer, compiled, rules[::-1], screened[::-1]) == expected


@given(worlds, st.integers(1, 3), st.dictionaries(st.sampled_from(PEOPLE), st.integers(1, 4)))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_nobody_gets_more_messages_than_the_cap(
    layer: duckdb.DuckDBPyConnection, compiled: CompiledModels, world: Any, cap: int, sent: dict[str, int]
) -> None:
    places, unlisted, screened = world
    listed = {a: p for a, p in places.items() if a not in unlisted}
    rules = [rule(a, c, listed.get(a), cap if c == "email" else None) for a in AUDIENCES for c in CHANNELS]
    rows = [(*key, reason) for key, reason in screened.items()]
    found = decide(layer, compiled, rules, rows, [(p, "email", n) for p, n in sent.items()])
    without = decide(layer, compiled, [(*r[:6], None, None, None, True) for r in rules], rows)
    for person in PEOPLE:
        gets = sum(r == "" for (_, c, p), r in found.items() if (c, p) == ("email", person))
        might = sum(r == "" for (_, c, p), r in without.items() if (c, p) == ("email", person))
        assert gets == min(might, max(0, cap - sent.get(person, 0)))
    changed = {key: (without[key], found[key]) for key in found if found[key] != without[key]}
    assert {told for _, told in changed.items()} <= {("", "frequency_cap")}
    assert {channel for _, channel, _ in changed} <= {"email"}


def test_what_leaves_as_a_file_is_counted_first(layer: duckdb.DuckDBPyConnection, compiled: CompiledModels) -> None:
    rules = [
        rule("a", "email", ("first", 1), 1, has_file=False),
        rule("b", "email", None, 1),
        rule("c", "email", ("second", 1), 1),
    ]
    found = decide(layer, compiled, rules, [(a, "email", "ani", "") for a in ("a", "b", "c")])
    assert {a: r for (a, _, _), r in found.items()} == {"a": "frequency_cap", "b": "frequency_cap", "c": ""}


VARIABLES: dict[str, Any] = {
    "priority_lists": {"spring": ["debt", "tea"]},
    "caps": {"email": {"count": 2, "days": 7}},
    "audience_destinations": {},
    "destination_channels": {"generic_csv": "email"},
    "once_per_event_days": 45,
    "once_per_year_days": 335,
    "holdout_audience_share": 0.1,
}


def test_the_rules_that_plans_and_builds_read_are_those_declared(compiled: CompiledModels) -> None:
    by_email = {"purpose": "service", "channels": ["email"], "destinations": []}
    metas: dict[str, Any] = {
        "tea": {"purpose": "marketing", "channels": ["email", "whatsapp"], "destinations": ["generic_csv"]},
        "cart": {**by_email, "purpose": "marketing", "once_per": "event", "event_at": "last_cart_at"},
        "debt": {**by_email, "once_per": {"days": 30}},
        "gift": {**by_email, "once_per": "year"},
        "kept": {**by_email, "purpose": "marketing", "holdout": "none", "once_per": "never_again"},
        "visit": {**by_email, "once_per": "event"},
    }
    expected = [
        ("cart", "email", "marketing", False, None, None, 2, 7, 36500, True),
        ("debt", "email", "service", False, "spring", 1, None, None, 30, False),
        ("gift", "email", "service", False, None, None, None, None, 335, False),
        ("kept", "email", "marketing", False, None, None, 2, 7, 36500, False),
        ("tea", "email", "marketing", True, "spring", 2, 2, 7, None, True),
        ("tea", "whatsapp", "marketing", False, "spring", 2, None, None, None, True),
        ("visit", "email", "service", False, None, None, None, None, 45, False),
    ]
    assert declared(metas).fetchall() == expected
    assert declared({}).fetchall() == []
    built = duckdb.sql(compiled.sql["elg_audience_rules"])
    assert declared({}).description == [column for column in built.description if column[0] != "rules_hash"]
    with pytest.raises(ConfigurationError, match=r"aud_tea: holdout.share is 2"):
        declared({"tea": {**metas["tea"], "holdout": {"share": 2}}})


def declared(metas: dict[str, Any]) -> duckdb.DuckDBPyRelation:
    """The rules of these audiences, in their order."""
    sql = rules_sql(DBT_PROJECT / "macros", VARIABLES, metas)
    return duckdb.sql(f"select * from ({sql}) order by all")
