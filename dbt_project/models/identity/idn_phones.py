"""One row per raw_phone and ordinal: phone strings as libphonenumber reads them, each distinct string once in its life.

Which records hold a string, and what a number links, is decided in SQL.
"""

from __future__ import annotations

import re
from typing import Any

import phonenumbers
import pyarrow as pa
import pyarrow.compute as pc

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
PLAIN = r"^(?:\+|\()?[0-9][0-9 ().-]*$"
REPEATED_DIGIT = "(?:" + "|".join(str(digit) + "{7,}" for digit in range(10)) + ")$"
"""`REPEATED` in the words of RE2, which knows no back references."""
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


def read_plain(strings: pa.Array, region: str) -> pa.Table:
    """The strings that are one plainly written mobile number of the region, as `read_phone` reads them, and no others.

    libphonenumber takes 100 microseconds a string, so that what most strings are is decided a column at a time, by the
    library's own patterns: +62812..., 0812..., 812... with or without separators. Its order of questions is kept: a
    number that any other type could be is left out too.
    """
    code = str(phonenumbers.country_code_for_region(region))
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region)
    if metadata is None or len(phonenumbers.COUNTRY_CODE_TO_REGION_CODE[int(code)]) > 1:
        return SCHEMA.empty_table()
    prefix = metadata.national_prefix or ""
    if metadata.national_prefix_transform_rule or (metadata.national_prefix_for_parsing or "") != prefix:
        return SCHEMA.empty_table()
    strings = strings.filter(pc.match_substring_regex(strings, PLAIN))
    digits = pc.replace_substring_regex(strings, r"\D", "")
    has_plus, has_code = pc.starts_with(strings, "+"), pc.starts_with(digits, code)
    national = pc.if_else(
        pc.or_(has_plus, has_code),
        pc.replace_substring_regex(digits, f"^{code}", ""),
        pc.replace_substring_regex(digits, f"^{prefix}", "") if prefix else digits,
    )
    taken = pc.and_(_fits(national, metadata.mobile), _fits(national, metadata.general_desc))
    taken = pc.and_(taken, pc.or_(pc.invert(has_plus), has_code))
    for other in _other_types(metadata):
        taken = pc.and_not(taken, _fits(national, other))
        # Without a plus, digits that begin like the country's code may be a number of the country itself.
        taken = pc.and_not(taken, pc.and_not(_fits(digits, other), has_plus))
    taken = pc.and_not(taken, pc.and_(_fits(digits, metadata.mobile), pc.and_not(has_code, has_plus)))
    for start in filter(None, {code, prefix}):
        taken = pc.and_not(taken, pc.starts_with(national, start))
    taken = pc.and_not(taken, pc.match_substring_regex(digits, REPEATED_DIGIT))
    strings, national = strings.filter(taken), national.filter(taken)
    count = len(strings)
    columns = [
        strings,
        pa.repeat(pa.scalar(1, pa.int32()), count),
        pc.binary_join_element_wise(f"+{code}", national, ""),
        pa.repeat(True, count),
        pa.repeat(False, count),
        pa.repeat("mobile", count),
        pa.repeat("", count),
    ]
    return pa.table(columns, schema=SCHEMA)


def _other_types(metadata: Any) -> list[Any]:
    names = (
        "premium_rate",
        "toll_free",
        "shared_cost",
        "voip",
        "personal_number",
        "pager",
        "uan",
        "voicemail",
        "fixed_line",
    )
    return [getattr(metadata, name) for name in names if getattr(metadata, name) is not None]


def _fits(numbers: pa.Array, description: Any) -> pa.Array:
    """Which numbers are of a type: of a length that it has, and of its pattern."""
    if not description.national_number_pattern:
        return pa.repeat(False, len(numbers))
    fits = pc.match_substring_regex(numbers, f"^(?:{description.national_number_pattern})$")
    lengths = description.possible_length
    return pc.and_(fits, pc.is_in(pc.utf8_length(numbers), pa.array(lengths, pa.int32()))) if lengths else fits


def model(dbt: Any, session: Any) -> pa.Table:  # noqa: ARG001 (dbt passes both)
    """New strings of `idn_phone_strings`; on a full refresh all of them. Strings no longer in use leave by a hook."""
    dbt.config(materialized="incremental", incremental_strategy="append")
    strings = dbt.ref("idn_phone_strings")
    if dbt.is_incremental:
        strings = strings.filter(f"raw_phone not in (select raw_phone from {dbt.this})")
    region = dbt.config.get("meta")["phone_region"]
    asked = strings.to_arrow_table().column("raw_phone").combine_chunks().cast(pa.string())
    plain = read_plain(asked, region)
    left = asked.filter(pc.invert(pc.is_in(asked, plain.column("raw_phone"))))
    readings = [reading for raw in left.to_pylist() for reading in read_phone(raw, region)]
    columns = list(zip(*readings, strict=True)) or [()] * len(SCHEMA)
    read = [pa.array(column, field.type) for column, field in zip(columns, SCHEMA, strict=True)]
    return pa.concat_tables([plain, pa.table(read, schema=SCHEMA)])
