"""Normalised and hashed values: the platforms' own vectors, and the traps of destinations."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import duckdb
import phonenumbers
import pytest

from export.normalise import NORMALISERS, hashed, quoted

VECTORS = json.loads((Path(__file__).parents[2] / "fixtures/hashing/hash_vectors.json").read_text(encoding="utf-8"))
NORMALISER_OF = {
    ("google_ads", "email"): "email_without_gmail_dots",
    ("google_ads", "phone"): "phone_e164",
    ("google_ads", "first_name"): "lowercase",
    ("google_ads", "last_name"): "lowercase",
    ("meta", "email"): "email_lowercase",
    ("meta", "phone"): "phone_digits",
    ("meta", "first_name"): "name",
    ("meta", "last_name"): "name",
    ("meta", "country"): "country_lowercase",
    ("meta", "zip"): "zip_compact",
    ("meta", "date_of_birth"): "date_digits",
    ("microsoft_ads", "email"): "email_lowercase",
    ("tiktok", "email"): "email_lowercase",
    ("x", "username"): "username",
}


def value_of(expression: str, value: str | None) -> str:
    """The SQL expression's value for one input."""
    with duckdb.connect() as connection:
        row = connection.execute(f"select {expression} from (select cast(? as varchar) as value)", [value]).fetchone()
    assert row is not None
    return str(row[0])


def normalised(normaliser: str, value: str | None) -> str:
    """What a normaliser makes of one input."""
    return value_of(NORMALISERS[normaliser]("value"), value)


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda v: f"{v['platform']}-{v['field']}-{v['raw'].strip()}")
def test_the_platforms_vectors(vector: dict[str, str]) -> None:
    raw = vector["raw"]
    if vector["field"] == "phone":  # the eligibility layer holds what libphonenumber made of it
        parsed = phonenumbers.parse(raw, vector["region"])
        raw = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    normaliser = NORMALISER_OF[vector["platform"], vector["field"]]
    assert normalised(normaliser, raw) == vector["normalised"]
    assert value_of(hashed("value", normaliser), raw) == vector["sha256"]


def test_there_are_vectors() -> None:
    assert len(VECTORS["vectors"]) == 19
    assert {(v["platform"], v["field"]) for v in VECTORS["vectors"]} == set(NORMALISER_OF)


@pytest.mark.parametrize(
    ("normaliser", "value", "expected"),
    [
        ("email_without_gmail_dots", "a.b+tag@googlemail.com", "ab+tag@googlemail.com"),
        ("email_without_gmail_dots", "a.b@example.com", "a.b@example.com"),
        ("email_without_gmail_dots", "\u00a0A@Example.com\t", "a@example.com"),
        ("email_without_gmail_dots", "not an address", ""),
        ("email_without_gmail_dots", "a@b@c.com", ""),
        ("email_as_written", " Ayu@example.com ", "Ayu@example.com"),
        ("email_as_written", "=ayu@example.com", ""),
        ("email_as_written", "-ayu@example.com", ""),
        ("phone_e164", "+6281234567890", "+6281234567890"),
        ("phone_e164", "081234567890", ""),
        ("phone_e164", "+", ""),
        ("phone_e164", "6.28123E+12", ""),
        ("phone_e164", "+0812345678", ""),
        ("phone_digits", "+6281234567890", "6281234567890"),
        ("phone_digits", "0812", ""),
        ("lowercase", "  Mary Ann ", "mary ann"),
        ("lowercase", "E\u0301LODIE", "\u00e9lodie"),
        ("country", " id ", "ID"),
        ("country", "Indonesia", "ID"),
        ("country", "Atlantis", ""),
        ("country_lowercase", " united states ", "us"),
        ("name", "Mary Ann", "maryann"),
        ("name", "Mary-Jane O'Brien", "maryjaneobrien"),
        ("name", "E\u0301LODIE", "\u00e9lodie"),
        ("zip_compact", "94107-1234", "94107"),
        ("zip_compact", "90111", "90111"),
        ("email_lowercase", " A.b+Tag@Gmail.com ", "a.b+tag@gmail.com"),
        ("email_lowercase", "a b@c.com", ""),
        ("email_ascii_mailbox", "\u00e9lodie@example.com", ""),
        ("email_ascii_mailbox", "elodie@ex\u00e4mple.com", "elodie@ex\u00e4mple.com"),
        ("phone_country", "+6281234567890", "62"),
        ("phone_national", "+6281234567890", "81234567890"),
        ("phone_country", "+18005550100", "1"),
        ("phone_national", "0812", ""),
        ("date_digits", "16/02/1997", ""),
        ("username", "@AdsAPI", "adsapi"),
        ("timestamp", "2026-01-02 03:04:05", "2026-01-02T03:04:05+00:00"),
        ("timestamp", "soon", ""),
        ("zip", " sw1a 1aa ", "SW1A 1AA"),
        ("zip", "=90111", ""),
        ("text", " \t =+-@Budi ", "Budi"),
        ("text", "\x00=cmd", "cmd"),
        ("text", "＝SUM(A1)", "SUM(A1)"),  # noqa: RUF001 - a full width equals sign
        ("text", "O'Brien \U0001f469\u200d\U0001f33e", "O'Brien \U0001f469\u200d\U0001f33e"),
        ("text", "-", ""),
        ("text", "a=b", "a=b"),
        ("reference", " sign_ups:+62812 ", hashlib.sha256(b"sign_ups:+62812").hexdigest()[:16]),
    ],
)
def test_traps(normaliser: str, value: str, expected: str) -> None:
    assert normalised(normaliser, value) == expected


@pytest.mark.parametrize("normaliser", sorted(NORMALISERS))
@pytest.mark.parametrize("blank", [None, "", "  ", "\t"])
def test_blank_stays_blank(normaliser: str, blank: str | None) -> None:
    assert normalised(normaliser, blank) == ""
    assert value_of(hashed("value", normaliser), blank) == ""


def test_both_spellings_of_a_letter_have_one_hash() -> None:
    composed, decomposed = (value_of(hashed("value", "lowercase"), v) for v in ("Jos\u00e9", "Jose\u0301"))
    assert composed == decomposed == hashlib.sha256("jos\u00e9".encode()).hexdigest()


def test_a_hash_is_not_hashed_again() -> None:
    already = hashlib.sha256(b"a@example.com").hexdigest()
    assert value_of(hashed("value", "email_without_gmail_dots"), already) == already
    assert value_of(hashed("value", "email_without_gmail_dots"), f" {already.upper()} ") == already


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("plain", "plain"),
        ("a,b", '"a,b"'),
        ('say "x"', '"say ""x"""'),
        ("two\r\nlines", '"two\r\nlines"'),
        ("two\nlines", '"two\nlines"'),
        ("", ""),
    ],
)
def test_quotes(value: str, expected: str) -> None:
    assert value_of(quoted("value"), value) == expected
