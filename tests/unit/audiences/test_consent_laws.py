"""Laws of consent: whatever is said, in whatever order, nobody is written to who did not agree, and all are who did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import duckdb
import pytest
from compiled_models import CompiledModels
from consent_worlds import (
    CARRIERS,
    EMAILS,
    LANDLINE,
    MOBILES,
    PEOPLE,
    SIDE_BY_SIDE,
    TIMES,
    VALUES,
    Row,
    Said,
    World,
    mailbox,
    may_be_written_to,
    members_when,
    of_each_world,
    quick,
    worlds,
)
from hypothesis import given, settings
from hypothesis import strategies as st


@pytest.fixture(scope="module")
def shop(compiled: CompiledModels) -> Iterator[duckdb.DuckDBPyConnection]:
    """One database for all examples; each example empties it first."""
    with compiled.connect() as connection:
        yield connection


@settings(quick, max_examples=12)
@given(worlds=worlds)
def test_only_and_all_who_agreed(
    shop: duckdb.DuckDBPyConnection, compiled: CompiledModels, worlds: list[World]
) -> None:
    found = members_when(shop, compiled, worlds, [world.said for world in worlds])
    decided = shop.execute(
        "select channel, customer_id from marts.eligibility.elg_decisions where reason in ('', 'shared_contact')"
    ).fetchall()
    for world, rows, eligible in zip(worlds, found, of_each_world(decided, len(worlds)), strict=True):
        only_who_agreed(world, rows)
        agreed = {(c, p) for c in CARRIERS for p in PEOPLE if may_be_written_to(world, p, c)}
        assert {row[:2] for row in eligible} == agreed, world


def only_who_agreed(world: World, rows: list[Row]) -> None:
    """Each contact point of each row is one at which its person agreed, and stands in one row of its channel."""
    for channel, person, email, phone, contact_point in rows:
        assert {contact_point, *filter(None, (email, phone))} <= may_be_written_to(world, person, channel), world
    for channel in CARRIERS:
        used = [v for c, _, email, phone, _ in rows if c == channel for v in (email, phone) if v is not None]
        assert len(used) == len(set(used))
        assert {point for c, _, _, _, point in rows if c == channel} <= set(used)


@quick
@given(worlds=worlds, data=st.data())
def test_order_and_repetition_change_nothing(
    shop: duckdb.DuckDBPyConnection, compiled: CompiledModels, worlds: list[World], data: st.DataObject
) -> None:
    once = members_when(shop, compiled, worlds, [world.said for world in worlds])
    again = [
        [*world.said, *data.draw(st.lists(st.sampled_from(world.said), max_size=4))] if world.said else []
        for world in worlds
    ]
    assert members_when(shop, compiled, worlds, [data.draw(st.permutations(said)) for said in again]) == once


withdrawals = st.tuples(st.sampled_from(VALUES), st.sampled_from(TIMES))


@quick
@given(worlds=worlds, withdrawn=st.lists(withdrawals, min_size=SIDE_BY_SIDE, max_size=SIDE_BY_SIDE))
def test_a_withdrawal_removes_its_people_and_nobody_comes_in(
    shop: duckdb.DuckDBPyConnection,
    compiled: CompiledModels,
    worlds: list[World],
    withdrawn: list[tuple[str, dt.datetime]],
) -> None:
    once = members_when(shop, compiled, worlds, [world.said for world in worlds])
    again = members_when(
        shop, compiled, worlds, [_withdrawn(world, *at) for world, at in zip(worlds, withdrawn, strict=True)]
    )
    for world, (value, _), was, now in zip(worlds, withdrawn, once, again, strict=True):
        before, after = ({row[:2] for row in rows} for rows in (was, now))
        holders = {p for p, values in world.holds.items() if mailbox(value) in {mailbox(v) for v in values}}
        assert not after & {("ads", p) for p in holders}
        sharers = {p for p in PEOPLE if p not in holders}
        assert {(c, p) for c, p in after if c != "ads"} == {(c, p) for c, p in before if c != "ads"}
        assert after - before <= {("ads", p) for p in sharers}


def _withdrawn(world: World, value: str, when: dt.datetime) -> list[Said]:
    """What was said, and after it that ads may not be shown to the holders of a contact point."""
    latest = max((s.occurred_at for s in world.said), default=when)
    return [*world.said, Said(value, "ads", "withdraw", max(latest, when))]


def test_the_laws_see_people(shop: duckdb.DuckDBPyConnection, compiled: CompiledModels) -> None:
    holds = {"ani": frozenset(EMAILS[:1]), "budi": frozenset(MOBILES[:1]), "citra": frozenset({LANDLINE})}
    agreed = tuple(Said(v, c, "grant", TIMES[0]) for v in VALUES for c in CARRIERS)
    silent, world = World(holds, ()), World(holds, agreed)
    nobody, somebody = members_when(shop, compiled, [silent, world], [(), agreed])
    assert nobody == []
    assert [row[:2] for row in somebody] == [
        ("ads", "ani"),
        ("ads", "budi"),
        ("ads", "citra"),
        ("email", "ani"),
        ("whatsapp", "budi"),
    ]
