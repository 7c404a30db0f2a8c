"""Small worlds of people, contact points and what is said about them, and who of them may be written to.

`may_be_written_to` says the rules a second time, in Python over sets of events; it shares nothing with the models. Many
worlds stand side by side in one database, apart by their people's names and contact points, because to build the models
costs the same for one as for all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import duckdb
from compiled_models import END_OF_AS_OF, CompiledModels, insert
from hypothesis import HealthCheck, Phase, settings
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
MOBILE = "+628"
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
world = st.builds(
    World,
    holds=st.fixed_dictionaries({p: st.frozensets(st.sampled_from(VALUES), min_size=1, max_size=3) for p in PEOPLE}),
    said=st.tuples(agreed_once, st.lists(said, max_size=4).map(tuple), st.lists(answers, max_size=2).map(tuple)).map(
        lambda parts: parts[0] + parts[1] + parts[2]
    ),
)
SIDE_BY_SIDE = 30
worlds = st.lists(world, min_size=SIDE_BY_SIDE, max_size=SIDE_BY_SIDE)
# A failing example is not shrunk: its worlds are small each, and the assertion names the one.
quick = settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def place(name: str, number: int) -> str:
    """A person, a record or a contact point of the world of this number."""
    if "@" in name:
        return name.replace("@example.com", f"@w{number}.example.com")
    return f"{name[:-5]}{number:04}{name[-1]}" if name.startswith("+") else f"{name}.{number}"


def tell(connection: duckdb.DuckDBPyConnection, worlds: Sequence[World], said: Iterable[Iterable[Said]]) -> None:
    """Put worlds into the tables, and of each world what is said; an event told twice is one event twice."""
    for table in ("marts.marts.customer_360", "warehouse.identity.idn_customers", "warehouse.identity.idn_identifiers"):
        connection.execute(f"delete from {table}")
    for table in ("int_consents", "int_interactions"):
        connection.execute(f"delete from warehouse.intermediate.{table}")
    numbered = list(enumerate(worlds))
    insert(
        connection,
        "customer_360",
        *({"customer_id": place(p, n), "is_top_80": True} for n, _ in numbered for p in PEOPLE),
    )
    held = ((n, person, value) for n, world in numbered for person in PEOPLE for value in sorted(world.holds[person]))
    hold(connection, [(n, f"{person}:{value}", person, (value,)) for n, person, value in held])
    written_to = [(place(f"messaging:{value}", n), place(value, n)) for n, _ in numbered for value in VALUES]
    insert(connection, "idn_identifiers", *(identifier(record, value) for record, value in written_to))
    events = [(n, event) for n, events in enumerate(said) for event in events]
    consents = [_consent(n, event) for n, event in events if event.action in {"grant", "withdraw"}]
    insert(connection, "int_consents", *consents)
    interactions = [_interaction(n, event) for n, event in events if event.action not in {"grant", "withdraw"}]
    insert(connection, "int_interactions", *interactions)


def hold(connection: duckdb.DuckDBPyConnection, records: Sequence[tuple[int, str, str, tuple[str, ...]]]) -> None:
    """Add records (the number of their world, record, person, contact points)."""
    people = [{"record_id": place(record, n), "customer_id": place(person, n)} for n, record, person, _ in records]
    insert(connection, "idn_customers", *people)
    known = [(place(record, n), place(value, n)) for n, record, _, values in records for value in values]
    insert(connection, "idn_identifiers", *(identifier(record, value) for record, value in known))


def identifier(record_id: str, value: str) -> dict[str, object]:
    """A valid identifier of a record."""
    kind = "email" if "@" in value else "phone"
    return {"record_id": record_id, "kind": kind, "value": value, "is_mobile": value.startswith(MOBILE)}


def _consent(number: int, event: Said) -> dict[str, object]:
    return {
        "consent_id": f"{number} {event!r}",
        "action": event.action,
        "contact_kind": "email" if "@" in event.value else "phone",
        "contact_value": place(event.value, number),
        "expires_at": event.expires_at,
        "channel": event.channel,
        "occurred_at": event.occurred_at,
    }


def _interaction(number: int, event: Said) -> dict[str, object]:
    return {
        "interaction_id": f"{number} {event!r}",
        "record_id": place(f"messaging:{event.value}", number),
        "kind": event.action,
        "channel": event.channel,
        "occurred_at": event.occurred_at,
    }


Row = tuple[str, str, str | None, str | None, str]


def members(connection: duckdb.DuckDBPyConnection, compiled: CompiledModels, count: int) -> list[list[Row]]:
    """Channel, person, e-mail, phone and contact point of every member of each world, after building the layer."""
    compiled.build(connection, *ELIGIBILITY)
    found = connection.execute(
        "select channel, customer_id, email, phone, contact_point from marts.eligibility.elg_members order by all"
    ).fetchall()
    return of_each_world(found, count)


def of_each_world(rows: Iterable[tuple[str | None, ...]], count: int) -> list[list[Row]]:
    """Rows of so many worlds, apart again and in the names that the worlds have."""
    homes = {place(name, n): (n, name) for n in range(count) for name in (*PEOPLE, *VALUES)}
    apart: list[list[Row]] = [[] for _ in range(count)]
    for row in rows:
        (number,) = {homes[cell][0] for cell in row if cell in homes}
        apart[number].append(tuple(homes[cell][1] if cell in homes else cell for cell in row))  # type: ignore[arg-type]
    return apart


def members_when(
    connection: duckdb.DuckDBPyConnection,
    compiled: CompiledModels,
    worlds: Sequence[World],
    said: Iterable[Iterable[Said]],
) -> list[list[Row]]:
    """The members of each world when this is said in it."""
    tell(connection, worlds, said)
    return members(connection, compiled, len(worlds))
