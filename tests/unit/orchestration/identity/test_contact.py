"""What somebody types to name a person becomes the form that is stored."""

from __future__ import annotations

import pytest

from orchestration.identity.contact import read
from workspaces.errors import LanggananError


@pytest.mark.parametrize(
    "typed", ["081234567801", "+62 812-3456-7801", "6281234567801", "81234567801", " (0812) 3456 7801 "]
)
def test_a_phone_in_any_writing(typed: str) -> None:
    asked = read(typed, "ID")
    assert (asked.kind, asked.values) == ("phone", ("+6281234567801",))


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        (" Siti@Surel.EXAMPLE ", "email", "siti@surel.example"),
        ("C" + "A" * 24, "customer_id", "c" + "a" * 24),
        ("web_shop:C000123", "record_id", "web_shop:C000123"),
        ("messaging:siti@surel.example", "record_id", "messaging:siti@surel.example"),
    ],
)
def test_the_other_kinds(typed: str, kind: str, value: str) -> None:
    asked = read(typed, "ID")
    assert (asked.kind, asked.values) == (kind, (value,))


@pytest.mark.parametrize("typed", ["", "siti", "12", "c123"])
def test_what_is_none_of_them_is_refused_without_repeating_it(typed: str) -> None:
    with pytest.raises(LanggananError, match="no customer id") as refused:
        read(typed, "ID")
    assert not typed or f"'{typed}'" not in refused.value.message
