"""A plan before a build, and why a person is in an audience: on a small publication that the models built."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from compiled_models import CompiledModels, insert
from defined_people import words

from orchestration.audiences import explanation
from orchestration.audiences.definition import definitions
from orchestration.audiences.plan import Asked, Exported, plan
from orchestration.audiences.rules import rules_sql
from workspaces.settings import DBT_PROJECT

ELIGIBILITY = DBT_PROJECT / "models/eligibility"
LAYER = (
    *("audience_rules", "channels", "candidates", "contact_points"),
    *("consent_states", "suppressions", "closed_channels"),
)
DECIDING = ("writings", "message_counts", "screenings", "decisions")
TOP = {
    "purpose": "marketing",
    "channels": ["email", "whatsapp"],
    "fields": ["salutation", "name_to_call"],
    "destinations": [],
}
PEOPLE: tuple[dict[str, Any], ...] = (
    {"customer_id": "ani", "city": "Kota Makassar", "name_to_call": "Ani", "is_top_80": True},
    {"customer_id": "budi", "city": "Kota Makassar", "is_top_80": True, "has_open_complaint": True},
    {"customer_id": "citra", "city": "Kota Makassar", "is_top_80": True},
    {"customer_id": "dewi", "city": "Kota Malang", "is_top_80": True},
    {"customer_id": "eko", "city": "Kota Makassar"},
)


@pytest.fixture
def shop(compiled: CompiledModels) -> Iterator[duckdb.DuckDBPyConnection]:
    """Ani, Budi and Eko agreed to e-mail, Dewi withdrew, Citra never said anything; nobody chose Eko in any build."""
    with compiled.connect() as connection:
        for person in PEOPLE:
            customer_id = person["customer_id"]
            insert(connection, "customer_360", person)
            insert(connection, "idn_customers", {"record_id": customer_id, "customer_id": customer_id})
            address = {"kind": "email", "value": f"{customer_id}@example.com"}
            insert(connection, "idn_identifiers", {"record_id": customer_id, **address})
        for customer_id, action in (("ani", "grant"), ("budi", "grant"), ("eko", "grant"), ("dewi", "withdraw")):
            said = {"contact_kind": "email", "contact_value": f"{customer_id}@example.com", "channel": "email"}
            at = {"consent_id": customer_id, "action": action, "occurred_at": "2026-01-01 00:00:00"}
            insert(connection, "int_consents", said | at)
        audiences = [name for name in compiled.sql if name.startswith("aud_")]
        compiled.build(connection, *audiences, *(f"elg_{name}" for name in LAYER))
        compiled.build(connection, "seg_customers", "seg_memberships")
        compiled.build(connection, *(f"elg_{name}" for name in ("contact_options", "contact_routes", *DECIDING)))
        yield connection


def planned(connection: duckdb.DuckDBPyConnection, asked: Asked) -> dict[str, Any]:
    """The plan, with Makassar as the city of the roadshow."""
    return plan(connection, asked, words({"city": "Kota Makassar"}), ELIGIBILITY, lambda value: f"{value[:1]}***")


def declared(name: str, meta: dict[str, Any], **lists: tuple[str, ...]) -> str:
    """The rules of one planned audience, in a workspace with these priority lists, and of the top customers."""
    variables = {
        "priority_lists": lists,
        "audience_destinations": {},
        "destination_channels": {},
        "caps": {},
        "once_per_event_days": 45,
        "once_per_year_days": 335,
        "holdout_audience_share": 0,
    }
    return rules_sql(DBT_PROJECT / "macros", variables, {"top_customers": TOP, name: {"destinations": [], **meta}})


def roadshow(**changed: Any) -> Asked:
    """The city roadshow, which is defined in YAML and in no table of this publication."""
    definition = definitions(DBT_PROJECT)["city_roadshow"]
    meta = {"purpose": "marketing", "channels": ["email"], "fields": ["salutation", "first_name"], **changed}
    return Asked("city_roadshow", definition, meta, frozenset({"first_name"}), (), declared("city_roadshow", meta))


def test_exclusions_are_those_of_the_build_and_add_up(shop: duckdb.DuckDBPyConnection) -> None:
    facts = planned(
        shop, Asked("top_customers", None, TOP, frozenset({"name_to_call"}), (), declared("top_customers", TOP))
    )
    built = shop.execute(
        "select reason, count(*) from marts.eligibility.elg_decisions"
        " where audience = 'top_customers' and channel = 'email' group by reason"
    ).fetchall()
    email, whatsapp = facts["exclusions"]
    assert facts["size"] == 4
    assert {**email["excluded"], "": email["eligible"]} == dict(built)
    assert email == {
        "channel": "email",
        "eligible": 1,
        "excluded": {"consent_withdrawn": 1, "no_consent": 1, "open_complaint": 1},
    }
    assert whatsapp == {"channel": "whatsapp", "eligible": 0, "excluded": {"no_contact_point": 4}}


def test_a_definition_is_planned_that_no_build_has_seen(shop: duckdb.DuckDBPyConnection) -> None:
    facts = planned(shop, roadshow())
    assert facts["size"] == 3
    assert facts["exclusions"] == [{"channel": "email", "eligible": 2, "excluded": {"no_consent": 1}}]
    assert facts["overlap"] == {"top_customers": 2}
    assert facts["cost"]["tables_read"] == {"customer_360": 5}
    assert sorted(row["first_name"] for row in facts["sample"]) == ["A***", "P***", "P***"]


def test_a_higher_audience_of_the_priority_list_comes_first(shop: duckdb.DuckDBPyConnection) -> None:
    first = declared("city_roadshow", roadshow().meta, spring=("city_roadshow", "top_customers"))
    second = declared("city_roadshow", roadshow().meta, spring=("top_customers", "city_roadshow"))
    email = {"channel": "email", "eligible": 2, "excluded": {"no_consent": 1}}
    assert planned(shop, replace(roadshow(), rules_sql=first))["exclusions"] == [email]
    # Ani goes to the top customers; Eko, who is in the roadshow alone, stays.
    email = {"channel": "email", "eligible": 1, "excluded": {"no_consent": 1, "other_audience": 1}}
    assert planned(shop, replace(roadshow(), rules_sql=second))["exclusions"] == [email]


def test_who_came_and_went_since_the_file(shop: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    members = tmp_path / "e1.parquet"
    shop.execute(f"copy (select unnest(['ani', 'gone', 'citra']) as customer_id) to '{members}'")
    exported = (Exported("generic_csv", "email", members), Exported("google_ads", "ads", None))
    facts = planned(shop, replace(roadshow(), exported=exported))
    assert facts["since_export"] == [
        {"destination": "generic_csv", "exported": 3, "entrants": 1, "leavers": 2},
        {"destination": "google_ads", "exported": None, "entrants": None, "leavers": None},
    ]


def test_who_comes_and_goes_by_a_changed_definition(shop: duckdb.DuckDBPyConnection) -> None:
    """The last build had Ani in the roadshow, and Dewi by a city that was the parameter then."""
    shop.execute(
        "insert into marts.segments.seg_memberships values ('ani', 'audience', 'city_roadshow', 'v1'),"
        " ('dewi', 'audience', 'city_roadshow', 'v1'), ('eko', 'audience', 'other', 'v1')"
    )
    assert planned(shop, roadshow())["since_build"] == {"built": 2, "entrants": 2, "leavers": 1}


def test_each_condition_is_told_with_what_it_saw(shop: duckdb.DuckDBPyConnection) -> None:
    definition = definitions(DBT_PROJECT)["city_roadshow"]
    of = words({"city": "Kota Makassar"})
    told = explanation.of_definition(shop, definition, of, "budi")
    assert told["is_in"] is False
    assert [(c["condition"], c["holds"], c["value"]) for c in told["conditions"]] == [
        ("is a person, no pseudo account", True, None),
        ("all of", False, None),
        ("city is Kota Makassar", True, "Kota Makassar"),
        ("has_open_complaint is false", False, "true"),
    ]
    assert explanation.of_definition(shop, definition, of, "ani")["is_in"] is True
    shop.execute("update marts.marts.customer_360 set city = null where customer_id = 'ani'")
    unknown = explanation.of_definition(shop, definition, of, "ani")
    assert unknown["is_in"] is False
    assert [c["holds"] for c in unknown["conditions"]] == [True, None, None, True]
    assert explanation.of_definition(shop, definition, of, "nobody") == {"is_in": False, "conditions": []}


def test_an_audience_in_sql_is_told_by_its_lines(
    shop: duckdb.DuckDBPyConnection, compiled: CompiledModels, tmp_path: Path
) -> None:
    file = tmp_path / "aud_top_customers.sql"
    file.write_text(compiled.sql["aud_top_customers"], encoding="utf-8")
    for customer_id, is_in in (("ani", True), ("eko", False)):
        told = explanation.of_sql(shop, "top_customers", file, customer_id)
        assert told["is_in"] is is_in
        assert [c["holds"] for c in told["conditions"]] == [True, is_in]
    assert explanation.of_sql(shop, "top_customers", tmp_path / "none.sql", "ani")["conditions"] == []
