"""The people of tests/fixtures/audiences/defined.yml in a DuckDB that has a build's names, and mutants of a tree."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import yaml
from compiled_models import AS_OF, create_tables, insert

from orchestration.audiences.conditions import Event, Field, Group, Node, Sequence
from orchestration.audiences.words import DuckDbWords, Value

PEOPLE = Path(__file__).parents[2] / "fixtures" / "audiences" / "defined.yml"
APART = ("segments", "events", "bought", "audiences")
CATEGORIES = {"kopi-1": "Kopi", "teh-1": "Teh", "rumah-1": "Rumah"}


def told() -> dict[str, dict[str, Any]]:
    """Audience -> base, inside, outside."""
    people: dict[str, dict[str, Any]] = yaml.safe_load(PEOPLE.read_text(encoding="utf-8"))
    return people


def words(parameters: dict[str, Value]) -> DuckDbWords:
    """The sample shop's words at the fixtures' as_of."""
    return DuckDbWords(dt.date.fromisoformat(AS_OF), "Asia/Jakarta", "IDR", "ID", parameters, database="marts")


def people(audience: str) -> Iterator[tuple[str, bool, dict[str, Any]]]:
    """customer_id, whether the audience takes the person, and what the fixture says of them."""
    of = told()[audience]
    base = of["base"]
    yield "base", True, base
    yield "pseudo", False, base | {"is_pseudo": True}
    for place in ("inside", "outside"):
        for number, changed in enumerate(of.get(place, ())):
            yield f"{place}_{number}", place == "inside", base | changed


def shop(audience: str, others: list[str]) -> duckdb.DuckDBPyConnection:
    """A connection with the audience's people; `others` are audiences that stand as tables."""
    connection = duckdb.connect()
    connection.execute("set threads = 1")
    for name in ("warehouse", "marts"):
        connection.execute(f"attach ':memory:' as {name}")
    create_tables(connection)
    columns = sorted({c for _, _, p in people(audience) for c in p.get("segments", {})})
    asked = "".join(f", {c} varchar" for c in columns)
    connection.execute(f"create table marts.segments.seg_customers (customer_id varchar{asked})")
    for other in others:
        connection.execute(f"create table marts.audiences.aud_{other} (customer_id varchar)")
    for product, category in CATEGORIES.items():
        insert(connection, "dim_products", {"product_id": product, "category": category})
    for customer_id, _, person in people(audience):
        _tell(connection, customer_id, person)
    return connection


def _tell(connection: duckdb.DuckDBPyConnection, customer_id: str, person: dict[str, Any]) -> None:
    insert(
        connection, "customer_360", {"customer_id": customer_id} | {k: v for k, v in person.items() if k not in APART}
    )
    segments = {"customer_id": customer_id} | person.get("segments", {})
    marks = ", ".join("?" for _ in segments)
    connection.execute(
        f"insert into marts.segments.seg_customers ({', '.join(segments)}) values ({marks})", list(segments.values())
    )
    for other in person.get("audiences", ()):
        connection.execute(f"insert into marts.audiences.aud_{other} values (?)", [customer_id])
    for number, (kind, product, at) in enumerate(person.get("events", ())):
        moment = at if isinstance(at, dt.datetime) else dt.datetime.combine(at, dt.time(5))
        event = {"interaction_id": f"{customer_id}:{number}", "customer_id": customer_id, "kind": kind}
        when = {"occurred_at": moment, "event_date": moment.date(), "product_id": product}
        insert(connection, "fct_interactions", event | when)
    for number, (product, at, *fate) in enumerate(person.get("bought", ())):
        moment = at if isinstance(at, dt.datetime) else dt.datetime.combine(at, dt.time(5))
        order_id = f"{customer_id}:{number}"
        insert(connection, "fct_orders", {"order_id": order_id, "is_kept": not fate})
        line = {"order_id": order_id, "customer_id": customer_id, "product_id": product, "is_return": False}
        insert(connection, "fct_order_lines", line | {"ordered_at": moment, "order_date": moment.date()})


def mutants(node: Node) -> Iterator[tuple[str, Node | None]]:
    """Each tree from which one thing is gone or in which one whole number is moved by one; None is no tree at all."""
    yield f"without {node}", None
    if isinstance(node, Group):
        for i, part in enumerate(node.of):
            for what, changed in mutants(part):
                if changed is not None:
                    yield what, replace(node, of=(*node.of[:i], changed, *node.of[i + 1 :]))
                elif node.kind != "not" and len(node.of) > 1:
                    yield what, replace(node, of=node.of[:i] + node.of[i + 1 :])
    elif isinstance(node, Field):
        yield from _of_field(node)
    elif isinstance(node, Event):
        for part in ("at_least", "at_most", "days", "hours"):
            for moved in _moved(getattr(node, part)):
                yield f"{part} {moved}", replace(node, **{part: moved})
        for part, gone in (("of_one", False), ("narrowed", ()), ("without", "")):
            if getattr(node, part):
                yield f"without {part}", replace(node, **{part: gone})
    elif isinstance(node, Sequence):
        yield from _of_sequence(node)


def _of_field(node: Field) -> Iterator[tuple[str, Node | None]]:
    for i, (test, value) in enumerate(node.tests):
        before, after = node.tests[:i], node.tests[i + 1 :]
        if before or after:
            yield f"without {test}", replace(node, tests=before + after)
        for moved in _moved(value):
            if test == "anniversary_in_days" and moved[0] == 0:
                continue  # the same as 1: the next anniversary is never as_of itself
            yield f"{test} {moved}", replace(node, tests=(*before, (test, moved), *after))


def _of_sequence(node: Sequence) -> Iterator[tuple[str, Node | None]]:
    yield "without of_one", replace(node, of_one=False)
    for moved in _moved(node.days):
        yield f"days {moved}", replace(node, days=moved)
    for i, step in enumerate(node.steps):
        yield f"without step {i}", replace(node, steps=node.steps[:i] + node.steps[i + 1 :])
        for hours in _moved(step.hours):
            changed = replace(step, hours=hours)
            yield f"step {i} within {hours}", replace(node, steps=(*node.steps[:i], changed, *node.steps[i + 1 :]))


def _moved(value: Any) -> Iterator[Any]:
    """A whole number, one less and one more; a list, without one or with one moved."""
    if isinstance(value, tuple):
        if all(isinstance(v, str) for v in value) and len(value) > 1:
            yield from (value[:i] + value[i + 1 :] for i in range(len(value)))
        for i, v in enumerate(value):
            yield from ((*value[:i], m, *value[i + 1 :]) for m in _moved(v))
    elif isinstance(value, int) and not isinstance(value, bool):
        yield from (value - 1, value + 1)
