"""Tiers of hand-worked people, and of random ones against the rules told day by day in Python."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pytest
from value_models import People, ValueModels

from .conftest import LEVELS, TIERS

CHANGES = ("customer_id", "changed_date", "change", "from_tier", "to_tier")
STANDING = (
    "tier",
    "tier_since_date",
    "tier_valid_until_date",
    "amount_to_next_tier",
    "amount_to_keep_tier",
    "keep_tier_by_date",
)
Movement = tuple[dt.date, dt.date, int]


def test_earned_on_crossing_and_kept_to_the_end_of_the_next_membership_year(people: People) -> None:
    """Member since 10 March 2024; 1,000 within 365 days on 1 May 2024: silver to 9 March 2026, and nothing after."""
    people.known("a")
    people.bought("a", "2024-03-10", 400)
    people.bought("a", "2024-05-01", 600)
    people.build()
    assert people.rows("fct_tier_changes", *CHANGES) == [
        ("a", "2024-05-01", "earned", "Teman", "Perak"),
        ("a", "2026-03-10", "demoted", "Perak", "Teman"),
    ]
    assert people.of("fct_customer_tiers", "a", *STANDING) == ("Teman", "2026-03-10", None, 1000, None, None)


def test_amounts_to_the_next_tier_and_to_keep_this_one(people: People) -> None:
    """Silver since last year, in the last year of it: 1,000 - 350 rounded up to hundreds by 14 January 2027."""
    people.known("b")
    people.bought("b", "2025-01-15", 1_000.01)
    people.bought("b", "2026-02-01", 350)
    people.build()
    standing = ("Perak", "2025-01-15", "2027-01-14", 2_700, 700, "2027-01-14")
    assert people.of("fct_customer_tiers", "b", *STANDING) == standing
    found = people.of("fct_customer_tiers", "b", "qualifying_amount", "next_tier", "tier_benefits", "tier_rank")
    assert found == (350, "Emas", "a coffee, a seat", 1)


def test_who_earned_it_this_year_has_it_kept_already(people: People) -> None:
    people.known("c", "top")
    people.bought("c", "2026-02-01", 1_000)
    people.bought("top", "2026-02-01", 3_000)
    people.build()
    assert people.of("fct_customer_tiers", "c", *STANDING) == (
        "Perak",
        "2026-02-01",
        "2028-01-31",
        2_000,
        0,
        "2027-01-31",
    )
    assert people.of("fct_customer_tiers", "top", *STANDING) == (
        "Emas",
        "2026-02-01",
        "2028-01-31",
        None,
        0,
        "2027-01-31",
    )


def test_the_last_date_and_the_first_of_a_tier(people: People) -> None:
    """The membership year ends on 30 June 2026: the tier stands on as_of, and falls on 1 July."""
    people.known("last", "fallen")
    people.bought("last", "2024-07-01", 1_000)
    people.bought("fallen", "2024-06-30", 1_000)
    people.build()
    assert people.of("fct_customer_tiers", "last", *STANDING) == (
        "Perak",
        "2024-07-01",
        "2026-06-30",
        3_000,
        1_000,
        "2026-06-30",
    )
    assert people.of("fct_customer_tiers", "fallen", "tier", "tier_since_date") == ("Teman", "2026-06-30")


def test_a_return_does_not_take_a_tier_away_but_what_counts(people: People) -> None:
    people.known("d")
    people.bought("d", "2026-01-10", 1_000)
    people.gave_back("d", "2026-01-10", "2026-01-20", 300)
    people.build()
    assert people.of("fct_customer_tiers", "d", "tier", "qualifying_amount", "amount_to_next_tier") == (
        "Perak",
        700,
        2_300,
    )
    assert people.rows("fct_tier_changes", *CHANGES) == [("d", "2026-01-10", "earned", "Teman", "Perak")]


def test_who_never_reached_a_tier_and_who_is_nobody(people: People) -> None:
    people.known("small", "prospect")
    people.known("umum", is_pseudo=True)
    people.bought("small", "2026-01-10", 999.99)
    people.bought("umum", "2026-01-10", 9_000)
    people.build()
    assert people.rows("fct_customer_tiers", "customer_id", *STANDING) == [
        ("small", "Teman", "2026-01-10", None, 2_100 - 2_000, None, None)
    ]
    assert people.rows("fct_tier_changes", *CHANGES) == []


def test_members_of_a_leap_day(people: People) -> None:
    """From 29 February 2024 the years begin on 28 February of common years."""
    people.known("leap")
    people.bought("leap", "2024-02-29", 1_000)
    people.bought("leap", "2025-02-27", 1_000)
    people.build()
    assert people.rows("fct_tier_changes", *CHANGES) == [
        ("leap", "2024-02-29", "earned", "Teman", "Perak"),
        ("leap", "2026-02-28", "demoted", "Perak", "Teman"),
    ]


def test_dim_tiers_tells_the_rules(people: People) -> None:
    people.build()
    assert people.rows("dim_tiers", "tier_rank", "tier", "basis", "window_days", "threshold", "benefits") == [
        (0, "Teman", "spend", 365, 0, ""),
        (1, "Perak", "spend", 365, 1_000, "a coffee, a seat"),
        (2, "Emas", "spend", 365, 3_000, "a table"),
    ]


# --- the rules once more, day by day


def year_of(day: dt.date, anchor: dt.date) -> int:
    number = day.year - anchor.year
    return number - 1 if day < begins(number, anchor) else number


def begins(number: int, anchor: dt.date) -> dt.date:
    try:
        return anchor.replace(year=anchor.year + number)
    except ValueError:
        return dt.date(anchor.year + number, 2, 28)


def told_day_by_day(movements: list[Movement], until: dt.date) -> list[tuple[str, int, int]]:
    """(date, rank before, rank after) of each change: thresholds 1,000 and 3,000 of the last 365 dates."""
    paid = [counted for counted, _, amount in movements if amount > 0]
    if not paid:
        return []
    anchor, changes, earned = min(paid), [], []
    before, rank_before, day = 0, 0, min(paid)
    while day <= until:
        window = sum(a for c, b, a in movements if b <= day and c > day - dt.timedelta(days=365))
        reached = (window >= 1_000) + (window >= 3_000)
        is_year_end = year_of(day + dt.timedelta(days=1), anchor) > year_of(day, anchor)
        if reached > rank_before or (is_year_end and reached):
            earned.append((reached, year_of(day, anchor)))
        rank_before = reached
        now = max((rank for rank, year in earned if year_of(day, anchor) <= year + 1), default=0)
        if now != before:
            changes.append((day.isoformat(), before, now))
        before, day = now, day + dt.timedelta(days=1)
    return changes


def random_movements(seed: int) -> list[Movement]:
    """A few years of purchases, some of them given back in part, days or years later."""
    chance, movements = random.Random(seed), []  # noqa: S311 - a shop, no secret
    first = dt.date(2022, 2, 28) + dt.timedelta(days=chance.choice([0, 1, 365, 731, chance.randrange(700)]))
    for _ in range(chance.randrange(1, 14)):
        day = first + dt.timedelta(days=int(chance.random() ** 2 * 1_500))
        amount = chance.choice([200, 400, 600, 1_000, 3_000])
        movements.append((day, day, amount))
        if chance.random() < 0.3:
            movements.append((day, day + dt.timedelta(days=chance.choice([0, 3, 40, 364, 365, 500])), -amount // 2))
    return movements


def lived(people: People, everyone: dict[str, list[Movement]]) -> None:
    for customer, movements in everyone.items():
        people.known(customer)
        for part, (counted, booked, amount) in enumerate(movements):
            people.insert(
                "int_customer_days",
                **{"customer_id": customer, "order_date": counted, "booked_date": booked, "store_id": str(part)},
                **{"net_amount": amount, "kept_order_count": int(amount > 0)},
            )
    people.build()


EVERYONE = {f"r{seed:03}": random_movements(seed) for seed in range(150)}


def test_changes_are_those_of_the_rules_told_day_by_day(people: People) -> None:
    lived(people, EVERYONE)
    until = dt.date(2026, 6, 30)
    told = [
        (customer, *change) for customer, movements in EVERYONE.items() for change in told_day_by_day(movements, until)
    ]
    assert people.rows("fct_tier_changes", "customer_id", "changed_date", "from_tier_rank", "to_tier_rank") == told
    assert len({after for *_, after in told}) == 3
    assert sum(before > after for _, _, before, after in told) > 30
    tiers = dict(people.rows("fct_customer_tiers", "customer_id", "tier_rank"))
    last = {customer: after for customer, _, _, after in told}
    assert tiers == {customer: last.get(customer, 0) for customer in tiers}


@pytest.fixture(scope="module")
def earlier(models: ValueModels) -> ValueModels:
    return ValueModels(models.folder, as_of="2025-03-31", tiers=TIERS)


def test_a_later_day_adds_changes_and_alters_none(people: People, earlier: ValueModels) -> None:
    lived(people, EVERYONE)
    before = People(earlier)
    lived(before, EVERYONE)
    known = before.rows("fct_tier_changes", *CHANGES)
    assert known
    assert [change for change in people.rows("fct_tier_changes", *CHANGES) if change[1] <= "2025-03-31"] == known


def test_orders_in_calendar_years(models: ValueModels) -> None:
    """Two kept orders in 90 dates; a year runs from January to December."""
    levels = [{"rank": 1, "name": "Kawan", "threshold": "2.00", "benefits": []}]
    rules = {"basis": "orders", "window_days": 90, "membership_year": "calendar", "rounded_up_to": 1, "levels": levels}
    people = People(ValueModels(models.folder, tiers=rules))
    people.known("o", "undone", "once")
    for date in ("2024-11-30", "2024-12-31"):
        people.bought("o", date, 1)
        people.bought("undone", date, 1)
    people.gave_back("undone", "2024-11-30", "2024-12-01", 1, kept_order_count=-1)
    people.bought("once", "2026-06-01", 1)
    people.build()
    assert people.rows("fct_tier_changes", *CHANGES) == [
        ("o", "2024-12-31", "earned", None, "Kawan"),
        ("o", "2026-01-01", "demoted", "Kawan", None),
    ]
    assert people.of("fct_customer_tiers", "once", *STANDING) == (None, None, None, 1, None, None)


def test_points_that_were_earned_count_and_spending_them_takes_nothing(tmp_path: Path) -> None:
    """Parsed anew: what the models read depends on the basis."""
    rules = TIERS | {"basis": "points", "rounded_up_to": 1, "levels": LEVELS}
    people = People(ValueModels(tmp_path / "points", tiers=rules))
    people.known("p")
    people.bought("p", "2026-01-01", 1)
    people.insert("idn_customers", record_id="membership:1", customer_id="p")
    for entry, (kind, points) in enumerate([("earn", 1_100), ("redeem", -900), ("expire", -100)]):
        at = f"2026-02-0{entry + 1}"
        people.insert(
            "int_points", points_entry_id=str(entry), record_id="membership:1", kind=kind, points=points, entry_date=at
        )
    people.build()
    assert people.of("fct_customer_tiers", "p", "tier", "tier_since_date", "qualifying_amount") == (
        "Perak",
        "2026-02-01",
        1_100,
    )
