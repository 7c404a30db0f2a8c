"""Laws of consent: whatever is said, in whatever order, nobody is written to who did not agree, and all are who did.

`may_be_written_to` says the rules a second time, in Python over sets of events; it shares nothing with the models.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import pytest
from compiled_models import END_OF_AS_OF, CompiledModels, insert
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

ELIGIBILITY = (
    *("aud_abandoned_cart", "aud_birthday", "aud_second_purchase", "aud_top_customers", "aud_win_back"),
    *(
        "elg_audience_rules",
        "elg_channels",
        "elg_candidates",
        "elg_contact_points",
        "elg_consent_states",
        "elg_suppressions",
    ),
    *("elg_closed_channels", "elg_contact_options", "elg_contact_routes"),
    *("elg_writings", "elg_message_counts", "elg_screenings"),
    *("elg_decisions", "elg_members"),
)
END = dt.datetime.fromisoformat(END_OF_AS_OF)
PEOPLE = ("ani", "budi", "citra")
EMAILS = ("ani@example.com", "ani+toko@example.com", "budi@example.com")
MOBILES = ("+6281200000001", "+6281200000002")
LANDLINE = "+622150000001"
VALUES = (*EMAILS, *MOBILES, LANDLINE)
CARRIERS = {"email": EMAILS, "whatsapp": MOBILES, "ads": VALUES}
TIMES = tuple(END + dt.timedelta(seconds=s) for s in (-86400, -3600, -1, 0, 1, 86400))
EXPIRIES = (None, END - dt.timedelta(days=1), END, END + dt.timedelta(seconds=1))


@dataclass(frozen=True)
class Said:
    """One consent event, or an answer to a message: grant, withdraw, stopped, bounced, complained."""

    value: str
    channel: str
    action: str
    occurred_at: dt.datetime
    expires_at: dt.datetime | None = None


@dataclass(frozen=True)
class World:
    """Who holds which contact points, and what was said about them."""

    holds: dict[str, frozenset[str]]
    said: tuple[Said, ...]


def mailbox(value: str) -> str:
    """The address without its tag."""
    return "ani@example.com" if value == "ani+toko@example.com" else value


def state(said: tuple[Said, ...], value: str, channel: str) -> str:
    """What stands at one contact point: granted, withdrawn, expired or unknown."""
    about = [s for s in said if (s.value, s.channel) == (value, channel)]
    counts = [s for s in about if s.action in {"withdraw", "stopped"} or (s.action == "grant" and s.occurred_at < END)]
    last = [s for s in counts if s.occurred_at == max(c.occurred_at for c in counts)]
    if not last:
        return "unknown"
    if any(s.action != "grant" for s in last):
        return "withdrawn"
    return "expired" if any(s.expires_at is not None and s.expires_at <= END for s in last) else "granted"


def may_be_written_to(world: World, person: str, channel: str) -> set[str]:
    """The contact points at which a person may be written to."""
    mine = {mailbox(v) for v in world.holds[person]}
    for value in VALUES:
        if mailbox(value) in mine and state(world.said, value, channel) == "withdrawn":
            return set()
    if any(s.action == "complained" and mailbox(s.value) in mine for s in world.said):
        return set()
    bounced = {mailbox(s.value) for s in world.said if s.action == "bounced" and s.channel == channel}
    return {
        value
        for value in world.holds[person]
        if value in CARRIERS[channel]
        and mailbox(value) not in bounced
        and state(world.said, value, channel) == "granted"
    }


said = st.builds(
    Said,
    value=st.sampled_from(VALUES),
    channel=st.sampled_from(tuple(CARRIERS)),
    action=st.sampled_from(("grant", "grant", "withdraw")),
    occurred_at=st.sampled_from(TIMES),
    expires_at=st.sampled_from(EXPIRIES),
)


def answer(written_to: tuple[str, str], action: str, occurred_at: dt.datetime) -> Said:
    """An answer to a message that went to a contact point by a channel."""
    return Said(*written_to, action, occurred_at)


answers = st.builds(
    answer,
    written_to=st.sampled_from([*((v, "email") for v in EMAILS), *((v, "whatsapp") for v in MOBILES)]),
    action=st.sampled_from(("bounced", "bounced", "stopped", "complained")),
    occurred_at=st.sampled_from(TIMES),
)
# Most agreed somewhere once, or no law would ever see a member; what was said later is drawn upon that.
agreed_once = st.frozensets(
    st.sampled_from([(v, c) for c, values in CARRIERS.items() for v in values]), min_size=4
).map(lambda pairs: tuple(Said(value, channel, "grant", TIMES[1]) for value, channel in sorted(pairs)))
worlds = st.builds(
    World,
    holds=st.fixed_dictionaries({p: st.frozensets(st.sampled_from(VALUES), min_size=1, max_size=3) for p in PEOPLE}),
    said=st.tuples(agreed_once, st.lists(said, max_size=4).map(tuple), st.lists(answers, max_size=2).map(tuple)).map(
        lambda parts: parts[0] + parts[1] + parts[2]
    ),
)


def tell(connection: duckdb.DuckDBPyConnection, world: World, events: list[Said]) -> None:
    """Put a world into the tables; a consent's id is its content's, so that an event told twice is one event twice."""
    for table in ("marts.marts.customer_360", "warehouse.identity.idn_customers", "warehouse.identity.idn_identifiers"):
        connection.execute(f"delete from {table}")
    for table in ("int_consents", "int_interactions"):
        connection.execute(f"delete from warehouse.intermediate.{table}")
    for person, values in world.holds.items():
        insert(connection, "customer_360", {"customer_id": person, "is_top_80": True})
        for value in sorted(values):
            insert(connection, "idn_customers", {"record_id": f"{person}:{value}", "customer_id": person})
            insert(connection, "idn_identifiers", identifier(f"{person}:{value}", value))
    for value in VALUES:
        insert(connection, "idn_identifiers", identifier(f"messaging:{value}", value))
    for event in events:
        common = {"channel": event.channel, "occurred_at": event.occurred_at}
        if event.action in {"grant", "withdraw"}:
            kind = "email" if "@" in event.value else "phone"
            contact = {"contact_kind": kind, "contact_value": event.value, "expires_at": event.expires_at}
            insert(connection, "int_consents", {"consent_id": repr(event), "action": event.action, **contact, **common})
        else:
            record = {"interaction_id": repr(event), "record_id": f"messaging:{event.value}", "kind": event.action}
            insert(connection, "int_interactions", {**record, **common})


def identifier(record_id: str, value: str) -> dict[str, object]:
    """A valid identifier of a record."""
    kind = "email" if "@" in value else "phone"
    return {"record_id": record_id, "kind": kind, "value": value, "is_mobile": value in MOBILES}


Row = tuple[str, str, str | None, str | None, str]


def members(connection: duckdb.DuckDBPyConnection, compiled: CompiledModels) -> list[Row]:
    """Channel, person, e-mail, phone and contact point of every member, after building the layer."""
    compiled.build(connection, *ELIGIBILITY)
    return connection.execute(
        "select channel, customer_id, email, phone, contact_point from marts.eligibility.elg_members order by all"
    ).fetchall()


@pytest.fixture(scope="module")
def shop(compiled: CompiledModels) -> Iterator[duckdb.DuckDBPyConnection]:
    """One database for all examples; each example empties it first."""
    with compiled.connect() as connection:
        yield connection


quick = settings(
    max_examples=50, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@quick
@given(world=worlds)
def test_only_and_all_who_agreed(shop: duckdb.DuckDBPyConnection, compiled: CompiledModels, world: World) -> None:
    tell(shop, world, list(world.said))
    rows = members(shop, compiled)
    for channel, person, email, phone, contact_point in rows:
        allowed = may_be_written_to(world, person, channel)
        assert {contact_point, *filter(None, (email, phone))} <= allowed
    for channel in CARRIERS:
        used = [v for c, _, email, phone, _ in rows if c == channel for v in (email, phone) if v is not None]
        assert len(used) == len(set(used))
        assert {point for c, _, _, _, point in rows if c == channel} <= set(used)
    agreed = {(c, p) for c in CARRIERS for p in PEOPLE if may_be_written_to(world, p, c)}
    found = shop.execute(
        "select channel, customer_id from marts.eligibility.elg_decisions where reason in ('', 'shared_contact')"
    ).fetchall()
    assert set(found) == agreed


@quick
@given(world=worlds, data=st.data())
def test_order_and_repetition_change_nothing(
    shop: duckdb.DuckDBPyConnection, compiled: CompiledModels, world: World, data: st.DataObject
) -> None:
    tell(shop, world, list(world.said))
    once = members(shop, compiled)
    again = data.draw(st.lists(st.sampled_from(world.said), max_size=4)) if world.said else []
    tell(shop, world, data.draw(st.permutations([*world.said, *again])))
    assert members(shop, compiled) == once


@quick
@given(world=worlds, value=st.sampled_from(VALUES), when=st.sampled_from(TIMES))
def test_a_withdrawal_removes_its_people_and_nobody_comes_in(
    shop: duckdb.DuckDBPyConnection, compiled: CompiledModels, world: World, value: str, when: dt.datetime
) -> None:
    latest = max((s.occurred_at for s in world.said), default=when)
    withdrawn = Said(value, "ads", "withdraw", max(latest, when))
    tell(shop, world, list(world.said))
    before = {(row[0], row[1]) for row in members(shop, compiled)}
    tell(shop, world, [*world.said, withdrawn])
    after = {(row[0], row[1]) for row in members(shop, compiled)}
    holders = {p for p, values in world.holds.items() if mailbox(value) in {mailbox(v) for v in values}}
    assert not after & {("ads", p) for p in holders}
    sharers = {p for p in PEOPLE if p not in holders}
    assert {(c, p) for c, p in after if c != "ads"} == {(c, p) for c, p in before if c != "ads"}
    assert after - before <= {("ads", p) for p in sharers}


def test_the_laws_see_people(shop: duckdb.DuckDBPyConnection, compiled: CompiledModels) -> None:
    holds = {"ani": frozenset(EMAILS[:1]), "budi": frozenset(MOBILES[:1]), "citra": frozenset({LANDLINE})}
    agreed = tuple(Said(v, c, "grant", TIMES[0]) for v in VALUES for c in CARRIERS)
    world = World(holds, agreed)
    tell(shop, world, list(agreed))
    assert [row[:2] for row in members(shop, compiled)] == [
        ("ads", "ani"),
        ("ads", "budi"),
        ("ads", "citra"),
        ("email", "ani"),
        ("whatsapp", "budi"),
    ]
