"""Phone strings of the identity layer: one number however it is spelled, two in one cell, and what is none."""

from __future__ import annotations

from types import ModuleType

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_models import python_model


@pytest.fixture(scope="module")
def idn_phones() -> ModuleType:
    return python_model("models/identity/idn_phones.py")


@pytest.mark.parametrize(
    "raw",
    [
        "081234567801",
        "+6281234567801",
        "6281234567801",
        "81234567801",
        "0812-3456-7801",
        " (0812) 3456 7801",
        "006281234567801",
    ],
)
def test_one_number_in_every_spelling(idn_phones: ModuleType, raw: str) -> None:
    assert idn_phones.read_phone(raw, "ID") == [(raw, 1, "+6281234567801", True, False, "mobile", "")]


def test_two_numbers_in_one_cell(idn_phones: ModuleType) -> None:
    raw = "0812-3456-7801 / 0856 1234 5678"
    assert [(ordinal, e164) for _, ordinal, e164, *_ in idn_phones.read_phone(raw, "ID")] == [
        (1, "+6281234567801"),
        (2, "+6285612345678"),
    ]


def test_the_same_number_twice_in_one_cell_is_one(idn_phones: ModuleType) -> None:
    assert len(idn_phones.read_phone("081234567801, +6281234567801", "ID")) == 1


def test_a_landline_is_told_apart(idn_phones: ModuleType) -> None:
    ((_, _, e164, is_valid, _, kind, _),) = idn_phones.read_phone("(0341) 551234", "ID")
    assert (e164, is_valid, kind) == ("+62341551234", True, "landline")


def test_the_region_is_only_a_default(idn_phones: ModuleType) -> None:
    assert idn_phones.read_phone("+65 8123 4567", "ID")[0][2] == "+6581234567"
    assert idn_phones.read_phone("(202) 456-1111", "US")[0][2] == "+12024561111"


@pytest.mark.parametrize(
    ("raw", "is_placeholder", "reason"),
    [
        ("8.12346E+10", False, "phone: scientific notation, digits are lost"),
        ("6,28123E+12", False, "phone: scientific notation, digits are lost"),
        ("0000000000", True, "phone: a placeholder"),
        ("081111111111", True, "phone: a placeholder"),
        ("12", False, "phone: not a number that exists"),
        ("tidak ada", False, "phone: no digits"),
        ("/", False, "phone: no digits"),
    ],
)
def test_what_is_no_number_says_why(idn_phones: ModuleType, raw: str, is_placeholder: bool, reason: str) -> None:
    assert idn_phones.read_phone(raw, "ID") == [(raw, 1, None, False, is_placeholder, None, reason)]


WRITTEN = st.builds(
    lambda start, number, places, sign: (
        start + "".join(digit + (sign if place in places else "") for place, digit in enumerate(number))
    ),
    st.sampled_from(["08", "8", "+628", "628", "62", "+62", "+", "", "0", "00628", "(08", "+658", "+4915", "015"]),
    st.text("0123456789", min_size=4, max_size=13) | st.text("17", min_size=8, max_size=11),
    st.sets(st.integers(0, 12), max_size=3),
    st.sampled_from([" ", "-", ".", ")", " x", "e"]),
)


@settings(max_examples=300, deadline=None)
@given(
    texts=st.lists(WRITTEN, min_size=20, max_size=40, unique=True),
    region=st.sampled_from(["ID", "SG", "DE", "TH", "US", "HU"]),
)
def test_what_is_read_by_the_column_is_what_libphonenumber_reads(
    idn_phones: ModuleType, texts: list[str], region: str
) -> None:
    for row in idn_phones.read_plain(pa.array(texts), region).to_pylist():
        assert idn_phones.read_phone(row["raw_phone"], region) == [tuple(row.values())]


def test_plain_mobile_numbers_are_read_by_the_column(idn_phones: ModuleType) -> None:
    """Else the law above would hold of nothing, and a million strings would take minutes."""
    plain = ["081234567801", "+6281234567801", "81234567801", "0812-3456-7801", "(0812) 3456 7801", "6281234567801"]
    other = ["0000000000", "081111111111", "(0341) 551234", "0812 / 0856", "+6581234567", "8.12346E+10"]
    read = idn_phones.read_plain(pa.array([*plain, *other]), "ID")
    assert read.column("raw_phone").to_pylist() == plain
    assert set(read.column("e164").to_pylist()) == {"+6281234567801"}
