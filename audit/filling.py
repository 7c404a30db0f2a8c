"""Fills `$name` into the texts of a suite: thresholds, the date, and the rules of the audiences as a list of values."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template
from typing import Any

from ledgers import emptiness
from workspaces.errors import ConfigurationError

OF_THE_AUDIENCE = ("purpose", "minimum_size", "audience_share_max", "removed_share_max")
"""What an audience's meta may decide for itself; a threshold of the same name is the default."""

PLANNED = ", ".join(f"'{reason}'" for reason in sorted(emptiness.PLANNED))
"""For `in (...)`: why somebody who fits and may be written to has their turn another time."""

Value = int | float | str | bool | list[int]


def fill(value: Any, values: Mapping[str, Value]) -> Any:
    """`$name` alone keeps the value's type; within a text it becomes text. An unknown name is the suite's mistake."""
    if isinstance(value, list):
        return [fill(v, values) for v in value]
    if not isinstance(value, str):
        return value
    if value[:1] == "$" and value[1:] in values:
        return values[value[1:]]
    try:
        return Template(value).substitute(values)
    except (KeyError, ValueError) as error:
        raise ConfigurationError(f"A suite names {error} in {value!r}.", "Declare it under thresholds.") from error


def rules(audiences: Mapping[str, Mapping[str, Any]], defaults: Mapping[str, Value]) -> str:
    """SQL text of a relation `rule`: per audience its name and what its meta, or else the threshold, says."""
    declared = [name for name in OF_THE_AUDIENCE if name in defaults]
    rows = [
        ", ".join([_quoted(audience), *(_quoted({**defaults, **_by_design(meta), **meta}[name]) for name in declared)])
        for audience, meta in sorted(audiences.items())
    ]
    return f"(values {', '.join(f'({row})' for row in rows)}) as rule({', '.join(['audience', *declared])})"


def _by_design(meta: Mapping[str, Any]) -> dict[str, Value]:
    """Whoever was written to leaves until `once_per` lets them in again, so nobody need stay: all of it may change."""
    return {"removed_share_max": 1} if meta.get("once_per", "send") != "send" else {}


def literal(condition: str) -> str:
    """Protects a condition from the filling in of names and of the batch."""
    return condition.replace("$", "$$").replace("{", "{{").replace("}", "}}")


def _quoted(value: Any) -> str:
    return str(value) if isinstance(value, int | float) else "'" + str(value).replace("'", "''") + "'"
