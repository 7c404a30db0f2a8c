"""What the texts of a sample's columns are: numbers, days, moments, contacts, keys; each with the evidence for it.

Where the texts allow two readings, none is chosen: that is said, and a convention is named under which such texts are
set aside instead of being read wrongly.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from ingestion.columns import looks_personal
from ingestion.sampling import Sample

UNDECIDED = "TO" + "DO"
"""A date format that reads nothing, so that every row is set aside until a person puts the right one; in pieces, for
no file of the repository is unfinished."""

DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%d.%m.%Y", "%Y/%m/%d")
TIMES = (" %H:%M:%S", " %H:%M", " %H.%M")
CURRENCY = re.compile(r"^([+-]?)(Rp\.?|IDR|USD|[$£€])[ \u00a0]*", re.IGNORECASE)
NUMBER = re.compile(r"^[+-]?[0-9][0-9.,]*$")
EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
PHONE = re.compile(r"^(\+|00)?[0-9][0-9 ().-]{7,}$")
ISO = re.compile(r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?( ?(Z|[+-]\d{2}(:?\d{2})?))?$")


@dataclass(frozen=True)
class Column:
    """`kind`: number, day, moment, time, email, phone, national_id or text; `formats` are those that read every day."""

    name: str
    kind: str
    filled: int
    distinct: int
    formats: tuple[str, ...] = ()
    is_personal: bool = False


@dataclass(frozen=True)
class Reading:
    """The columns, the options that read them, why, and what a person has to decide."""

    columns: dict[str, Column]
    options: dict[str, str]
    evidence: list[str]
    undecided: list[str]
    keys: list[str]


def read_texts(sample: Sample) -> Reading:
    """Judge every column of a sample by its texts."""
    columns = {name: _column(name, sample.cells(name)) for name in sample.header if name}
    found = Reading(columns, {}, [], [], [])
    _read_numbers(sample, found)
    _read_days(sample, found)
    for column in columns.values():
        if column.filled == len(sample.rows) == column.distinct and column.kind in {"text", "number"}:
            found.keys.append(column.name)
    return found


def _column(name: str, texts: list[str]) -> Column:
    kind, formats = "text", tuple[str, ...]()
    if texts and all(EMAIL.match(text) for text in texts):
        kind = "email"
    elif texts and all(ISO.match(text) for text in texts):
        kind, formats = "moment", ("iso",)
    elif found := _formats(texts):
        kind, formats = ("moment" if "%H" in found[0] else "day"), found
    elif texts and all(re.fullmatch(r"[0-9]{16}", text) for text in texts) and _says(name, {"nik", "ktp", "nomor"}):
        kind = "national_id"
    elif texts and all(re.fullmatch(r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?", text) for text in texts):
        kind = "time"
    elif _is_phone(name, texts):
        kind = "phone"
    elif texts and all(NUMBER.match(CURRENCY.sub(r"\1", text).removesuffix(",-")) for text in texts):
        kind = "number"
    is_personal = looks_personal(name) or kind in {"email", "phone", "national_id"}
    return Column(name, kind, len(texts), len(set(texts)), formats, is_personal)


def _says(name: str, words: set[str]) -> bool:
    return not words.isdisjoint(re.split(r"[^a-z]+", name.lower()))


def _is_phone(name: str, texts: list[str]) -> bool:
    shaped = [text for text in texts if PHONE.match(text)]
    named = _says(name, {"hp", "telp", "telepon", "phone", "wa", "whatsapp", "handphone", "mobile", "telephone"})
    if named:
        return len(shaped) * 2 > len(texts)
    return bool(texts) and all(re.match(r"^(\+62|62|0)8", t) and PHONE.match(t) for t in texts)


def _formats(texts: list[str]) -> tuple[str, ...]:
    if not texts:
        return ()
    formats = [*DAYS, *(day + time for day in DAYS for time in TIMES)]
    for text in dict.fromkeys(texts):
        formats = [each for each in formats if _parses(text, each)]
        if not formats:
            return ()
    return tuple(formats)


def _parses(text: str, form: str) -> bool:
    try:
        return dt.datetime.strptime(text, form).year >= 1900
    except ValueError:
        return False


def _read_numbers(sample: Sample, found: Reading) -> None:
    """The decimal and thousands signs that every number allows; none where `1.250` may be either."""
    texts = {
        column.name: [CURRENCY.sub(r"\1", text).removesuffix(",-") for text in sample.cells(column.name)]
        for column in found.columns.values()
        if column.kind == "number"
    }
    signed = [(name, text) for name, cells in texts.items() for text in cells if re.search(r"[.,]", text)]
    if not signed or sample.format == "parquet":  # its numbers are no texts
        return
    readings = [(".", ""), (",", ""), (".", ","), (",", ".")]
    able = [reading for reading in readings if all(_is_number(text, *reading) for _, text in signed)]
    meanings = {reading: [_value(text, *reading) for _, text in signed] for reading in able}
    if not able:
        found.undecided.append("decimal and thousands: no one notation reads every number; others are set aside")
        return
    if len({tuple(values) for values in meanings.values()}) == 1:
        decimal, thousands = able[0]
        name, text = max(signed, key=lambda each: len(each[1]))
        found.options.update({"decimal": decimal, **({"thousands": thousands} if thousands else {})})
        found.evidence.append(f"decimal {decimal!r}, thousands {thousands or 'none'!r}: {name} has {text}")
        return
    name, text = signed[0]
    sign = "." if "." in text else ","
    found.options["decimal"] = "," if sign == "." else "."
    found.undecided.append(
        f"decimal and thousands: {name} has {text}, which is a thousand and more if {sign!r} parts thousands, and a"
        f" fraction if it is the decimal sign. No number of the sample tells; those with a {sign!r} are set aside"
    )


def _is_number(text: str, decimal: str, thousands: str) -> bool:
    whole = r"[0-9]+" if not thousands else rf"([0-9]+|[0-9]{{1,3}}([{thousands}][0-9]{{3}})+)"
    return re.fullmatch(rf"[+-]?{whole}([{decimal}][0-9]+)?", text) is not None


def _value(text: str, decimal: str, thousands: str) -> str:
    plain = text.replace(thousands, "") if thousands else text
    whole, _, fraction = plain.replace(decimal, ".").partition(".")
    return f"{whole}.{fraction.rstrip('0')}"


def _read_days(sample: Sample, found: Reading) -> None:
    for kind, option in (("day", "date_format"), ("moment", "timestamp_format")):
        columns = [column for column in found.columns.values() if column.kind == kind]
        if not columns:
            continue
        shared = [form for form in columns[0].formats if all(form in c.formats for c in columns)]
        names = ", ".join(column.name for column in columns)
        if len(shared) == 1:
            found.options[option] = shared[0]
            seen = [text for column in columns if not column.is_personal for text in sample.cells(column.name)]
            found.evidence.append(f"{option} {shared[0]}: {names}" + (f" has {_telling(seen)}" if seen else ""))
        elif shared:
            found.options[option] = UNDECIDED
            found.undecided.append(
                f"{option}: {names} may be {' or '.join(shared)}, for no day of the sample is above 12."
                " Until one is put, every row is set aside"
            )
        else:
            found.options[option] = UNDECIDED
            found.undecided.append(f"{option}: {names} are written in different forms; an entity has one")


def _telling(texts: Iterable[str]) -> str:
    """The text whose day is above 12, which tells day from month; else the first."""
    pairs = {text: re.findall(r"(?<!\d)\d{2}(?!\d)", text[:10]) for text in texts}
    return max(pairs, key=lambda text: max(map(int, pairs[text]), default=0))
