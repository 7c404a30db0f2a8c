"""What a tree of conditions means in SQL: a predicate over `people`, and the tables that it needs joined to them.

`people` is customer_360 with a column for each segment, audience and event that the tree asks about. A predicate that
meets an unknown value is unknown, which chooses nobody, under `not` too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from orchestration.audiences.conditions import (
    COMPARED,
    LISTED,
    Column,
    Event,
    Field,
    Group,
    Member,
    Node,
    Parameter,
    Sequence,
    leaves,
)
from orchestration.audiences.events import event_tables, events_table, sequence_tables
from orchestration.audiences.words import Words, literal


@dataclass
class Asked:
    """What the leaves of one definition ask for: columns beside customer_360's, tables, and joins, each once."""

    columns: dict[str, str] = field(default_factory=dict)
    tables: dict[str, str] = field(default_factory=dict)
    joins: dict[str, str] = field(default_factory=dict)
    told: dict[int, tuple[str, str]] = field(default_factory=dict)
    """Leaf, by its identity -> its predicate, and the expression of the value that it looks at."""


@dataclass(frozen=True)
class Chosen:
    """The CTEs up to `people`, and the predicates that all must hold, one a line."""

    tables: Mapping[str, str]
    predicates: tuple[str, ...]
    asked: Asked


def choose(tree: Node, words: Words) -> Chosen:
    """Whom a tree chooses, pseudo accounts apart."""
    asked = Asked()
    for number, leaf in enumerate(leaves(tree), start=1):
        asked.told[id(leaf)] = _leaf(leaf, number, asked, words)
    events = [leaf for leaf in leaves(tree) if isinstance(leaf, Event | Sequence)]
    tables = {"customer_360": f"select * from {words.relation('customer_360')}"}
    if events:
        tables["events"] = events_table(events, words)
    tables |= asked.tables
    columns = "".join(f", {sql} as {name}" for name, sql in asked.columns.items())
    tables["people"] = f"select customer_360.*{columns} from customer_360 {' '.join(asked.joins.values())}".rstrip()
    parts = tree.of if isinstance(tree, Group) and tree.kind == "all" else (tree,)
    return Chosen(tables, ("not people.is_pseudo", *(predicate(part, asked) for part in parts)), asked)


def predicate(node: Node, asked: Asked) -> str:
    """The predicate of a node whose leaves were asked for."""
    if not isinstance(node, Group):
        return asked.told[id(node)][0]
    parts = [predicate(part, asked) for part in node.of]
    if node.kind == "not":
        return f"not ({parts[0]})"
    return "(" + (" and " if node.kind == "all" else " or ").join(parts) + ")"


def _leaf(leaf: Node, number: int, asked: Asked, words: Words) -> tuple[str, str]:
    if isinstance(leaf, Field):
        return _field(leaf, asked, words)
    if isinstance(leaf, Member):
        relation = f"aud_{leaf.audience}"
        asked.columns[f"is_in_{leaf.audience}"] = f"{relation}.customer_id is not null"
        asked.joins[relation] = (
            f"left join {words.relation(relation)} as {relation} on customer_360.customer_id = {relation}.customer_id"
        )
        return f"people.is_in_{leaf.audience}", f"people.is_in_{leaf.audience}"
    name = f"condition_{number}"
    if isinstance(leaf, Group):
        raise TypeError("a group is no leaf")
    tables = event_tables(leaf, name, words) if isinstance(leaf, Event) else sequence_tables(leaf, name, words)
    asked.tables |= tables
    asked.columns[f"{name}_times"] = f"coalesce({name}.times, 0)"
    asked.joins[name] = f"left join {name} on customer_360.customer_id = {name}.customer_id"
    times = f"people.{name}_times"
    if isinstance(leaf, Sequence):
        return f"{times} >= 1", times
    bounds = [(leaf.at_least, ">="), (leaf.at_most, "<=")]
    told = [f"{times} {sign} {value_sql(bound, words)}" for bound, sign in bounds if bound is not None]
    return _both(told), times


def _field(leaf: Field, asked: Asked, words: Words) -> tuple[str, str]:
    column = f"people.{leaf.name}"
    if leaf.is_segment:
        # What is not known satisfies no condition, "is not" included.
        asked.columns[f"segment_{leaf.name}"] = f"nullif(seg_customers.{leaf.name}, 'unknown')"
        asked.joins["seg_customers"] = (
            f"left join {words.relation('seg_customers')} as seg_customers"
            " on customer_360.customer_id = seg_customers.customer_id"
        )
        column = f"people.segment_{leaf.name}"
    return _both([test_sql(column, test, value, words) for test, value in leaf.tests]), column


def _both(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"({' and '.join(parts)})"


def test_sql(column: str, test: str, value: Any, words: Words) -> str:
    """One test of a column."""
    if test in COMPARED:
        return f"{column} {COMPARED[test]} {value_sql(value, words)}"
    if test in LISTED:
        return f"{column} {LISTED[test]} ({', '.join(value_sql(v, words) for v in value)})"
    if test == "known":
        return f"{column} is not null" if value else f"{column} is null"
    as_of = words.as_of()
    if test == "anniversary_this_month":
        tomorrow = words.moved(as_of, "day", "1")
        return f"extract(month from {column}) {'=' if value else '<>'} extract(month from {tomorrow})"
    if test == "anniversary_in_days":
        first, last = (words.moved(as_of, "day", value_sql(v, words)) for v in value)
        return f"({words.next_anniversary(column)}) >= {first} and ({words.next_anniversary(column)}) <= {last}"
    days = value_sql(value, words)
    if test == "in_next_days":
        return f"{column} > {as_of} and {column} <= {words.moved(as_of, 'day', days)}"
    if test == "more_than_days_ago":
        return f"{column} < {words.moved(as_of, 'day', f'-{days}')}"
    return f"{column} >= {words.moved(as_of, 'day', f'1 - {days}')} and {column} <= {as_of}"


def value_sql(value: Any, words: Words) -> str:
    """A literal, a parameter's value, or another column of the person."""
    if isinstance(value, Parameter):
        return words.parameter(value.name)
    if isinstance(value, Column):
        return f"people.{value.name}"
    if isinstance(value, Decimal):
        return str(value)
    return literal(value)
