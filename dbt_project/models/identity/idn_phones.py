"""One row per raw_phone and ordinal: phone strings as libphonenumber reads them, each distinct string once in its life.

Which records hold a string, and what a number links, is decided in SQL.
"""

from __future__ import annotations

import re
from typing import Any

import phonenumbers
import pyarrow as pa

Reading = tuple[str, int, str | None, bool, bool, str | None, str]
"""raw_phone, ordinal, e164, is_valid, is_placeholder, kind, reason"""

SCHEMA = pa.schema(
    [
        ("raw_phone", pa.string()),
        ("ordinal", pa.int32()),
        ("e164", pa.string()),
        ("is_valid", pa.bool_()),
        ("is_placeholder", pa.bool_()),
        ("kind", pa.string()),
        ("reason", pa.string()),
    ]
)
SEVERAL = re.compile(r"[/;,|]|\b(?:atau|dan|or|and)\b", re.IGNORECASE)
SCIENTIFIC = re.compile(r"^\s*\d+(?:[.,]\d+)?\s*e\s*\+?\s*\d+\s*$", re.IGNORECASE)
REPEATED = re.compile(r"(\d)\1{6,}$")
"""A number that ends in seven or more times the same digit was typed to fill a field."""
MOBILE = {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}


def read_phone(raw: str, region: str) -> list[Reading]:
    """The numbers of one cell. `812...`, whose zero a spreadsheet ate, and `62812...` read as `+62812...`.

    A cell of several numbers gives a row each; a cell of none gives one row with the reason.
    """
    if SCIENTIFIC.match(raw):
        return [(raw, 1, None, False, False, None, "phone: scientific notation, digits are lost")]
    parts = [part for part in SEVERAL.split(raw) if re.search(r"\d", part)] or [raw]
    readings: list[Reading] = []
    seen: set[str | None] = set()
    for part in parts:
        e164, kind, is_placeholder, reason = _number(part.strip(), region)
        if e164 is None or e164 not in seen:
            is_valid = e164 is not None and not is_placeholder
            readings.append((raw, len(readings) + 1, e164, is_valid, is_placeholder, kind, reason))
        seen.add(e164)
    return readings


def _number(text: str, region: str) -> tuple[str | None, str | None, bool, str]:
    """e164, kind, whether it is a placeholder, and the reason why it is no number ('' where it is one)."""
    digits = re.sub(r"\D", "", text)
    if REPEATED.search(digits):
        return None, None, True, "phone: a placeholder"
    country_code = str(phonenumbers.country_code_for_region(region))
    candidates = [text]
    if not text.lstrip().startswith(("+", "00")) and digits.startswith(country_code):
        candidates.append(f"+{digits}")
    if text.lstrip().startswith("00"):
        candidates.append(f"+{digits[2:]}")
    for candidate in candidates:
        try:
            number = phonenumbers.parse(candidate, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            kind = phonenumbers.number_type(number)
            e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            return e164, "mobile" if kind in MOBILE else "landline", False, ""
    return None, None, False, "phone: not a number that exists" if digits else "phone: no digits"


def model(dbt: Any, session: Any) -> pa.Table:  # noqa: ARG001 (dbt passes both)
    """New strings of `idn_phone_strings`; on a full refresh all of them. Strings no longer in use leave by a hook."""
    dbt.config(materialized="incremental", incremental_strategy="append")
    strings = dbt.ref("idn_phone_strings")
    if dbt.is_incremental:
        strings = strings.filter(f"raw_phone not in (select raw_phone from {dbt.this})")
    region = dbt.config.get("meta")["phone_region"]
    readings = [reading for (raw,) in strings.fetchall() for reading in read_phone(raw, region)]
    columns = list(zip(*readings, strict=True)) or [()] * len(SCHEMA)
    return pa.table(
        [pa.array(column, field.type) for column, field in zip(columns, SCHEMA, strict=True)], schema=SCHEMA
    )
