"""Who lives around the shop: names, contact points, birthdays, places, and where each person is known.

What they buy is purchases.py's. A person is a number; the same number gives the same phone in every source.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from workspaces.sample_shop.generator.deliveries import Deliveries, table_of, words
from workspaces.sample_shop.generator.plan import DAY, Bools, Ints, Plan, choose
from workspaces.sample_shop.generator.vocabulary import (
    ACQUISITION,
    DEGREES,
    FAMILIES,
    MAIL_DOMAINS,
    MEN,
    OCCUPATIONS,
    PLACES,
    TITLES,
    WOMEN,
)

PHONE_PREFIXES = ["12", "13", "21", "22", "52", "53", "56", "57", "58", "77", "78", "81", "82", "95", "96"]
PHONE_STEP = 48_271_337
"""Coprime to 10^8: person numbers below that map to distinct phones."""
FEWEST_VISITORS, MOST_VISITORS = 80, 20_000
"""At events, however few or many people there are."""
UNKNOWN, WOMAN, MAN = 0, 1, 2
NO_BIRTHDAY = -(10**6)


@dataclass(frozen=True)
class People:
    """One chunk of people, columns in the same order. Rows are addressed by position in the chunk."""

    number: Ints
    gender: Ints
    name: pa.ChunkedArray[Any]
    email: pa.ChunkedArray[Any]
    phone: pa.ChunkedArray[Any]
    """National significant number, `8123...`; how it is spelled is up to each source."""
    birth_day: Ints
    """Days since the epoch, or NO_BIRTHDAY."""
    place: Ints
    occupation: Ints
    acquisition: Ints
    joined: Ints
    """Second of the first purchase, or of the sign-up of one who never bought."""
    is_buyer: Bools
    in_web_shop: Bools
    in_loyalty: Bools
    at_event: Bools

    def __len__(self) -> int:
        return len(self.number)


def draw_people(deliveries: Deliveries, plan: Plan, chunk: int, first: int, last: int) -> People:
    """People `first` to `last - 1`."""
    random = plan.random("people", chunk)
    count = last - first
    number = np.arange(first, last)
    gender = choose(random, count, [0.0, 0.58, 0.42])
    visitors = min(max(0.12, FEWEST_VISITORS / plan.size), MOST_VISITORS / plan.size)
    in_web_shop, in_loyalty, at_event = (random.random(count) < share for share in (0.62, 0.5, visitors))
    in_web_shop |= ~(in_loyalty | at_event)
    is_buyer = (in_web_shop | in_loyalty) & (random.random(count) < 0.88)
    joined = shop_time(random, random.integers(plan.start // DAY, plan.end // DAY - 1, count))
    names = _names(deliveries, random, number, gender)
    return People(
        number=number,
        gender=np.where(random.random(count) < 0.7, gender, UNKNOWN),
        name=names["name"],
        email=names["email"],
        phone=names["phone"],
        birth_day=_birth_days(random, count),
        place=choose(random, count, [share for *_, share in PLACES]),
        occupation=random.integers(0, len(OCCUPATIONS), count),
        acquisition=random.integers(0, len(ACQUISITION), count),
        joined=joined,
        is_buyer=is_buyer,
        in_web_shop=in_web_shop,
        in_loyalty=in_loyalty,
        at_event=at_event,
    )


def shop_time(random: np.random.Generator, days: Ints) -> Ints:
    """A second between 08:00 and 21:00 of each day."""
    return days * DAY + random.integers(8 * 3600, 21 * 3600, len(days))


def _names(deliveries: Deliveries, random: np.random.Generator, number: Ints, gender: Ints) -> pa.Table:
    """Full name as people write it, e-mail and phone. A sixth has one word; some shout, some bear titles."""
    count = len(number)
    given = np.where(gender == WOMAN, 0, len(WOMEN)) + random.integers(0, 50, count)
    title = np.where(gender == WOMAN, 0, 3) + random.integers(0, 3, count)
    rows = table_of(
        {
            "number": number,
            "given": words([*WOMEN, *MEN], given),
            "family": words(FAMILIES, random.integers(0, len(FAMILIES), count)),
            "title": words([*TITLES[WOMAN], *TITLES[MAN]], title),
            "degree": words(DEGREES, random.integers(0, len(DEGREES), count)),
            "domain": words(MAIL_DOMAINS, random.integers(0, len(MAIL_DOMAINS), count)),
            "prefix": words(PHONE_PREFIXES, number % len(PHONE_PREFIXES)),
            "one_word": random.random(count) < 0.17,
            "titled": random.random(count) < 0.06,
            "graduate": random.random(count) < 0.03,
            "shouts": random.random(count) < 0.06,
        }
    )
    return deliveries.query(
        f"""
        with plain as (
            select *, if(one_word, given, given || ' ' || family) as name from rows
        ),
        dressed as (
            select
                *,
                if(titled, title || ' ', '') || name
                || if(graduate and not one_word, ', ' || degree, '') as full_name,
            from plain
        )
        select
            if(shouts, upper(full_name), full_name) as name,
            replace(lower(name), ' ', '.') || number || '@' || domain as email,
            '8' || prefix || lpad((number * {PHONE_STEP} % 100000000)::varchar, 8, '0') as phone,
        from dressed
        """,
        rows=rows,
    )


def _birth_days(random: np.random.Generator, count: int) -> Ints:
    """Adults on every day of the year; some leap-day birthdays, some a suspect 1 January, a third unknown."""
    year = random.integers(1955, 2008, count)
    first = (year - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    day = first + random.integers(0, 365, count)
    kind = choose(random, count, [0.64, 0.33, 0.01, 0.02])
    leap = ((year // 4 * 4 - 1970).astype("datetime64[Y]")).astype("datetime64[D]") + 59
    day = np.where(kind == 2, leap, np.where(kind == 3, first, day))
    return np.where(kind == 1, NO_BIRTHDAY, day.astype(np.int64))


def birth_dates(days: Ints) -> pa.Array[Any]:
    """Birth days as a timestamp that DuckDB can format; unknown ones null."""
    return pa.array(days * DAY, pa.int64(), mask=days == NO_BIRTHDAY).cast(pa.timestamp("s"))
