"""The catalogue of what may make a message personal, fields.yml, checked; and its SQL."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from orchestration.audiences.words import Words, literal

OF_VOUCHERS = ("voucher_code", "offer_value", "offer_minimum_spend", "valid_until")
"""Fields that the eligibility layer fills in for whom the audience's offer gives a code."""

CATALOGUE = Path(__file__).resolve().parent / "fields.yml"


class Personal(BaseModel):
    """One field. Texts have a fallback and a length; what is missing of numbers and dates stays null."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    sql: str
    type: Literal["varchar", "bigint", "integer", "date", "decimal(18,2)"]
    fallback: str = ""
    max_length: int | None = Field(default=None, ge=1)
    pii: bool = False
    description: str = Field(min_length=1)

    @model_validator(mode="after")
    def _bounded(self) -> Personal:
        is_text = self.type == "varchar"
        if is_text != (self.max_length is not None) or is_text != bool(self.fallback):
            raise ValueError(f"{self.name}: a text, and nothing else, has a fallback and a max_length")
        if is_text and len(self.fallback) > (self.max_length or 0):
            raise ValueError(f"{self.name}: the fallback is longer than max_length")
        return self


@cache
def personalisation(file: Path = CATALOGUE) -> dict[str, Personal]:
    """Name -> field, in the order of the file."""
    told = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return {name: Personal.model_validate({"name": name, **of}) for name, of in told.items()}


def field_sql(field: Personal, words: Words) -> str:
    """The field of a row of `people`, never blank where it is a text, and never longer than it may be."""
    amount = re.sub(r"\{amount_text:(\w+)\}", lambda found: words.amount_text(f"people.{found[1]}"), field.sql)
    moments = re.sub(r"\{recipient_moment:(\w+)\}", lambda found: words.recipient_moment(found[1]), amount)
    told = moments.replace("{phone_region}", words.phone_region()).replace("{best_moment}", words.best_moment())
    if field.max_length is None:
        return told
    return f"left(coalesce(nullif(trim({told}), ''), {literal(field.fallback)}), {field.max_length})"
