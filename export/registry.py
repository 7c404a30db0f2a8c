"""The registry of destinations: what each marketing tool accepts, read from destinations/*.yml and checked.

What a normaliser does is in normalise.py; who may be in a file is decided long before, in the eligibility layer.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from export.normalise import NORMALISERS, TEXT
from workspaces.errors import ConfigurationError

DESTINATIONS = Path(__file__).resolve().parent / "destinations"
MemberColumn = Literal[
    "customer_id",
    "contact_point",
    "email",
    "phone",
    "full_name",
    "first_name",
    "last_name",
    "country",
    "postal_code",
    "consent_id",
    "consented_at",
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(_Strict):
    """One column of the file. Without `value` it stands blank.

    `hash`: SHA-256 of the normalised value. `required`: a blank holds the row back. `identifies`: at least one of these
    must be filled. `all_of`: columns of one name are written together or left blank together.
    """

    header: str
    value: MemberColumn | Literal["export_id"] | None = None
    normalise: str | None = None
    hash: bool = False
    required: bool = False
    identifies: bool = False
    all_of: str | None = None

    @model_validator(mode="after")
    def _known(self) -> Column:
        if self.normalise is not None and self.normalise not in NORMALISERS:
            raise ValueError(f"column {self.header}: unknown normaliser {self.normalise!r}")
        if self.value not in (None, "export_id") and self.normalise is None:
            raise ValueError(f"column {self.header}: say how its value is normalised")
        if self.hash and self.normalise == TEXT:
            raise ValueError(f"column {self.header}: free text cannot be hashed")
        return self


class Fields(_Strict):
    """Where the audience's personalisation fields go: one column each, or a fixed number of numbered slots."""

    header: str
    slots: int | None = Field(default=None, ge=1)
    required: bool = False


class Destination(_Strict):
    """One tool's file."""

    name: str
    title: str
    channel: Literal["email", "whatsapp", "ads"]
    columns: tuple[Column, ...]
    fields: Fields | None = None
    columns_after: tuple[Column, ...] = ()
    rows_per_file: int | None = Field(default=None, ge=1)
    minimum_matched: int = 0


def destinations(folder: Path = DESTINATIONS) -> dict[str, Destination]:
    """Every destination by name, in alphabetical order."""
    found = {}
    for file in sorted(folder.glob("*.yml")):
        try:
            destination = Destination.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
        except ValidationError as error:
            raise ConfigurationError(f"{file}: {error}", "See docs/exports.md.") from error
        if destination.name != file.stem:
            raise ConfigurationError(f"{file} declares the name {destination.name!r}.", "Give both the same name.")
        found[destination.name] = destination
    return found


def destination(name: str) -> Destination:
    """One destination; ConfigurationError when it is unknown."""
    known = destinations()
    if name not in known:
        raise ConfigurationError(f"Destination {name!r} does not exist.", f"Name one of {', '.join(known)}.")
    return known[name]
