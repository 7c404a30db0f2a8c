"""Who may not be written to any more, reason by reason: each is seen to forbid the person, and nobody beyond it."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from ledgers.forbidden_people import forbidden_sql

WORLD = """
create schema eligibility;
create table members (customer_id varchar, contact_point varchar, email varchar, phone varchar, audience varchar,
    channel varchar, purpose varchar);
insert into members values
    ('ani', 'ani@example.com', 'ani@example.com', '+62811', 'birthday', 'ads', 'marketing'),
    ('budi', 'budi@example.com', 'budi@example.com', null, 'birthday', 'ads', 'marketing');
create table eligibility.elg_consent_states (contact_value varchar, channel varchar, purpose varchar, state varchar);
insert into eligibility.elg_consent_states
select value, 'ads', 'marketing', 'granted'
from (values ('ani@example.com'), ('+62811'), ('budi@example.com')) as agreed(value);
create table eligibility.elg_contact_points (customer_id varchar, contact_value varchar, contact_hash varchar);
insert into eligibility.elg_contact_points values
    ('ani', 'ani@example.com', 'hash of ani'), ('ani', '+62811', 'hash of 811'),
    ('budi', 'budi@example.com', 'hash of budi'), ('citra', 'citra@example.com', 'hash of citra');
create table eligibility.elg_suppressions (contact_hash varchar, channel varchar);
create table eligibility.elg_closed_channels (customer_id varchar, channel varchar, purpose varchar);
create table eligibility.elg_decisions (audience varchar, channel varchar, customer_id varchar, reason varchar);
"""
STATES, POINTS = "eligibility.elg_consent_states", "eligibility.elg_contact_points"
CLOSED, DECIDED = "insert into eligibility.elg_closed_channels values", "insert into eligibility.elg_decisions values"
SUPPRESSED = "insert into eligibility.elg_suppressions values"


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as made:
        made.execute(WORLD)
        yield made


@pytest.mark.parametrize(
    "said",
    [
        f"update {STATES} set state = 'withdrawn' where contact_value = 'ani@example.com'",
        f"update {STATES} set state = 'withdrawn' where contact_value = '+62811'",
        f"delete from {STATES} where contact_value = 'ani@example.com'",
        f"update {STATES} set purpose = 'service' where contact_value = 'ani@example.com'",
        f"update {STATES} set channel = 'email' where contact_value = 'ani@example.com'",
        f"{SUPPRESSED} ('hash of 811', 'ads')",
        f"{CLOSED} ('ani', 'ads', 'marketing')",
        f"{CLOSED} ('ani', 'ads', 'all')",
        # The contact point is another person's today, who closed the channel.
        f"update {POINTS} set customer_id = 'citra' where contact_hash = 'hash of 811';"
        f" {CLOSED} ('citra', 'ads', 'all')",
        # The person of the row has other contact points today.
        f"delete from {POINTS} where customer_id = 'ani'; {CLOSED} ('ani', 'ads', 'marketing')",
        f"delete from {POINTS} where customer_id = 'ani'; {CLOSED} ('ani', 'ads', 'all')",
        # The message goes to the number, and the address stands beside it.
        "update members set contact_point = phone where customer_id = 'ani';"
        f" delete from {STATES} where contact_value = 'ani@example.com'",
    ],
)
@pytest.mark.parametrize("is_withdrawn_only", [False, True])
def test_a_no_forbids_the_person_and_nobody_else(
    connection: duckdb.DuckDBPyConnection, said: str, is_withdrawn_only: bool
) -> None:
    connection.execute(said)
    assert forbidden(connection, is_withdrawn_only) == ["ani"]


@pytest.mark.parametrize("reason", ["pseudo_account", "open_complaint", "no_contact_point", "held_out"])
def test_who_may_not_be_in_this_audience_today_has_not_withdrawn(
    connection: duckdb.DuckDBPyConnection, reason: str
) -> None:
    connection.execute(f"{DECIDED} ('birthday', 'ads', 'ani', '{reason}')")
    assert (forbidden(connection), forbidden(connection, True)) == (["ani"], [])


@pytest.mark.parametrize(
    "said",
    [
        "select 1",
        f"insert into {STATES} values ('ani@example.com', 'email', 'marketing', 'withdrawn')",
        f"{SUPPRESSED} ('hash of ani', 'email'), ('hash of citra', 'ads')",
        f"{CLOSED} ('ani', 'email', 'all'), ('ani', 'ads', 'service'), ('citra', 'ads', 'all')",
        f"{DECIDED} ('win_back', 'ads', 'ani', 'open_complaint'), ('birthday', 'email', 'ani', 'held_out'),"
        " ('birthday', 'ads', 'ani', 'frequency_cap')",
    ],
)
def test_what_is_said_of_something_else_forbids_nobody(connection: duckdb.DuckDBPyConnection, said: str) -> None:
    connection.execute(said)
    # Somebody else's audience is asked about too, so that its decisions are looked at.
    connection.execute("insert into members values ('dewi', null, null, null, 'win_back', 'ads', 'marketing')")
    assert forbidden(connection) == []


def forbidden(connection: duckdb.DuckDBPyConnection, is_withdrawn_only: bool = False) -> list[str]:
    """Their ids, in order."""
    found = connection.execute(forbidden_sql("members", is_withdrawn_only)).fetchall()
    return sorted(customer_id for (customer_id,) in found)
