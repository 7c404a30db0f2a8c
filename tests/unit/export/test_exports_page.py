"""docs/exports.md tells every destination, normaliser and status, and nothing that is not there."""

from __future__ import annotations

import re
from pathlib import Path

from export.normalise import NORMALISERS
from export.registry import destinations

PAGE = (Path(__file__).parents[3] / "docs" / "exports.md").read_text(encoding="utf-8")


def first_cells(header: str) -> set[str]:
    """The first cells, written as code, of the table with this first heading."""
    table = PAGE.split(f"\n| {header} |")[1].split("\n\n")[0]
    return set(re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE))


def test_every_destination_is_told() -> None:
    assert first_cells("destination") == set(destinations())


def test_every_normaliser_is_told() -> None:
    assert first_cells("normaliser") == set(NORMALISERS)


def test_every_status_is_told() -> None:
    assert first_cells("status") == {"written", "unchanged", "held", "not_due", "withdrawn"}
