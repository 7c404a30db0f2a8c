"""Laws of consent across clocks and repeated records: an instant counts, however it is written, and a person once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo

import duckdb
import pytest
from compiled_models import END_OF_AS_OF, CompiledModels
from consent_worlds import END, PEOPLE, Said, World, hold, members, members_when, quick, worlds
from hypothesis import given, settings
from hypothesis import strategies as st

Written = tuple[str, str]
"""A moment as a source writes it, and the zone that its texts without an offset have; '' is the workspace's."""


def with_offset(form: str, hours: float) -> Callable[[dt.datetime], Written]:
    """Of a moment in UTC its wall clock so many hours ahead, with that offset in this form."""

    def written(moment: dt.datetime) -> Written:
        clock = moment.replace(tzinfo=dt.UTC).astimezone(dt.timezone(dt.timedelta(hours=hours)))
        return clock.strftime(f"%Y-%m-%dT%H:%M:%S{form}"), ""

    return written


def by_the_clock(zone: str, of: str) -> Callable[[dt.datetime], Written]:
    """Of a moment in UTC the wall clock of a zone, without an offset."""
    return lambda moment: (f"{moment.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S}", of)


CLOCKS = (
    with_offset("Z", 0),
    with_offset("+07:00", 7),
    with_offset("+0900", 9),
    with_offset("-03:30", -3.5),
    by_the_clock("Asia/Jakarta", ""),
    by_the_clock("Asia/Jayapura", "Asia/Jayapura"),
    by_the_clock("America/New_York", "America/New_York"),
)


few = settings(quick, max_examples=3)


@pytest.fixture(scope="module")
def shop(compiled: CompiledModels) -> Iterator[duckdb.DuckDBPyConnection]:
    """One database for all examples; each example empties it first."""
    with compiled.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("create table texts (number integer, written varchar, zone varchar)")
        yield connection


def read(shop: duckdb.DuckDBPyConnection, compiled: CompiledModels, texts: list[Written]) -> list[dt.datetime | None]:
    """The moments that staging makes of these texts."""
    shop.execute("delete from texts")
    if texts:
        shop.executemany("insert into texts values (?, ?, ?)", [(n, *text) for n, text in enumerate(texts)])
    found = shop.execute(f"select moment from ({compiled.sql['moments']}) order by number").fetchall()
    return [moment for (moment,) in found]


Clock = Callable[[dt.datetime], Written]


@few
@given(worlds=worlds, data=st.data())
def test_the_same_instants_give_the_same_people_however_they_are_written(
    shop: duckdb.DuckDBPyConnection, compiled: CompiledModels, worlds: list[World], data: st.DataObject
) -> None:
    said = [s for world in worlds for s in world.said]
    clocks = [data.draw(st.sampled_from(CLOCKS)) for _ in said]
    occurred = read(shop, compiled, [clock(s.occurred_at) for clock, s in zip(clocks, said, strict=True)])
    expires = iter(read(shop, compiled, list(_expiries(clocks, said))))
    assert None not in occurred
    reread = iter(
        replace(s, occurred_at=at or END, expires_at=next(expires) if s.expires_at else None)
        for s, at in zip(said, occurred, strict=True)
    )
    again = [[next(reread) for _ in world.said] for world in worlds]
    once = members_when(shop, compiled, worlds, [world.said for world in worlds])
    assert members_when(shop, compiled, worlds, again) == once


def _expiries(clocks: list[Clock], said: list[Said]) -> Iterator[Written]:
    for clock, s in zip(clocks, said, strict=True):
        if s.expires_at is not None:
            yield clock(s.expires_at)


@few
@given(worlds=worlds, zone=st.sampled_from(("Asia/Jayapura", "America/New_York", "Pacific/Kiritimati")))
def test_a_workspace_elsewhere_gives_the_same_people_by_its_own_midnight(
    shop: duckdb.DuckDBPyConnection, compiled: CompiledModels, worlds: list[World], zone: str
) -> None:
    """All is said as long before or after the end of as_of as before; only the moment of that end is another."""
    end = dt.datetime(2026, 7, 1, tzinfo=ZoneInfo(zone)).astimezone(dt.UTC).replace(tzinfo=None)
    there = CompiledModels.__new__(CompiledModels)
    there.__dict__ |= compiled.__dict__
    there.sql = {name: sql.replace(END_OF_AS_OF, f"{end}") for name, sql in compiled.sql.items()}
    assert there.sql["elg_consent_states"] != compiled.sql["elg_consent_states"]
    moved = [[_moved(s, end - END) for s in world.said] for world in worlds]
    once = members_when(shop, compiled, worlds, [world.said for world in worlds])
    assert members_when(shop, there, worlds, moved) == once


def _moved(said: Said, by: dt.timedelta) -> Said:
    return replace(said, occurred_at=said.occurred_at + by, expires_at=said.expires_at and said.expires_at + by)


@few
@given(worlds=worlds, data=st.data())
def test_a_contact_point_that_several_records_hold_counts_once(
    shop: duckdb.DuckDBPyConnection, compiled: CompiledModels, worlds: list[World], data: st.DataObject
) -> None:
    once = members_when(shop, compiled, worlds, [world.said for world in worlds])
    for number, world in enumerate(worlds):
        held = sorted((person, value) for person in PEOPLE for value in world.holds[person])
        for again, (person, value) in enumerate(data.draw(st.lists(st.sampled_from(held), max_size=5))):
            other = data.draw(st.sampled_from(sorted(world.holds[person])))
            hold(shop, [(number, f"pos:{again}", person, (value, other))])
    found = members(shop, compiled, len(worlds))
    assert found == once
    for rows in found:
        points = [(row[0], row[4]) for row in rows]
        assert len(points) == len(set(points))


def test_the_texts_are_read_as_their_instants(shop: duckdb.DuckDBPyConnection, compiled: CompiledModels) -> None:
    texts = [clock(END) for clock in CLOCKS]
    assert len({text for text, _ in texts}) == len(CLOCKS)
    assert read(shop, compiled, texts) == [END] * len(CLOCKS)
    assert read(shop, compiled, [("2026-06-30", ""), ("2026-07-01 00:00:00", "Asia/Jayapura")]) == [
        None,
        END - dt.timedelta(hours=2),
    ]
