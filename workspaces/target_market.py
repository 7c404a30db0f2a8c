"""Whom a company aims its goods at: the declared mix of gender, age and place, checked.

Who really buys is the mart fct_target_market's matter.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

AGE_BAND = re.compile(r"^(\d{1,3})(?:-(\d{1,3})|\+)$")


class TargetCell(BaseModel):
    """A part of the people aimed at, and the share of buyers that it shall be. What is left out may be anything."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    gender: Literal["female", "male"] | None = None
    age_band: str | None = Field(default=None, description="25-34, both ends included, or 65+")
    place: str | None = Field(
        default=None, min_length=1, description="a city, a province or a country as marts name it"
    )
    share: Decimal = Field(gt=0, le=1)

    @model_validator(mode="after")
    def _asks_something(self) -> TargetCell:
        if self.gender is None and self.age_band is None and self.place is None:
            raise ValueError("a cell of the target market names a gender, an age_band or a place")
        first, last = self.ages
        if first is not None and last is not None and last < first:
            raise ValueError(f"age_band {self.age_band!r} ends before it begins")
        return self

    @property
    def ages(self) -> tuple[int | None, int | None]:
        """First and last age, None where there is no bound."""
        if self.age_band is None:
            return None, None
        found = AGE_BAND.match(self.age_band)
        if found is None:
            raise ValueError(f"age_band {self.age_band!r} is neither like 25-34 nor like 65+")
        return int(found[1]), int(found[2]) if found[2] else None


class Target(BaseModel):
    """The mix for one product, one category, or everything the company sells."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    product: str | None = None
    category: str | None = None
    mix: tuple[TargetCell, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _adds_up(self) -> Target:
        if self.product is not None and self.category is not None:
            raise ValueError("a target is for a product or for a category, or leave both out")
        if sum(cell.share for cell in self.mix) > 1:
            raise ValueError("the shares of a target's mix are more than 1 together")
        asked = [(cell.gender, cell.age_band, cell.place) for cell in self.mix]
        if len(set(asked)) < len(asked):
            raise ValueError("a cell stands twice in a target's mix")
        return self

    @property
    def subject(self) -> tuple[str, str]:
        """Its kind, and the product_id or category."""
        if self.product is not None:
            return "product", self.product
        return ("everything", "everything") if self.category is None else ("category", self.category)


def told_cells(targets: tuple[Target, ...]) -> list[dict[str, Any]]:
    """The cells as dbt is told them, one a row, in the declared order."""
    return [
        {
            "subject_kind": target.subject[0],
            "subject": target.subject[1],
            "gender": cell.gender,
            "age_band": cell.age_band,
            "age_from": cell.ages[0],
            "age_to": cell.ages[1],
            "place": cell.place,
            "share": str(cell.share),
        }
        for target in targets
        for cell in target.mix
    ]
