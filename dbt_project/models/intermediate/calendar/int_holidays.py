"""One row per holiday_date and kind: the country's public holidays, and Indonesia's joint leave.

Thin: the `holidays` package knows the dates. What a day means to a shop is decided in dim_dates; Ramadan, Lebaran and
shopping days are seeds.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import holidays
import pyarrow as pa

Holiday = tuple[dt.date, str, str, bool]
"""holiday_date, kind, name, is_estimated"""

SCHEMA = pa.schema(
    [
        ("holiday_date", pa.date32()),
        ("kind", pa.string()),
        ("name", pa.string()),
        ("is_estimated", pa.bool_()),
    ]
)
JOINT_LEAVE = {"ID": "government"}
"""Countries whose joint leave (cuti bersama) the package keeps apart, and the category in which it does."""


def holidays_of(country: str, years: range) -> list[Holiday]:
    """The holidays of these years in order of date and kind; `none` is the country without any.

    Names are English where the package has them, never those of the machine's language. Raises ValueError for a country
    that the package does not know.
    """
    if country == "none":
        return []
    if country not in holidays.list_supported_countries():
        raise ValueError(f"no holidays are known of {country!r}: set the variable holiday_country, or to none for none")
    kinds = {"public": "public"} | ({"joint_leave": JOINT_LEAVE[country]} if country in JOINT_LEAVE else {})
    supported = holidays.country_holidays(country).supported_languages
    language = next((name for name in ("en_US", "en_GB") if name in supported), None)
    found: list[Holiday] = []
    for kind, category in kinds.items():
        calendar = holidays.country_holidays(country, years=years, categories=(category,), language=language)
        label = str(calendar.tr(getattr(calendar, "estimated_label", ""))).replace("%s", "").strip()
        for date in calendar:
            names = sorted(calendar.get_list(date))
            is_estimated = bool(label) and any(label in name for name in names)
            text = "; ".join(name.replace(label, "").strip() if label else name for name in names)
            found.append((date, kind, text, is_estimated))
    return sorted(found)


def model(dbt: Any, session: Any) -> pa.Table:  # noqa: ARG001 (dbt passes both)
    """Of the years of the calendar."""
    dbt.config(materialized="table")
    since, until = dbt.ref("int_dates").aggregate("min(date_day), max(date_day)").fetchone()
    country = dbt.config.get("meta")["country"]
    found = holidays_of(country, range(since.year, until.year + 1))
    columns = list(zip(*found, strict=True)) or [()] * len(SCHEMA)
    return pa.table(
        [pa.array(column, field.type) for column, field in zip(columns, SCHEMA, strict=True)], schema=SCHEMA
    )
