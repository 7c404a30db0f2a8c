"""What a company sets of its audiences: parameters, destinations, which comes first, how often anybody is written to.

Who is in an audience is its own matter; an unknown audience or parameter is refused where audiences are known.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from workspaces.errors import ConfigurationError
from workspaces.offers import BY_TREATMENT


class AudienceChoice(BaseModel):
    """`destinations` replaces the audience's own list where it is told, `offer` the audience's own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    parameters: dict[str, str | int | float] = Field(default_factory=dict)
    destinations: tuple[str, ...] | None = None
    offer: str | None = None


class Cap(BaseModel):
    """At most `count` messages of a channel to one person in `days` dates."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    count: int = Field(ge=1)
    days: int = Field(ge=1)


def refuse_overlapping(lists: Mapping[str, Sequence[str]]) -> None:
    """Raise ValueError where an audience stands twice in the priority lists: which of its places counts?"""
    found: dict[str, str] = {}
    for name, audiences in lists.items():
        for audience in audiences:
            if audience in found:
                where = f"both {found[audience]} and {name}" if found[audience] != name else f"{name} twice"
                raise ValueError(f"priority_lists: {audience} stands in {where}; an audience has one place")
            found[audience] = name


def refuse_unknown(
    choices: Mapping[str, AudienceChoice],
    audiences: Mapping[str, Mapping[str, Any]],
    file: Path,
    lists: Mapping[str, Sequence[str]] | None = None,
    offers: Collection[str] = (),
) -> None:
    """Raise ConfigurationError where something is named that does not exist: an audience, a parameter, a kind of value.

    `lists`: the priority lists, name -> audiences; `offers`: the names of those that are declared.
    """
    for name, listed in (lists or {}).items():
        for audience in listed:
            if audience not in audiences:
                raise ConfigurationError(
                    f"{file}: priority_lists.{name}: there is no audience {audience!r}.",
                    "`langganan audience list` shows them.",
                )
    for name, choice in choices.items():
        if name not in audiences:
            raise ConfigurationError(
                f"{file}: audiences.{name}: there is no such audience.", "`langganan audience list` shows them."
            )
        defaults = audiences[name].get("parameters") or {}
        for parameter, value in choice.parameters.items():
            at = f"{file}: audiences.{name}.parameters.{parameter}"
            if parameter not in defaults:
                raise ConfigurationError(
                    f"{at}: there is no such parameter.", f"There are: {', '.join(defaults) or 'none'}."
                )
            if isinstance(value, str) != isinstance(defaults[parameter], str):
                raise ConfigurationError(
                    f"{at}: {value!r} is of another kind than {defaults[parameter]!r}.", "Mend it there."
                )
    for name, declared in audiences.items():
        told = choices[name].offer if name in choices else None
        _refuse_offer(name, told or declared.get("offer"), declared, offers, file)


def _refuse_offer(
    name: str, offer: str | None, declared: Mapping[str, Any], offers: Collection[str], file: Path
) -> None:
    if offer is None:
        return
    if offer not in (*offers, BY_TREATMENT):
        raise ConfigurationError(
            f"{file}: audiences.{name}.offer: there is no offer {offer!r}.",
            f"There are: {', '.join((*offers, BY_TREATMENT))}.",
        )
    if "voucher_code" not in (declared.get("fields") or ()):
        raise ConfigurationError(
            f"{file}: audiences.{name}.offer: the audience has no field voucher_code to tell of it.",
            "Add it to the fields of its definition (docs/offers.md).",
        )
