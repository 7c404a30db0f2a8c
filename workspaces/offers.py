"""The offers that a workspace declares: what a voucher is worth, on what terms, for how long, how often to one person.

Who is given one, and what became of it, dbt says (models/eligibility/offers).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

BY_TREATMENT = "by_treatment"
"""What an audience names instead of an offer, where each person's is that of their treatment."""

YEAR_DAYS = 335
"""After which a yearly offer may be given again, by the default of once_per_year_days."""

AMBIGUOUS = {"O": "0", "I": "1", "L": "1"}
"""Letters that are read as digits: a code that is written with them is the same code."""


class Again(BaseModel):
    """Another code, so many days after the last one was written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    days: int = Field(ge=1)


class Offer(BaseModel):
    """`value` is per cent, an amount in the reporting currency, or what the gift costs the shop.

    Valid for so many days from the file that holds the code, or from one date to another, both included.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(min_length=1, max_length=40)
    kind: Literal["percent", "amount", "gift"]
    value: Decimal = Field(gt=0, max_digits=16, decimal_places=2)
    minimum_spend: Decimal = Field(default=Decimal(0), ge=0, max_digits=16, decimal_places=2)
    valid_for: int | None = Field(default=None, ge=1, le=3660)
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    margin_floor: Decimal | None = Field(default=None, ge=0, lt=1, max_digits=7, decimal_places=6)
    once_per: Literal["never_again", "year"] | Again = "never_again"
    code_prefix: str = Field(pattern=r"^[A-Z0-9]{1,8}$")

    @model_validator(mode="after")
    def _terms(self) -> Offer:
        dates = (self.valid_from, self.valid_until)
        if (self.valid_for is None) == (dates == (None, None)) or (None in dates and dates != (None, None)):
            raise ValueError("say either valid_for (days) or both valid_from and valid_until (dates)")
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValueError("valid_until lies before valid_from")
        if self.kind == "percent" and self.value > 100:
            raise ValueError("a percent above 100 gives more than the goods")
        if self.kind == "amount" and self.minimum_spend <= self.value:
            raise ValueError(
                f"minimum_spend {self.minimum_spend} must be more than the amount {self.value}, or the goods are free"
            )
        again = {"year": YEAR_DAYS}.get(self.once_per) if isinstance(self.once_per, str) else self.once_per.days
        if again and self.valid_for and again < self.valid_for:
            raise ValueError("once_per is shorter than valid_for: a person would hold two codes at a time")
        self._above_floor()
        return self

    def _above_floor(self) -> None:
        """What no basket could bear, were the goods free of cost, is a mistake."""
        if self.margin_floor is None:
            return
        if self.kind == "percent" and self.value == 100:
            raise ValueError("nothing is paid, so that no margin_floor can be kept")
        if self.kind == "gift" and self.minimum_spend * (1 - self.margin_floor) < self.value and self.minimum_spend:
            raise ValueError("at minimum_spend the gift costs more than the margin_floor leaves, were the goods free")

    @property
    def variable(self) -> dict[str, Any]:
        """What dbt is told: numbers as text, which keeps their decimals; what is not said is null."""
        told = self.model_dump(mode="json", exclude={"once_per", "code_prefix"})
        again = self.once_per.days if isinstance(self.once_per, Again) else self.once_per
        return {**told, "once_per": again, "code_prefix": self.code_prefix}


def refuse_offers(offers: Mapping[str, Offer]) -> None:
    """Raise ValueError where two offers could not be told apart by their codes."""
    found: dict[str, str] = {}
    for name, offer in offers.items():
        if name == BY_TREATMENT:
            raise ValueError(f"offers: {BY_TREATMENT} is no name for an offer; audiences say it of treatments")
        read = "".join(AMBIGUOUS.get(sign, sign) for sign in offer.code_prefix)
        if read in found:
            raise ValueError(f"offers: {name} and {found[read]} have code_prefixes that are read alike")
        found[read] = name
