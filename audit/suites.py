"""The suites: which expectation each table and each audience must meet, as data in suites/*.yml, and their names.

A suite with `per: audience` is a template: it stands once for every audience. `must_hold: true` adds the conditions
that the audience itself declares. Running them is expectations.py's matter; what a failure means is verdict.py's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from pathlib import Path
from string import Template
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ledgers.verdicts import EVERYTHING
from workspaces.errors import ConfigurationError

SUITES = Path(__file__).resolve().parent / "suites"
OF_THE_AUDIENCE = ("purpose", "minimum_size", "audience_share_max")
Value = int | float | str | bool | list[int]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Expectation(_Strict):
    """One expectation: its Great Expectations class and arguments, and the fault it is for, in words.

    `$name` in an argument stands for a threshold, `$as_of`, or a value of the audience. `severity: warn` lets pass.
    `may_be_approved`: a judgement on whether numbers are plausible, which a person may know better.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    type: str
    kwargs: dict[str, Any]
    fault: str
    severity: Literal["hold", "warn"] = "hold"
    may_be_approved: bool = False


class Suite(_Strict):
    """The expectations of one query. `requires`: a canonical entity without a source of which it does not apply."""

    name: str
    query: str
    per: Literal["audience"] | None = None
    must_hold: bool = False
    requires: str | None = None
    subjects: tuple[str, ...] = (EVERYTHING,)
    thresholds: dict[str, Value] = Field(default_factory=dict)
    expectations: tuple[Expectation, ...]


def suites(
    audiences: Mapping[str, Mapping[str, Any]],
    conformed: Collection[str],
    thresholds: Mapping[str, Value],
    as_of: dt.date,
    folder: Path = SUITES,
) -> list[Suite]:
    """Every suite that applies, with all names filled in.

    `audiences`: name -> `meta.audience`. `conformed`: canonical entities that an enabled source delivers.
    `thresholds`: the workspace's; they win over the suite's own.
    """
    applied = []
    for suite in _declared(folder):
        if suite.requires is not None and suite.requires not in conformed:
            continue
        values = {**suite.thresholds, **thresholds, "as_of": as_of.isoformat()}
        if suite.per is None:
            applied.append(_filled(suite, values))
        else:
            applied.extend(_for_audience(suite, name, meta, values) for name, meta in sorted(audiences.items()))
    return applied


def check_name(suite: Suite, expectation: Expectation) -> str:
    """The name that the ledger and Dagster show."""
    return f"great_expectations.{suite.name}.{expectation.name}"


def expected_checks(applied: list[Suite]) -> dict[str, tuple[str, ...]]:
    """Name of each check that must have run -> its subjects."""
    return {check_name(s, e): s.subjects for s in applied for e in s.expectations}


def approvable_checks(applied: list[Suite]) -> set[str]:
    """The checks whose failure a person may approve."""
    return {check_name(s, e) for s in applied for e in s.expectations if e.may_be_approved}


def _declared(folder: Path) -> list[Suite]:
    declared = []
    for file in sorted(folder.glob("*.yml")):
        try:
            suite = Suite.model_validate({"name": file.stem, **yaml.safe_load(file.read_text(encoding="utf-8"))})
        except ValidationError as error:
            raise ConfigurationError(f"{file}: {error}", "See docs/gate.md.") from error
        names = [e.name for e in suite.expectations]
        if len(names) != len(set(names)):
            raise ConfigurationError(f"{file} names an expectation twice.", "Give each its own name.")
        declared.append(suite)
    return declared


def _for_audience(suite: Suite, audience: str, meta: Mapping[str, Any], values: Mapping[str, Value]) -> Suite:
    own = {key: meta[key] for key in OF_THE_AUDIENCE if key in meta}
    named = suite.model_copy(
        update={
            "name": f"{suite.name}_{audience}",
            "subjects": (audience,),
            "expectations": (*suite.expectations, *(_must_hold(meta) if suite.must_hold else ())),
        }
    )
    return _filled(named, {**values, **own, "audience": audience})


def _must_hold(meta: Mapping[str, Any]) -> list[Expectation]:
    """`must_hold`: SQL conditions on customer_360, each true for every member; unknown counts as false."""
    return [
        Expectation(
            name=f"must_hold_{number}",
            type="UnexpectedRowsExpectation",
            kwargs={
                "unexpected_rows_query": "select 1 as unexpected from (select * from {batch}) as member"
                " where not exists (select 1 from marts.customer_360 as customer_360"
                f" where customer_360.customer_id = member.customer_id and ({_literal(condition)}))"
            },
            fault=f"a member for whom this does not hold: {condition}",
        )
        for number, condition in enumerate(meta.get("must_hold", ()), start=1)
    ]


def _literal(condition: str) -> str:
    """Protects a condition from the filling in of names and of the batch."""
    return condition.replace("$", "$$").replace("{", "{{").replace("}", "}}")


def _filled(suite: Suite, values: Mapping[str, Value]) -> Suite:
    return suite.model_copy(
        update={
            "query": _fill(suite.query, values),
            "expectations": tuple(
                e.model_copy(update={"kwargs": {k: _fill(v, values) for k, v in e.kwargs.items()}})
                for e in suite.expectations
            ),
        }
    )


def _fill(value: Any, values: Mapping[str, Value]) -> Any:
    """`$name` alone keeps the value's type; within a text it becomes text. An unknown name is the suite's mistake."""
    if isinstance(value, list):
        return [_fill(v, values) for v in value]
    if not isinstance(value, str):
        return value
    if value[:1] == "$" and value[1:] in values:
        return values[value[1:]]
    try:
        return Template(value).substitute(values)
    except (KeyError, ValueError) as error:
        raise ConfigurationError(f"A suite names {error} in {value!r}.", "Declare it under thresholds.") from error
