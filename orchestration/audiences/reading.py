"""Reads a tree of conditions as it is written in YAML, and checks every word of it.

A node has one of the keys `all`, `any`, `not`, `field`, `segment`, `audience`, `event`, `sequence`. Every fault names
the key at which it stands, as `who.all[2].at_least`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from orchestration.audiences.conditions import (
    COMPARED,
    EVENTS,
    LISTED,
    OF_DATES,
    OF_EVENTS,
    Column,
    DefinitionError,
    Event,
    Field,
    Group,
    Known,
    Member,
    Node,
    Parameter,
    Sequence,
    Step,
)

ALL_TESTS = (*COMPARED, *LISTED, "known", *OF_DATES)


def read(told: Any, known: Known, at: str) -> Node:
    """A node of the tree. Raises DefinitionError."""
    kinds = ("all", "any", "not", "field", "segment", "audience", "event", "sequence")
    if not isinstance(told, dict):
        raise DefinitionError(at, f"a condition is a mapping with one of {', '.join(kinds)}, not {told!r}")
    kind = [k for k in told if k in kinds]
    if len(kind) != 1:
        raise DefinitionError(
            at, f"a condition has one of {', '.join(kinds)}; this one has {', '.join(map(str, told))}"
        )
    rest = {k: v for k, v in told.items() if k != kind[0]}
    value = told[kind[0]]
    if kind[0] in ("all", "any"):
        _none(rest, at)
        if not isinstance(value, list) or not value:
            raise DefinitionError(f"{at}.{kind[0]}", "is a list of conditions")
        return Group(kind[0], tuple(read(v, known, f"{at}.{kind[0]}[{i}]") for i, v in enumerate(value)))
    if kind[0] == "not":
        _none(rest, at)
        return Group("not", (read(value, known, f"{at}.not"),))
    if kind[0] == "audience":
        _none(rest, at)
        if value not in known.audiences:
            raise DefinitionError(f"{at}.audience", f"there is no audience {value!r}")
        return Member(value)
    readers: dict[str, Callable[[Any, Mapping[str, Any], Known, str], Node]] = {
        "field": _field,
        "segment": _segment,
        "event": _event,
        "sequence": _sequence,
    }
    return readers[kind[0]](value, rest, known, at)


def _none(rest: Mapping[str, Any], at: str) -> None:
    if rest:
        raise DefinitionError(f"{at}.{next(iter(rest))}", "does not belong here")


def _field(name: Any, rest: Mapping[str, Any], known: Known, at: str) -> Field:
    if name not in known.columns:
        raise DefinitionError(f"{at}.field", f"customer_360 has no column {name!r}")
    return Field(name, _tests(rest, known.columns[name], known, at))


def _segment(name: Any, rest: Mapping[str, Any], known: Known, at: str) -> Field:
    if name not in known.dimensions:
        raise DefinitionError(
            f"{at}.segment", f"there is no dimension {name!r}; there are {', '.join(known.dimensions)}"
        )
    wrong = [k for k in rest if k not in ("is", "is_not", "in", "not_in")]
    if wrong:
        raise DefinitionError(f"{at}.{wrong[0]}", "a segment takes is, is_not, in or not_in")
    return Field(known.dimensions[name], _tests(rest, "varchar", known, at), is_segment=True)


def _tests(rest: Mapping[str, Any], column_type: str, known: Known, at: str) -> tuple[tuple[str, Any], ...]:
    if not rest:
        raise DefinitionError(at, f"says nothing of it: add one of {', '.join(ALL_TESTS)}")
    return tuple((test, _tested(test, value, column_type, known, f"{at}.{test}")) for test, value in rest.items())


def _tested(test: str, value: Any, column_type: str, known: Known, at: str) -> Any:
    if test in COMPARED:
        return operand(value, column_type, known, at)
    if test in LISTED:
        if not isinstance(value, list) or not value:
            raise DefinitionError(at, "is a list of values")
        return tuple(operand(v, column_type, known, f"{at}[{i}]") for i, v in enumerate(value))
    if test in ("known", "anniversary_this_month"):
        if not isinstance(value, bool):
            raise DefinitionError(at, "is true or false")
    elif test not in OF_DATES:
        raise DefinitionError(at, f"there is no such test; there are {', '.join(ALL_TESTS)}")
    if test in OF_DATES and column_type != "date":
        raise DefinitionError(at, f"is a test of dates, and the column is {column_type}")
    if test == "anniversary_in_days":
        if not isinstance(value, list) or len(value) != 2:
            raise DefinitionError(at, "is the first and the last day after as_of, as [1, 7]")
        return tuple(count(v, known, f"{at}[{i}]") for i, v in enumerate(value))
    return value if test in ("known", "anniversary_this_month") else count(value, known, at)


def operand(value: Any, column_type: str, known: Known, at: str) -> Any:
    """A literal, `$parameter`, or `{field: column}`, of the column's type."""
    if isinstance(value, dict):
        if set(value) != {"field"} or value["field"] not in known.columns:
            raise DefinitionError(at, "is a value or {field: a column of customer_360}")
        return Column(value["field"])
    if isinstance(value, str) and value.startswith("$"):
        name = value[1:]
        if name not in known.parameters:
            raise DefinitionError(at, f"the definition declares no parameter {name!r}")
        _fits(known.parameters[name], column_type, at)
        return Parameter(name)
    if isinstance(value, float):
        value = Decimal(str(value))
    _fits(value, column_type, at)
    return value


def _fits(value: Any, column_type: str, at: str) -> None:
    """A value of another type than the column's would compare as text, or not at all."""
    kind = re.match(r"[a-z]+", column_type)
    wanted: dict[str, tuple[type, ...]] = {
        "varchar": (str,),
        "boolean": (bool,),
        "date": (dt.date,),
        "timestamp": (dt.datetime,),
    }
    types = wanted.get(kind.group() if kind else "", (int, Decimal))
    if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
        raise DefinitionError(at, f"{value!r} is no value of a {column_type} column")


def count(value: Any, known: Known, at: str) -> Any:
    """A whole number, or a `$parameter` that is one."""
    found = operand(value, "bigint", known, at)
    if isinstance(found, int) and not isinstance(found, bool) and found < 0:
        raise DefinitionError(at, f"{value} is less than nothing")
    if isinstance(found, Column | Decimal):
        raise DefinitionError(at, "is a whole number")
    return found


def _kind(value: Any, at: str) -> str:
    if value not in EVENTS:
        raise DefinitionError(at, f"there is no event {value!r}; there are {', '.join(EVENTS)}")
    return str(value)


def _narrowed(told: Mapping[str, Any], known: Known, at: str) -> tuple[tuple[str, Any], ...]:
    if not isinstance(told, dict) or not set(told) <= set(OF_EVENTS):
        raise DefinitionError(at, f"narrows by {', '.join(OF_EVENTS)}")
    return tuple((key, operand(value, "varchar", known, f"{at}.{key}")) for key, value in told.items())


def _of_one(told: Any, at: str) -> bool:
    if told not in (None, "product"):
        raise DefinitionError(f"{at}.of_one", "can be product")
    return bool(told == "product")


def _event(value: Any, rest: Mapping[str, Any], known: Known, at: str) -> Event:
    told = dict(rest)
    kind = _kind(value, f"{at}.event")
    counts = {k: count(told.pop(k), known, f"{at}.{k}") for k in ("at_least", "at_most") if k in told}
    window = {k: count(told.pop(k), known, f"{at}.{k}") for k in ("in_last_days", "in_last_hours") if k in told}
    if len(window) != 1:
        raise DefinitionError(at, "an event needs one of in_last_days and in_last_hours")
    of_one = _of_one(told.pop("of_one", None), at)
    without = _kind(told.pop("without"), f"{at}.without") if "without" in told else ""
    narrowed = _narrowed(told.pop("where", {}), known, f"{at}.where")
    _none(told, at)
    least = counts.get("at_least", None if "at_most" in counts else 1)
    hours, days = window.get("in_last_hours"), window.get("in_last_days")
    return Event(kind, of_one, least, counts.get("at_most"), days, hours, narrowed, without)


def _sequence(value: Any, rest: Mapping[str, Any], known: Known, at: str) -> Sequence:
    told = dict(rest)
    if "in_last_days" not in told:
        raise DefinitionError(at, "a sequence needs in_last_days")
    days = count(told.pop("in_last_days"), known, f"{at}.in_last_days")
    of_one = _of_one(told.pop("of_one", None), at)
    _none(told, at)
    if not isinstance(value, list) or len(value) < 2:
        raise DefinitionError(f"{at}.sequence", "is a list of two steps or more")
    steps = tuple(_step(step, known, f"{at}.sequence[{i}]") for i, step in enumerate(value))
    if any(step.never for step in steps[:-1]):
        raise DefinitionError(f"{at}.sequence", "only the last step can be one that never came")
    return Sequence(steps, of_one, days)


def _step(value: Any, known: Known, at: str) -> Step:
    if not isinstance(value, dict) or "event" not in value:
        raise DefinitionError(at, "is a mapping with an event")
    told = dict(value)
    kind = _kind(told.pop("event"), f"{at}.event")
    hours = count(told.pop("within_hours"), known, f"{at}.within_hours") if "within_hours" in told else None
    never = told.pop("never", False)
    if not isinstance(never, bool):
        raise DefinitionError(f"{at}.never", "is true or false")
    narrowed = _narrowed(told.pop("where", {}), known, f"{at}.where")
    _none(told, at)
    return Step(kind, hours, never, narrowed)
