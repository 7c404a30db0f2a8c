"""The tiers that a workspace declares: what earns them, for how long, what they bring. Who has which, dbt says."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

SAYABLE = {"spend": 1000, "orders": 1, "points": 1}
"""What shortfalls are rounded up to where the workspace does not say: an amount that can be said at a counter."""


class TierLevel(BaseModel):
    """One tier. `threshold` 0 is the tier of whoever has bought at all."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1)
    threshold: Decimal = Field(ge=0, max_digits=16, decimal_places=2)
    benefits: tuple[str, ...] = ()


class Tiers(BaseModel):
    """The rules of the tiers, the same for all levels; levels from the lowest to the highest."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    basis: Literal["spend", "orders", "points"] = "spend"
    window_days: int = Field(default=365, ge=1, le=3660)
    membership_year: Literal["anniversary", "calendar"] = "anniversary"
    rounded_up_to: int | None = Field(default=None, ge=1)
    levels: tuple[TierLevel, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _rising(self) -> Tiers:
        thresholds = [level.threshold for level in self.levels]
        if any(higher <= lower for lower, higher in pairwise(thresholds)):
            raise ValueError(
                "the levels of tiers stand from the lowest threshold to the highest, each above the one before"
            )
        if len({level.name for level in self.levels}) < len(self.levels):
            raise ValueError("two levels of tiers have one name")
        return self

    @property
    def variable(self) -> dict[str, Any]:
        """What dbt is told: thresholds as text, which keeps their decimals; levels without a threshold have rank 0."""
        first = 0 if self.levels[0].threshold == 0 else 1
        return {
            "basis": self.basis,
            "window_days": self.window_days,
            "membership_year": self.membership_year,
            "rounded_up_to": self.rounded_up_to or SAYABLE[self.basis],
            "levels": [
                {
                    "rank": rank,
                    "name": level.name,
                    "threshold": f"{level.threshold:.2f}",
                    "benefits": list(level.benefits),
                }
                for rank, level in enumerate(self.levels, start=first)
            ],
        }
