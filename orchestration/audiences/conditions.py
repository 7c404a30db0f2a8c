"""The tree of conditions of a definition, as data. Reading one is reading.py's, what it means in SQL is sql.py's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from orchestration.audiences.words import Value

COMPARED = {"is": "=", "is_not": "<>", "at_least": ">=", "at_most": "<=", "more_than": ">", "less_than": "<"}
LISTED = {"in": "in", "not_in": "not in"}
OF_DATES = ("in_last_days", "in_next_days", "more_than_days_ago", "anniversary_in_days", "anniversary_this_month")
EVENTS = {
    "viewed": "product_view",
    "visited": "page_view",
    "added_to_cart": "cart_add",
    "checked_out": "checkout",
    "received": "delivered",
    "opened": "opened",
    "clicked": "clicked",
    "replied": "replied",
    "bounced": "bounced",
    "visited_event": "event_visit",
    "asked_support": "ticket_opened",
    "complained": "complaint_opened",
    "bought": "bought",
}
"""What a definition calls an event -> its kind in fct_interactions; `bought` is a line of a kept order."""
OF_EVENTS = ("product", "category", "channel", "campaign")


class DefinitionError(ValueError):
    """A fault of a definition: the key at which it stands, and what is wrong with it."""

    def __init__(self, at: str, fault: str) -> None:
        super().__init__(f"{at}: {fault}")


@dataclass(frozen=True)
class Group:
    """`all`, `any` or `not` of others."""

    kind: str
    of: tuple[Node, ...]


@dataclass(frozen=True)
class Field:
    """Tests of one column of customer_360, or of one dimension of seg_customers: every one must hold."""

    name: str
    tests: tuple[tuple[str, Any], ...]
    is_segment: bool = False

    @property
    def in_words(self) -> str:
        """As people read it."""
        return " and ".join(f"{self.name} {test.replace('_', ' ')} {_told(value)}" for test, value in self.tests)


@dataclass(frozen=True)
class Member:
    """Belonging to another audience."""

    audience: str

    @property
    def in_words(self) -> str:
        """As people read it."""
        return f"is in the audience {self.audience}"


@dataclass(frozen=True)
class Event:
    """How often something happened in a window that ends at as_of; `of_one`: to one and the same product."""

    kind: str
    of_one: bool = False
    at_least: Any = None
    at_most: Any = None
    days: Any = None
    hours: Any = None
    narrowed: tuple[tuple[str, Any], ...] = ()
    without: str = ""

    @property
    def in_words(self) -> str:
        """As people read it."""
        bounds = [
            f"{word} {_told(n)}"
            for word, n in (("at least", self.at_least), ("at most", self.at_most))
            if n is not None
        ]
        window = (
            f"in the last {_told(self.days)} days"
            if self.days is not None
            else f"in the last {_told(self.hours)} hours"
        )
        told = [self.kind, *(["one product"] if self.of_one else []), *(f"{k} {_told(v)}" for k, v in self.narrowed)]
        return " ".join(
            [*told, " and ".join(bounds), "times", window, *([f"without {self.without}"] if self.without else [])]
        )


@dataclass(frozen=True)
class Step:
    """One step of a sequence: within so many hours of the one before; `never`: did not follow it."""

    kind: str
    hours: Any = None
    never: bool = False
    narrowed: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class Sequence:
    """Steps in this order, each later than the one before, all in a window that ends at as_of."""

    steps: tuple[Step, ...]
    of_one: bool
    days: Any

    @property
    def in_words(self) -> str:
        """As people read it."""
        told = [
            ("never " if step.never else "")
            + step.kind
            + (f" within {_told(step.hours)} hours" if step.hours is not None else "")
            for step in self.steps
        ]
        return f"{', then '.join(told)}{', of one product' if self.of_one else ''}, in the last {_told(self.days)} days"


Node = Group | Field | Member | Event | Sequence
Types = Mapping[str, str]
"""Column of customer_360 -> its type in SQL."""


@dataclass(frozen=True)
class Known:
    """What a condition may name: columns with types, dimensions with their columns, audiences, parameters."""

    columns: Types
    dimensions: Mapping[str, str]
    audiences: frozenset[str]
    parameters: Mapping[str, Value]


@dataclass(frozen=True)
class Parameter:
    """A value that the workspace may set."""

    name: str


@dataclass(frozen=True)
class Column:
    """The value of another column of customer_360."""

    name: str


def _told(value: Any) -> str:
    if isinstance(value, Parameter):
        return f"${value.name}"
    if isinstance(value, Column):
        return value.name
    if isinstance(value, bool):
        return str(value).lower()
    return ", ".join(_told(v) for v in value) if isinstance(value, tuple) else str(value)


def leaves(node: Node) -> Iterator[Node]:
    """The conditions of a tree that are no groups, in the order in which they are written."""
    if isinstance(node, Group):
        for part in node.of:
            yield from leaves(part)
    else:
        yield node
