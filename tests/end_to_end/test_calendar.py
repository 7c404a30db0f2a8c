"""The calendar of the sample shop, day by day as an Indonesian wall calendar has it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb
import pytest
from ran_shop import RanShop

Days = dict[dt.date, dict[str, Any]]


@pytest.fixture(scope="module")
def days(one_ran_shop: RanShop) -> Days:
    """dim_dates by date."""
    one_ran_shop.restore()
    with duckdb.connect() as connection:
        connection.execute(f"attach '{one_ran_shop.paths.marts}' as marts_file (read_only)")
        rows = connection.execute("from marts_file.marts.dim_dates").fetchall()
        names = [column[0] for column in connection.description or ()]
    return {row[0]: dict(zip(names, row, strict=True)) for row in rows}


def those(days: Days, mark: str, begin: str, end: str) -> list[str]:
    """The dates between two others, inclusive, that have a mark, as month-day."""
    between = (dt.date.fromisoformat(begin), dt.date.fromisoformat(end))
    return [f"{day:%m-%d}" for day in sorted(days) if between[0] <= day <= between[1] and days[day][mark]]


def test_every_day_stands_once_and_the_leap_day_is_one(days: Days) -> None:
    assert min(days) == dt.date(2024, 1, 1)
    assert max(days) == dt.date(2027, 12, 31)
    assert len(days) == 366 + 3 * 365
    assert days[dt.date(2024, 2, 29)]["is_month_end"]
    assert days[dt.date(2024, 3, 31)]["previous_month_end_date"] == dt.date(2024, 2, 29)


def test_every_day_has_its_numbers(days: Days) -> None:
    """Years, quarters, months and the weeks of ISO 8601, as Python counts them; days from Lebaran."""
    for day, row in days.items():
        week = day.isocalendar()
        numbers = (day.year, (day.month + 2) // 3, day.month, week.year, week.week, day.isoweekday())
        told = ("year_number", "quarter_number", "month_number", "iso_year_number", "iso_week_number", "weekday_number")
        assert tuple(row[name] for name in told) == numbers
        if row["lebaran_date"] is not None:
            assert row["days_from_lebaran"] == (day - row["lebaran_date"]).days


def test_lebaran_of_2025_with_its_joint_leave(days: Days) -> None:
    assert days[dt.date(2025, 3, 31)]["holiday_name"] == "Eid al-Fitr"
    assert those(days, "is_joint_leave", "2025-03-20", "2025-04-20") == ["03-28", "04-02", "04-03", "04-04", "04-07"]
    # Friday to Monday a week later: eleven days off.
    long_weekend = those(days, "is_long_weekend", "2025-03-20", "2025-04-10")
    assert long_weekend == ["03-28", "03-29", "03-30", "03-31", *(f"04-0{n}" for n in range(1, 8))]
    assert those(days, "is_ramadan", "2025-01-01", "2025-12-31")[:1] == ["03-01"]
    assert those(days, "is_ramadan", "2025-01-01", "2025-12-31")[-1:] == ["03-30"]
    assert those(days, "is_thr_period", "2025-01-01", "2025-12-31") == [f"03-{n}" for n in range(17, 25)]


def test_an_ordinary_weekend_is_not_long(days: Days) -> None:
    assert those(days, "is_long_weekend", "2026-06-19", "2026-06-22") == []
    assert those(days, "is_weekend", "2026-06-19", "2026-06-22") == ["06-20", "06-21"]


def test_payday_moves_before_a_weekend(days: Days) -> None:
    # 25 January 2026 is a Sunday, 25 April a Saturday, 25 March a Wednesday.
    assert those(days, "is_payday", "2026-01-01", "2026-04-30") == ["01-23", "02-25", "03-25", "04-24"]
    period = those(days, "is_payday_period", "2026-01-10", "2026-02-10")
    assert period == [*(f"01-{n}" for n in range(23, 32)), "02-01", "02-02"]


def test_shopping_days(days: Days) -> None:
    found = {
        f"{day:%m-%d}": row["shopping_day"] for day, row in days.items() if day.year == 2025 and row["shopping_day"]
    }
    assert found == {
        "09-09": "9.9",
        "10-10": "10.10",
        "11-11": "11.11",
        **dict.fromkeys(("12-10", "12-11", "12-12"), "12.12"),
    }
    assert those(days, "is_harbolnas", "2025-01-01", "2025-12-31") == ["12-10", "12-11", "12-12"]


def test_what_is_not_declared_yet_is_an_estimate(days: Days) -> None:
    assert days[dt.date(2027, 3, 10)]["is_estimated"]
    assert not days[dt.date(2026, 3, 21)]["is_estimated"]


@pytest.mark.parametrize(
    ("day", "like"),
    [
        ("2026-03-21", "2025-03-31"),  # Lebaran with Lebaran
        ("2026-02-19", "2025-03-01"),  # the first day of fasting with the first day of fasting
        ("2026-04-04", "2025-04-14"),  # the season's last day
        ("2026-04-05", None),  # 52 weeks before lies in a season, which this day does not
        ("2026-02-18", "2025-02-19"),  # a Wednesday with a Wednesday
        ("2025-02-28", "2024-03-01"),  # across the leap day, a Friday with a Friday
    ],
)
def test_years_are_compared_lebaran_by_lebaran(days: Days, day: str, like: str | None) -> None:
    assert days[dt.date.fromisoformat(day)]["comparable_date_last_year"] == (like and dt.date.fromisoformat(like))
