"""Holidays are those of the country, whatever the machine's language, and estimates are marked."""

from __future__ import annotations

import csv
import datetime as dt

import pytest
from python_models import python_model

from workspaces.settings import DBT_PROJECT

MODEL = python_model("models/intermediate/calendar/int_holidays.py")


def test_indonesia_has_joint_leave_beside_public_holidays() -> None:
    found = {(date, kind): name for date, kind, name, _ in MODEL.holidays_of("ID", range(2026, 2027))}
    assert found[dt.date(2026, 8, 17), "public"] == "Independence Day"
    assert found[dt.date(2026, 2, 16), "joint_leave"] == "Lunar New Year Joint Holiday"
    assert (dt.date(2026, 2, 16), "public") not in found


def test_estimates_are_marked_and_not_named_so() -> None:
    found = {date: (name, is_estimated) for date, _, name, is_estimated in MODEL.holidays_of("ID", range(2025, 2028))}
    assert found[dt.date(2025, 3, 31)] == ("Eid al-Fitr", False)
    assert found[dt.date(2027, 3, 10)] == ("Eid al-Fitr", True)


def test_names_do_not_follow_the_language_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    before = MODEL.holidays_of("ID", range(2026, 2027))
    for name in ("LANGUAGE", "LC_ALL", "LANG"):
        monkeypatch.setenv(name, "id")
    assert MODEL.holidays_of("ID", range(2026, 2027)) == before


def test_another_country_has_its_own_and_no_joint_leave() -> None:
    found = MODEL.holidays_of("US", range(2017, 2018))
    assert (dt.date(2017, 7, 4), "public", "Independence Day", False) in found
    assert {kind for _, kind, _, _ in found} == {"public"}


def test_no_country_has_no_holidays_and_an_unknown_one_is_refused() -> None:
    assert MODEL.holidays_of("none", range(2026, 2027)) == []
    with pytest.raises(ValueError, match="no holidays are known of 'XX'"):
        MODEL.holidays_of("XX", range(2026, 2027))


def test_the_seed_has_lebaran_where_the_package_has_it() -> None:
    """The package lets 2011 begin a day before the government did (31 August)."""
    with (DBT_PROJECT / "seeds/lebaran_dates.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    seed = {dt.date.fromisoformat(row["lebaran_date"]): row["is_estimated"] == "true" for row in rows}
    known = {
        date: is_estimated
        for date, _, name, is_estimated in MODEL.holidays_of("ID", range(2010, 2036))
        if "Eid al-Fitr" in name and "Second" not in name and "Joint" not in name
    }
    assert set(seed) ^ set(known) == {dt.date(2011, 8, 30), dt.date(2011, 8, 31)}
    assert {date for date in set(seed) & set(known) if seed[date] != known[date]} == set()
    fasting = [
        dt.date.fromisoformat(row["lebaran_date"]) - dt.date.fromisoformat(row["ramadan_start_date"]) for row in rows
    ]
    assert {days.days for days in fasting} <= {29, 30}
