"""What a workspace may declare of tiers."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from workspaces.tiers import Tiers


def levels(*thresholds: str) -> list[dict[str, Any]]:
    return [{"name": f"T{rank}", "threshold": threshold} for rank, threshold in enumerate(thresholds)]


def test_ranks_begin_at_the_tier_without_a_threshold() -> None:
    told = Tiers.model_validate({"levels": levels("0", "1.5")}).variable
    assert [(level["rank"], level["threshold"]) for level in told["levels"]] == [(0, "0.00"), (1, "1.50")]
    told = Tiers.model_validate({"levels": levels("1", "2")}).variable
    assert [level["rank"] for level in told["levels"]] == [1, 2]


@pytest.mark.parametrize(("basis", "step"), [("spend", 1000), ("orders", 1), ("points", 1)])
def test_shortfalls_are_rounded_to_what_can_be_said(basis: str, step: int) -> None:
    assert Tiers.model_validate({"basis": basis, "levels": levels("1")}).variable["rounded_up_to"] == step
    chosen = Tiers.model_validate({"basis": basis, "rounded_up_to": 5, "levels": levels("1")})
    assert chosen.variable["rounded_up_to"] == 5


@pytest.mark.parametrize(
    "declared",
    [
        {"levels": []},
        {"levels": levels("2", "1")},
        {"levels": levels("1", "1")},
        {"levels": levels("-1")},
        {"levels": [*levels("1"), {"name": "T0", "threshold": 9}]},
        {"levels": levels("1"), "basis": "smiles"},
        {"levels": levels("1"), "window_days": 0},
        {"levels": levels("1"), "window": 365},
    ],
)
def test_contradictions_are_refused(declared: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Tiers.model_validate(declared)
