"""The points ledger and the account that follows from it."""

from __future__ import annotations

from value_models import People

ACCOUNT = ("points_balance", "points_expiring_soon", "next_points_expiry_date")


def entry(
    people: People, number: int, record: str, points: int, date: str, expires: str | None = None, **row: str
) -> None:
    kind = row.get("kind", "earn" if points > 0 else "redeem")
    people.insert(
        "int_points",
        **{"points_entry_id": f"e{number}", "record_id": record, "kind": kind, "points": points},
        **{"occurred_at": f"{date} 03:00:00", "entry_date": date, "expires_date": expires},
    )


def test_two_cards_of_one_person_are_one_account(people: People) -> None:
    people.insert("idn_customers", record_id="m:1", customer_id="a")
    people.insert("idn_customers", record_id="m:2", customer_id="a")
    entry(people, 1, "m:1", 100, "2025-07-01", "2026-07-01")
    entry(people, 2, "m:2", 50, "2025-12-01", "2026-12-01")
    entry(people, 3, "m:1", -70, "2026-01-01")
    entry(people, 4, "m:3", 9, "2026-01-01", "2026-07-01")
    entry(people, 5, "m:1", 500, "2026-07-01", "2027-07-01")
    people.build()
    assert people.rows("fct_points", "customer_id", "points", "balance_after", order="points_entry_id") == [
        ("a", 100, 100),
        ("a", 50, 150),
        ("a", -70, 80),
        (None, 9, 9),
        ("a", 500, 580),
    ]
    assert people.rows("fct_customer_points", "customer_id", *ACCOUNT) == [("a", 80, 30, "2026-07-01")]


def test_what_expires_first_is_spent_first(people: People) -> None:
    """120 were spent: all of the 100 that expire in July, 20 of those of August, none of those of December."""
    people.insert("idn_customers", record_id="m:1", customer_id="a")
    for number, (points, expires) in enumerate(
        [(100, "2026-07-05"), (60, "2026-08-29"), (40, "2026-12-01"), (5, None)]
    ):
        entry(people, number, "m:1", points, "2026-01-01", expires)
    entry(people, 8, "m:1", -120, "2026-02-01")
    people.build()
    assert people.rows("fct_customer_points", *ACCOUNT) == [(85, 40, "2026-08-29")]


def test_lifetimes_are_told_without_their_signs(people: People) -> None:
    people.insert("idn_customers", record_id="m:1", customer_id="a")
    entry(people, 1, "m:1", 100, "2024-07-01", "2025-07-01")
    entry(people, 2, "m:1", -30, "2024-08-01")
    entry(people, 3, "m:1", -70, "2025-07-02", kind="expire")
    entry(people, 4, "m:1", 5, "2026-01-01", kind="adjust")
    people.build()
    lifetimes = [f"points_{what}_lifetime" for what in ("earned", "redeemed", "expired")]
    assert people.rows("fct_customer_points", *lifetimes, *ACCOUNT) == [(100, 30, 70, 5, 0, None)]
