"""What conditions on events mean in SQL: how often something happened, and what followed what.

Days are business dates in the workspace's time zone, N of them ending on as_of; hours are counted back from its end.
"""

from __future__ import annotations

from collections.abc import Sequence as Many
from typing import Any

from orchestration.audiences.conditions import EVENTS, Event, Parameter, Sequence
from orchestration.audiences.words import Words, literal

NARROWED = {"product": "product_id", "category": "category", "channel": "channel", "campaign": "campaign_id"}


def events_table(asked: Many[Event | Sequence], words: Words) -> str:
    """One row per event that any of the conditions looks at, of known people, up to as_of."""
    kinds = sorted({EVENTS[kind] for condition in asked for kind in _kinds(condition)})
    told = [k for k in kinds if k != "bought"]
    category = any("category" in dict(narrowed) for condition in asked for narrowed in _narrowings(condition))
    chosen_category = ", dim_products.category" if category else ""
    parts = []
    if told:
        parts.append(
            "select fct_interactions.interaction_id as event_id, fct_interactions.customer_id, fct_interactions.kind,"
            " fct_interactions.product_id, fct_interactions.channel, fct_interactions.campaign_id,"
            " fct_interactions.occurred_at, fct_interactions.event_date"
            f"{chosen_category} from {words.relation('fct_interactions')} as fct_interactions"
            f"{_products('fct_interactions', words) if category else ''} where fct_interactions.customer_id is not null"
            f" and fct_interactions.kind in ({', '.join(literal(k) for k in told)})"
            f" and fct_interactions.event_date <= {words.as_of()}"
        )
    if "bought" in kinds:
        parts.append(
            "select fct_order_lines.order_id as event_id, fct_order_lines.customer_id, 'bought' as kind,"
            " fct_order_lines.product_id, fct_order_lines.channel, fct_orders.campaign_id,"
            " fct_order_lines.ordered_at as occurred_at, fct_order_lines.order_date as event_date"
            f"{chosen_category} from {words.relation('fct_order_lines')} as fct_order_lines"
            f" inner join {words.relation('fct_orders')} as fct_orders"
            " on fct_order_lines.order_id = fct_orders.order_id"
            f"{_products('fct_order_lines', words) if category else ''} where fct_order_lines.customer_id is not null"
            " and fct_orders.is_kept and not fct_order_lines.is_return"
            f" and fct_order_lines.order_date <= {words.as_of()}"
        )
    return " union all ".join(parts)


def event_tables(event: Event, name: str, words: Words) -> dict[str, str]:
    """`name`: customer_id -> how often it happened; of one product, to the product to which it happened most."""
    key = "events.customer_id, events.product_id" if event.of_one else "events.customer_id"
    happened = f"events.kind = {literal(EVENTS[event.kind])}{_narrowing(event.narrowed, words)}"
    having = ""
    kinds = [EVENTS[event.kind]]
    if event.without:
        kinds.append(EVENTS[event.without])
        having = f" having count(case when events.kind = {literal(EVENTS[event.without])} then 1 end) = 0"
    counted = (
        f"select {key},"
        f" count(distinct case when {happened} then events.event_id end) as times from events"
        f" where events.kind in ({', '.join(literal(k) for k in sorted(set(kinds)))}) and {_window(event, words)}"
        f"{' and events.product_id is not null' if event.of_one else ''}"
        f" group by {key}{having}"
    )
    counts = f"{name}_counts"
    return {
        counts: counted,
        name: f"select {counts}.customer_id, max({counts}.times) as times from {counts} group by {counts}.customer_id",
    }


def sequence_tables(sequence: Sequence, name: str, words: Words) -> dict[str, str]:
    """`name`: customer_id -> how many moments there are at which the sequence was complete."""
    tables: dict[str, str] = {}
    window = f"events.event_date >= {words.moved(words.as_of(), 'day', f'1 - {_number(sequence.days, words)}')}"
    product = ", events.product_id" if sequence.of_one else ""
    filled = " and events.product_id is not null" if sequence.of_one else ""
    for number, step in enumerate(sequence.steps, start=1):
        table = f"{name}_step_{number}"
        happened = f"events.kind = {literal(EVENTS[step.kind])}{_narrowing(step.narrowed, words)} and {window}{filled}"
        if number == 1:
            # distinct: two events of one moment begin one sequence
            tables[table] = (
                f"select distinct events.customer_id{product}, events.occurred_at from events where {happened}"
            )
            continue
        before = f"{name}_step_{number - 1}"
        same = f"{before}.customer_id = events.customer_id"
        if sequence.of_one:
            same += f" and {before}.product_id = events.product_id"
        after = f"{same} and events.occurred_at > {before}.occurred_at"
        if step.hours is not None:
            after += (
                f" and events.occurred_at <= {words.moved(f'{before}.occurred_at', 'hour', _number(step.hours, words))}"
            )
        candidates = f"{table}_candidates"
        tables[candidates] = f"select * from events where {happened}"
        after = after.replace("events.", f"{candidates}.")
        of = f"{before}.customer_id{f', {before}.product_id' if sequence.of_one else ''}"
        if step.never:
            tables[table] = (
                f"select {of}, {before}.occurred_at from {before} left join {candidates} on {after}"
                f" group by {of}, {before}.occurred_at having count({candidates}.event_id) = 0"
            )
        else:
            # distinct: an event may follow several
            tables[table] = (
                f"select distinct {of}, {candidates}.occurred_at from {before} inner join {candidates} on {after}"
            )
    last = f"{name}_step_{len(sequence.steps)}"
    tables[name] = f"select {last}.customer_id, count(*) as times from {last} group by {last}.customer_id"
    return tables


def _kinds(condition: Event | Sequence) -> list[str]:
    if isinstance(condition, Sequence):
        return [step.kind for step in condition.steps]
    return [condition.kind, *([condition.without] if condition.without else [])]


def _narrowings(condition: Event | Sequence) -> list[tuple[tuple[str, Any], ...]]:
    if isinstance(condition, Sequence):
        return [step.narrowed for step in condition.steps]
    return [condition.narrowed]


def _products(table: str, words: Words) -> str:
    return (
        f" left join {words.relation('dim_products')} as dim_products on {table}.product_id = dim_products.product_id"
    )


def _narrowing(narrowed: tuple[tuple[str, Any], ...], words: Words) -> str:
    return "".join(
        f" and events.{NARROWED[key]} = {words.parameter(v.name) if isinstance(v, Parameter) else literal(v)}"
        for key, v in narrowed
    )


def _window(event: Event, words: Words) -> str:
    if event.days is not None:
        return f"events.event_date >= {words.moved(words.as_of(), 'day', f'1 - {_number(event.days, words)}')}"
    begin = words.moved(words.end_of_as_of(), "hour", f"-{_number(event.hours, words)}")
    return f"events.occurred_at >= {begin} and events.occurred_at < {words.end_of_as_of()}"


def _number(value: Any, words: Words) -> str:
    return words.parameter(value.name) if isinstance(value, Parameter) else str(value)
