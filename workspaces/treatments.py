"""The treatments file: what a person of a tier and a value class is given, and by which channel.

The first rule that fits counts. Every pair must be covered, were it by a last rule that gives nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from workspaces.errors import ConfigurationError

NONE = "none"
VALUE_CLASSES = ("drives", "can_grow", "steady", "costs_more_than_it_brings", "not_judged", NONE)
"""As in customer_360; `none` is whoever is no customer yet."""

MEND = "docs/offers.md says what may be written."


class Treatment(BaseModel):
    """One rule. A list that is left out fits everybody; `none` is who has no tier, or no value class."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tier: tuple[str, ...] = ()
    value_class: tuple[
        Literal["drives", "can_grow", "steady", "costs_more_than_it_brings", "not_judged", "none"], ...
    ] = ()
    benefit: str = Field(min_length=1, max_length=60)
    offer: str | None = None
    channel: Literal["email", "whatsapp", "sms", "phone", "ads", "none"] = "none"

    @model_validator(mode="after")
    def _whole(self) -> Treatment:
        if self.benefit == NONE and (self.channel != NONE or self.offer):
            raise ValueError("who is given no benefit has neither offer nor channel")
        if self.benefit != NONE and self.channel == NONE:
            raise ValueError("a benefit needs a channel by which it is told")
        return self

    def fits(self, tier: str, value_class: str) -> bool:
        """Whether a person of this tier and value class is treated so."""
        return (not self.tier or tier in self.tier) and (not self.value_class or value_class in self.value_class)


def read_treatments(file: Path) -> tuple[Treatment, ...]:
    """The rules of a treatments file, in their order. Raises ConfigurationError with the file and the rule."""
    try:
        told = yaml.safe_load(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigurationError(f"The treatments file {file} does not exist.", "Correct its name.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file} is not valid YAML: {error}.", "Correct it at that line.") from error
    if not isinstance(told, list):
        raise ConfigurationError(f"{file}: is a list of rules.", MEND)
    try:
        return TypeAdapter(tuple[Treatment, ...]).validate_python(told)
    except ValidationError as error:
        faults = "; ".join(f"rule {_place(e['loc'])}: {e['msg']}" for e in error.errors())
        raise ConfigurationError(f"{file}: {faults}.", MEND) from error


def _place(loc: Sequence[int | str]) -> str:
    first, *rest = loc
    return ".".join((str(int(first) + 1), *map(str, rest)))


def refuse_treatments(treatments: Sequence[Treatment], tiers: Sequence[str], offers: Collection[str]) -> None:
    """Raise ValueError where a rule names what does not exist, is never reached, or a pair is left out."""
    if not treatments:
        return
    pairs = tuple(product((*tiers, NONE), VALUE_CLASSES))
    reached: set[tuple[str, str]] = set()
    for number, rule in enumerate(treatments, start=1):
        if unknown := [tier for tier in rule.tier if tier not in (*tiers, NONE)]:
            raise ValueError(f"treatments: rule {number}: there is no tier {unknown[0]!r}; there are {_listed(tiers)}")
        if rule.offer is not None and rule.offer not in offers:
            raise ValueError(f"treatments: rule {number}: there is no offer {rule.offer!r}")
        new = {pair for pair in pairs if rule.fits(*pair)} - reached
        if not new:
            raise ValueError(f"treatments: rule {number} is never reached: the rules above it fit everybody it fits")
        reached |= new
    if missing := [pair for pair in pairs if pair not in reached]:
        tier, value_class = missing[0]
        more = f", nor for {len(missing) - 1} more pairs" if len(missing) > 1 else ""
        raise ValueError(f"treatments: there is no rule for tier {tier} and value class {value_class}{more}")


def told_treatments(treatments: Sequence[Treatment]) -> list[Mapping[str, Any]]:
    """What dbt is told: the rules in their order."""
    return [dict(_told(rule)) for rule in treatments]


def _told(rule: Treatment) -> Iterator[tuple[str, Any]]:
    yield "tier", list(rule.tier)
    yield "value_class", list(rule.value_class)
    yield "benefit", None if rule.benefit == NONE else rule.benefit
    yield "offer", rule.offer
    yield "channel", None if rule.channel == NONE else rule.channel


def _listed(names: Sequence[str]) -> str:
    return ", ".join((*names, NONE))
