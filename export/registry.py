"""The registry of destinations: what each marketing tool accepts, read from destinations/*.yml and checked.

A workspace may map a tool of its own in the same words (`destinations:` in workspace.yml). What a normaliser does is in
normalise.py; who may be in a file is decided long before, in the eligibility layer.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

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
    "consent",
    "audience",
]
Kind = Literal["full", "added", "removed"]
Consent = Literal["granted", "withdrawn"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(_Strict):
    """One column of the file. Without `value` and `constant` it stands blank.

    `consent` is 'granted', or in a removed file also 'withdrawn'; `words` says how the tool spells them. `hash`:
    SHA-256 of the normalised value. `required`: a blank holds the row back. `identifies`: at least one of these must be
    filled. `all_of`: columns of one name are written together or left blank together. A longer text is cut.
    """

    header: str
    value: MemberColumn | Literal["export_id"] | None = None
    normalise: str | None = None
    hash: bool = False
    required: bool = False
    identifies: bool = False
    all_of: str | None = None
    constant: str | None = None
    words: dict[Literal["granted", "withdrawn"], str] | None = None
    characters_max: int | None = Field(default=None, ge=1)
    bytes_max: int | None = Field(default=None, ge=4)

    @model_validator(mode="after")
    def _known(self) -> Column:
        if self.normalise is not None and self.normalise not in NORMALISERS:
            raise ValueError(f"column {self.header}: unknown normaliser {self.normalise!r}")
        if (self.value == "consent") != (self.words is not None):
            raise ValueError(f"column {self.header}: words belong to consent, and consent needs them")
        if self.value not in (None, "export_id", "consent") and self.normalise is None:
            raise ValueError(f"column {self.header}: say how its value is normalised")
        if self.hash and self.normalise == TEXT:
            raise ValueError(f"column {self.header}: free text cannot be hashed")
        if (self.characters_max or self.bytes_max) and self.normalise != TEXT:
            raise ValueError(f"column {self.header}: only free text can be cut")
        return self


class Fields(_Strict):
    """Where the audience's personalisation fields go: one column each, or a fixed number of numbered slots.

    `header` may name {field}, {upper} (the same in capitals) and {number}.
    """

    header: str
    slots: int | None = Field(default=None, ge=1)
    required: bool = False
    bytes_max: int | None = Field(default=None, ge=4)


class Destination(_Strict):
    """One tool's file."""

    name: str
    title: str
    channel: Literal["email", "whatsapp", "sms", "phone", "ads"]
    columns: tuple[Column, ...] = Field(min_length=1)
    fields: Fields | None = None
    columns_after: tuple[Column, ...] = ()
    rows_per_file: int | None = Field(default=None, ge=1)
    minimum_matched: int = 0
    has_header: bool = True
    preamble: tuple[dict[str, str], ...] = Field(default=(), description="rows before the people, by header")
    actions: dict[Kind, str] = Field(default_factory=dict, description="what {action} is in the preamble")
    consent_signals: dict[Consent, dict[str, str]] = Field(
        default_factory=dict, description="what the tool asks of a whole file, by the consent of everybody in it"
    )
    bytes_per_file: int | None = Field(default=None, ge=1000)

    @model_validator(mode="after")
    def _addressed(self) -> Destination:
        if not self.identifiers:
            raise ValueError("no column holds an email, a phone or a contact_point")
        headers = {c.header for c in (*self.columns, *self.columns_after)}
        if unknown := {h for row in self.preamble for h in row} - headers:
            raise ValueError(f"the preamble names columns that are not there: {sorted(unknown)}")
        return self

    @property
    def definition(self) -> dict[str, Any]:
        """What decides on the bytes of a file, for its id. Keys that came later count only where they are used, so that
        a new ability renames no standing file."""
        told = self.model_dump(mode="json", exclude={"consent_signals"})
        plain = self.model_dump(mode="json", exclude_defaults=True)
        columns = {"columns": self.columns, "columns_after": self.columns_after}
        told = {k: v for k, v in told.items() if k not in _LATER or k in plain}
        for key, those in columns.items():
            told[key] = [_used(c) for c in those]
        if self.fields is not None:
            told["fields"] = _used(self.fields)
        return told

    @property
    def member_columns(self) -> tuple[str, ...]:
        """The columns of `elg_members` that its file is made of."""
        used = {str(c.value) for c in (*self.columns, *self.columns_after)} - {"None", "export_id", "consent"}
        return (*sorted(used), *(("fields",) if self.fields is not None else ()))

    @property
    def identifiers(self) -> tuple[str, ...]:
        """The contact columns of `elg_members` by which this tool knows a person."""
        used = {c.value for c in (*self.columns, *self.columns_after)}
        return tuple(v for v in ("contact_point", "email", "phone") if v in used)


_LATER = {
    *("constant", "words", "characters_max", "bytes_max"),
    *("has_header", "preamble", "actions", "bytes_per_file"),
}


def _used(part: BaseModel) -> dict[str, Any]:
    later = {key for key in _LATER & set(type(part).model_fields) if not getattr(part, key)}
    return part.model_dump(mode="json", exclude=later)


def destinations(folder: Path = DESTINATIONS, mapped: Mapping[str, Any] | None = None) -> dict[str, Destination]:
    """Every destination by name, in alphabetical order. `mapped`: the workspace's own, name -> declaration.

    Raises ConfigurationError that names the file, the key and the mend.
    """
    found = dict(_brought() if folder == DESTINATIONS else _read(folder))
    for name, declared in (mapped or {}).items():
        if name in found:
            raise ConfigurationError(
                f"destinations: {name} is a destination that the product brings.", "Give yours another name."
            )
        found[name] = _checked(f"destinations: {name}", {"name": name, "title": name, **declared})
    return dict(sorted(found.items()))


@cache
def _brought() -> dict[str, Destination]:
    """What the product brings, read once a process: 20 files take longer than most exports of a small shop."""
    return _read(DESTINATIONS)


def _read(folder: Path) -> dict[str, Destination]:
    found = {}
    for file in sorted(folder.glob("*.yml")):
        found[file.stem] = _checked(str(file), yaml.safe_load(file.read_text(encoding="utf-8")))
        if found[file.stem].name != file.stem:
            raise ConfigurationError(f"{file} declares the name {found[file.stem].name!r}.", "Give both the same name.")
    return found


def destination(name: str, mapped: Mapping[str, Any] | None = None) -> Destination:
    """One destination; ConfigurationError when it is unknown."""
    return named(name, destinations(mapped=mapped))


def named(name: str, known: Mapping[str, Destination]) -> Destination:
    """One of these destinations; ConfigurationError when it is not among them."""
    if name not in known:
        raise ConfigurationError(f"Destination {name!r} does not exist.", f"Name one of {', '.join(known)}.")
    return known[name]


def _checked(place: str, declared: Any) -> Destination:
    try:
        return Destination.model_validate(declared)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise ConfigurationError(f"{place}: {faults}.", "See docs/exports.md.") from error
