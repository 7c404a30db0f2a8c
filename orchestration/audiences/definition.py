"""A definition as a file: dbt_project/audiences/<name>.yml, read and checked. A fault names the file and the key.

What the conditions mean is sql.py's, what the whole becomes is model.py's.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic import Field as Option

from orchestration.audiences.conditions import COMPARED, LISTED, DefinitionError, Field, Known, Node, Types, leaves
from orchestration.audiences.conditions import Member as InAudience
from orchestration.audiences.personalisation import OF_VOUCHERS, Personal, personalisation
from orchestration.audiences.reading import read
from orchestration.audiences.words import Value
from workspaces.errors import ConfigurationError

FOLDER = "audiences"
NAME = r"^[a-z][a-z0-9_]*$"


class OncePer(BaseModel):
    """A person is written to once in so many days."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    days: int = Option(ge=1)


class Holdout(BaseModel):
    """A share of the audience that is not written to, so that it can be seen what the message changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    share: Decimal = Option(ge=0, lt=1)
    stratify_by: tuple[str, ...] = ()


class FieldTold(BaseModel):
    """A personalisation field with another fallback or length than the catalogue's."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    field: str
    fallback: str | None = None
    max_length: int | None = Option(default=None, ge=1)


class Told(BaseModel):
    """The file as it is written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Option(min_length=1)
    story: str = Option(min_length=1)
    purpose: Literal["marketing", "service"] = "marketing"
    channels: tuple[Literal["email", "whatsapp", "ads"], ...] = Option(min_length=1)
    destinations: tuple[str, ...] = ()
    cadence: Literal["daily", "weekly", "monthly", "once", "on_request"]
    once_per: Literal["event", "year", "never_again", "send"] | OncePer
    expires_after: str = Option(pattern=r"^[1-9]\d* (hours|days)$")
    minimum_size: int = Option(default=1, ge=0)
    holdout: Holdout | Literal["none"] | None = None
    offer: str | None = None
    owner: str = "Marketing"
    parameters: dict[str, str | int | Decimal] = Option(default_factory=dict)
    who: Any
    must_hold: tuple[Any, ...] = Option(min_length=1)
    fields: tuple[str | FieldTold, ...] = Option(min_length=1)


@dataclass(frozen=True)
class Definition:
    """A checked definition. `who` is the tree; `must_hold` are conditions on customer_360 alone."""

    name: str
    file: Path
    told: Told
    who: Node
    must_hold: tuple[Node, ...]
    fields: tuple[Personal, ...]

    @property
    def parameters(self) -> Mapping[str, Value]:
        """Name -> default."""
        return self.told.parameters

    @property
    def definition_hash(self) -> str:
        """Of whom it chooses: another tree or another default is another definition; words about it are not."""
        told = json.dumps([self.told.who, self.told.parameters], sort_keys=True, default=str)
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @property
    def of_audiences(self) -> frozenset[str]:
        """The audiences that it is made of."""
        return frozenset(leaf.audience for leaf in leaves(self.who) if isinstance(leaf, InAudience))


def definitions(dbt_project: Path) -> dict[str, Definition]:
    """Name -> definition, all of the folder. Raises ConfigurationError, also where audiences stand on each other."""
    files = sorted((dbt_project / FOLDER).glob("*.yml"))
    by_hand = {p.stem.removeprefix("aud_") for p in (dbt_project / "models/audiences").glob("aud_*.sql")}
    columns, dimensions = _columns(dbt_project), _dimensions(dbt_project)
    names = frozenset({f.stem for f in files} | by_hand)
    found = {}
    for file in files:
        if file.stem in by_hand:
            raise _wrong(file, "name", f"models/audiences/aud_{file.stem}.sql defines this audience already")
        found[file.stem] = _read(file, columns, dimensions, names)
    for name in found:
        _not_on_itself(name, found, ())
    return found


def _read(file: Path, columns: Types, dimensions: Mapping[str, str], names: frozenset[str]) -> Definition:
    if not re.match(NAME, file.stem):
        raise _wrong(file, "name", "a file is named by lowercase words joined by _")
    try:
        told = Told.model_validate(yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
        _stratified(told, columns)
        known = Known(columns, dimensions, names - {file.stem}, told.parameters)
        who = read(told.who, known, "who")
        bare = Known(columns, {}, frozenset(), {})
        held = tuple(read(condition, bare, f"must_hold[{i}]") for i, condition in enumerate(told.must_hold))
        for i, node in enumerate(held):
            _standing(node, f"must_hold[{i}]")
        return Definition(file.stem, file, told, who, held, tuple(_field(told, i) for i in range(len(told.fields))))
    except ValidationError as error:
        first = error.errors()[0]
        raise _wrong(file, ".".join(map(str, first["loc"])) or "file", first["msg"]) from error
    except yaml.YAMLError as error:
        raise _wrong(file, "file", " ".join(str(error).split())) from error
    except DefinitionError as error:
        at, _, fault = str(error).partition(": ")
        raise _wrong(file, at, fault) from error


def _wrong(file: Path, at: str, fault: str) -> ConfigurationError:
    return ConfigurationError(f"{FOLDER}/{file.name}: {at}: {fault}.", "docs/audiences.md says what may be written.")


def _stratified(told: Told, columns: Types) -> None:
    """A holdout is stratified by columns of the profile; messages of service hold nobody out."""
    if not isinstance(told.holdout, Holdout):
        return
    if told.purpose != "marketing":
        raise DefinitionError("holdout", "messages of service hold nobody out")
    for column in told.holdout.stratify_by:
        if column not in columns:
            raise DefinitionError("holdout.stratify_by", f"customer_360 has no column {column!r}")


def _standing(node: Node, at: str) -> None:
    """A condition that is asserted again stands on the profile alone, whatever day it is."""
    for leaf in leaves(node):
        if not isinstance(leaf, Field) or any(test not in (*COMPARED, *LISTED, "known") for test, _ in leaf.tests):
            raise DefinitionError(at, "is a condition of columns of customer_360 by value")


def _field(told: Told, number: int) -> Personal:
    asked = told.fields[number]
    name = asked if isinstance(asked, str) else asked.field
    known = personalisation()
    if name not in known:
        raise DefinitionError(f"fields[{number}]", f"there is no field {name!r}; there are {', '.join(known)}")
    if isinstance(asked, str):
        return known[name]
    if known[name].type != "varchar":
        raise DefinitionError(f"fields[{number}]", f"{name} is no text, so it has neither fallback nor length")
    changed = {k: v for k, v in (("fallback", asked.fallback), ("max_length", asked.max_length)) if v is not None}
    field = known[name].model_copy(update=changed)
    if len(field.fallback) > (field.max_length or 0):
        raise DefinitionError(f"fields[{number}]", "the fallback is longer than max_length")
    if name in OF_VOUCHERS and asked.max_length is not None:
        raise DefinitionError(f"fields[{number}]", f"{name} is filled in when it is given, and never cut")
    return field


def _not_on_itself(name: str, found: Mapping[str, Definition], way: tuple[str, ...]) -> None:
    if name in way:
        raise _wrong(found[name].file, "who", f"the audience stands on itself: {' -> '.join((*way, name))}")
    if name in found:
        for other in sorted(found[name].of_audiences):
            _not_on_itself(other, found, (*way, name))


def _columns(dbt_project: Path) -> Types:
    """Columns of customer_360 with their types, by its contract."""
    return _contract(dbt_project / "models/marts/customer_360/_customer_360.yml", "customer_360")


def _dimensions(dbt_project: Path) -> dict[str, str]:
    """Dimension -> its column of seg_customers, by its contract: the column's name without `_segment`."""
    columns = _contract(dbt_project / "models/segments/_segments.yml", "seg_customers")
    return {c.removesuffix("_segment"): c for c in columns if c != "customer_id"}


def _contract(file: Path, model: str) -> dict[str, str]:
    told = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["models"]
    (columns,) = [m["columns"] for m in told if m["name"] == model]
    return {c["name"]: c["data_type"] for c in columns}
