"""The Pareto curve by period, and what stands apart from it."""

from __future__ import annotations

import pytest
from value_models import People

SHARES = [f"top_{top}_percent_share" for top in (1, 5, 10, 20, 50)]


def of_period(people: People, kind: str, start: str, *columns: str) -> tuple[float, ...]:
    (row,) = people.rows(
        f"fct_value_concentration where period_kind = '{kind}' and period_start_date = date '{start}'", *columns
    )
    return row


def test_the_curve_of_ten_people(people: People) -> None:
    """They bring 1 to 10, 55 in all: the top 1, 5 and 10 per cent are one person, 20 two, 50 five."""
    for number in range(1, 11):
        people.known(f"p{number:02}")
        people.bought(f"p{number:02}", "2026-06-01", number)
    people.build()
    found = of_period(people, "rolling_year", "2025-07-01", *SHARES)
    assert found == tuple(round(top / 55, 6) for top in (10, 10, 10, 19, 40))
    gini = sum((2 * rank - 11) * rank for rank in range(1, 11)) / (10 * 55)
    assert of_period(people, "rolling_year", "2025-07-01", "gini") == pytest.approx((gini,), abs=1e-6)
    assert of_period(people, "calendar_month", "2026-06-01", *SHARES) == found


def test_equal_people_are_not_concentrated_and_one_alone_is_all(people: People) -> None:
    for customer in ("a", "b"):
        people.known(customer)
        people.bought(customer, "2026-06-01", 5)
    people.bought("a", "2026-05-01", 5)
    people.build()
    assert of_period(people, "calendar_month", "2026-06-01", "gini", "top_1_percent_share", "top_50_percent_share") == (
        0,
        0.5,
        0.5,
    )
    assert of_period(people, "calendar_month", "2026-05-01", "gini", "top_1_percent_share", "customer_count") == (
        0,
        1,
        1,
    )


def test_losses_and_sales_without_a_person_stand_apart(people: People) -> None:
    people.known("good", "bad", "prospect")
    people.known("umum", is_pseudo=True)
    people.bought("good", "2026-02-01", 60)
    people.bought("bad", "2026-02-01", 10)
    people.gave_back("bad", "2026-02-01", "2026-03-01", 30)
    people.gave_back("prospect", "2026-02-01", "2026-02-01", 7)
    people.bought("umum", "2026-02-01", 900)
    for customer, date, amount, is_counted in (
        (None, "2026-02-01", 40, True),
        (None, "2026-02-01", 99, False),
        (None, "2026-07-01", 99, True),
        ("umum", "2026-02-28", 900, True),
        ("good", "2026-02-01", 60, True),
    ):
        people.insert(
            "int_valued_lines",
            **{"value_customer_id": customer, "value_date": date, "booked_date": date},
            **{"net_amount": amount, "is_counted": is_counted},
        )
    people.build()
    columns = ("customer_count", "net_revenue", "negative_net_revenue", "top_1_percent_share", "anonymous_net_revenue")
    for kind, start in (
        ("rolling_year", "2025-07-01"),
        ("calendar_year", "2026-01-01"),
        ("calendar_month", "2026-02-01"),
    ):
        assert of_period(people, kind, start, *columns) == (1, 60, -20, 1, 940)
    ends = people.rows("fct_value_concentration", "period_kind", "period_end_date", "is_complete")
    assert ends == [
        ("calendar_month", "2026-02-28", True),
        ("calendar_year", "2026-06-30", False),
        ("rolling_year", "2026-06-30", True),
    ]


def test_months_of_two_years_are_shown_and_all_years(people: People) -> None:
    people.known("old")
    for date in ("2023-05-01", "2024-06-30", "2024-07-01"):
        people.bought("old", date, 5)
    people.build()
    found = people.rows("fct_value_concentration", "period_kind", "period_start_date", "customer_count")
    assert found == [
        ("calendar_month", "2024-07-01", 1),
        ("calendar_year", "2023-01-01", 1),
        ("calendar_year", "2024-01-01", 1),
        ("rolling_year", "2025-07-01", 0),
    ]
