"""Masked values name nobody, and say enough to recognise whom one knows."""

from __future__ import annotations

import pytest

from orchestration.identity.masking import mask


@pytest.mark.parametrize(
    ("kind", "value", "masked"),
    [
        ("email", "siti@surel.example", "s***@surel.example"),
        ("email", "no address", "n***"),
        ("phone", "+6281234567801", "+62***801"),
        ("phone", "12345", "***"),
        ("name", "Siti Nur Rahma", "S*** N*** R***"),
        ("date", "1990-05-17", "1990-**-**"),
        ("key", "web_shop:C00000123", "web_shop:C00000123"),
        ("key", "pos:081234567801", "pos:081***801"),
        ("key", "pos:0812-3456-7801", "pos:081***801"),
        ("key", "messaging:siti@surel.example", "messaging:s***@surel.example"),
        ("key", "sign_ups:pasar|siti@surel.example|0812 3456 7801", "sign_ups:pasar|s***@surel.example|081***801"),
        ("key", "accounting:siti rahma", "accounting:s*** r***"),
        ("social_handle", "tokositi", "t***"),
    ],
)
def test_what_a_masked_value_shows(kind: str, value: str, masked: str) -> None:
    assert mask(kind, value) == masked
