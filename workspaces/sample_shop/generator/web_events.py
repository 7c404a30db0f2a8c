"""What visitors did in the web shop (Parquet, UTC): sessions of buyers, of the merely curious, and of unknown devices.

Includes the carts abandoned within the last two days, which the abandoned-cart audience is for.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from workspaces.sample_shop.generator.accounts import Accounts
from workspaces.sample_shop.generator.deliveries import moments, table_of, taken, words
from workspaces.sample_shop.generator.faults import move_late, repeat_rows, spoil, spoiled_rows
from workspaces.sample_shop.generator.generation import Generation
from workspaces.sample_shop.generator.people import shop_time
from workspaces.sample_shop.generator.plan import DAY, UTC_OFFSET, Ints, Plan
from workspaces.sample_shop.generator.purchases import ORDINARY
from workspaces.sample_shop.generator.truth import Truth
from workspaces.sample_shop.generator.web_shop import WebOrders, customer_id, order_id

ENTITY = "web.events"
FILE = "web/events_{date}.parquet"
KINDS = ["page_view", "product_view", "add_to_cart", "checkout", "purchase"]
PAGE, PRODUCT, CART, CHECKOUT, PURCHASE = range(5)
PATHS = ["/", "/produk", "/keranjang", "/bayar", "/terima-kasih"]
BOUGHT = np.array([PAGE, PRODUCT, PRODUCT, CART, CHECKOUT, PURCHASE])
CURIOUS = np.array([PAGE, PAGE, PRODUCT, PRODUCT])
LEFT_CART = np.array([PAGE, PRODUCT, CART])
SELECT = f"""
    select
        'E' || lpad(number::varchar, 11, '0') as event_id,
        (occurred - interval {UTC_OFFSET} second)::timestamp at time zone 'UTC' as occurred_at,
        'D' || lpad(device::varchar, 9, '0') as device_id,
        if(account > 0, {customer_id("account")}, null) as customer_id,
        kind as event,
        if(kind in ('product_view', 'add_to_cart'), sku, null) as sku,
        if(kind = 'purchase', {order_id("order_number")}, null) as order_id,
        page,
        if(kind in ('add_to_cart', 'checkout', 'purchase'), value, null)::decimal(18, 2) as cart_value,
    from rows
"""
ANONYMOUS = 0
FIRST_STRANGER = 500_000_000
"""Devices of account holders are numbered by account, unknown ones from here."""
SESSION = 900
LEFT_SHARE, FEWEST_LEFT = 0.02, 40
"""Carts left behind, as a share of accounts and of people however few there are."""


def write_web_events(generation: Generation, chunk: int, accounts: Accounts, web: WebOrders) -> None:
    """Write the chunk's sessions by time; each account has one device, an unknown visitor one of his own."""
    plan, truth = generation.plan, generation.truth
    random = plan.random("web_events", chunk)
    strangers = generation.take_numbers("stranger", len(accounts.number)) + FIRST_STRANGER
    events = _concatenate(
        [
            _bought(random, web),
            _browsed(random, plan, accounts),
            _passed_by(random, plan, strangers),
            _left(random, plan, accounts, generation),
        ]
    )
    files = plan.file_of(events["at"])
    is_faulty = plan.faults and chunk == 0
    if is_faulty:
        files = move_late(plan, truth, ENTITY, files, None)
    order = np.lexsort((events["at"], files))
    events, files = {name: column[order] for name, column in events.items()}, files[order]
    rows = table_of(
        {
            "number": generation.take_numbers("web_event", len(order)),
            "occurred": moments(events["at"]),
            "kind": words(KINDS, events["kind"]),
            "page": words(PATHS, events["kind"]),
            "sku": words(generation.catalogue.skus, random.integers(0, len(generation.catalogue), len(order))),
            **{name: events[name] for name in ("account", "device", "order_number", "value")},
        }
    )
    written = generation.deliveries.query(SELECT, rows=rows).cast(PARQUET)
    truth.count(ENTITY, current=len(order))
    if is_faulty:
        written, files = _with_faults(plan, truth, written, files)
    names = [FILE.format(date=plan.file_date(file)) for file in range(plan.days + 1)]
    generation.deliveries.write_parquet(written, files, names)


def _with_faults(plan: Plan, truth: Truth, rows: pa.Table, files: Ints) -> tuple[pa.Table, Ints]:
    again, later = repeat_rows(plan, truth, ENTITY, files, None)
    planted = spoil(plan, truth, ENTITY, files)
    copies = taken(rows, [position for position, _, _ in planted])
    spoiled = spoiled_rows(copies, [fault for _, _, fault in planted])
    whole = pa.concat_tables([rows, taken(rows, again), spoiled])
    into = np.concatenate([files, later, np.array([each[1] for each in planted], np.int64)])
    order = np.argsort(into, kind="stable")
    return taken(whole, order), into[order]


Events = dict[str, Ints]


def _sessions(
    random: np.random.Generator, start: Ints, steps: Ints, account: Ints, device: Ints, order: Ints, value: Ints
) -> Events:
    """One session per start, its steps 20 to 170 seconds apart; the first page is seen before signing in."""
    sessions, length = len(start), len(steps)
    gap = random.integers(20, 170, (sessions, length))
    gap[:, 0] = 0
    signed_in = np.tile(np.arange(length) > 0, sessions)
    return {
        "account": np.where(signed_in, np.repeat(account, length), ANONYMOUS),
        "device": np.repeat(device, length),
        "at": (start[:, None] + gap.cumsum(axis=1)).ravel(),
        "kind": np.tile(steps, sessions),
        "order_number": np.repeat(order, length),
        "value": np.repeat(value, length),
    }


def _concatenate(groups: list[Events]) -> Events:
    return {name: np.concatenate([group[name] for group in groups]) for name in groups[0]}


def _bought(random: np.random.Generator, web: WebOrders) -> Events:
    """The visit that ended in each order, in the quarter of an hour before it."""
    bought = np.flatnonzero(web.orders.fate == ORDINARY)
    account, start = web.account[bought], web.orders.time[bought] - SESSION
    return _sessions(random, start, BOUGHT, account, account, web.number[bought], web.orders.value[bought])


def _browsed(random: np.random.Generator, plan: Plan, accounts: Accounts) -> Events:
    """Visits of account holders that ended in nothing."""
    visitor = np.repeat(np.arange(len(accounts.number)), random.poisson(1.0, len(accounts.number)))
    since = accounts.created[visitor] // DAY
    start = shop_time(random, since + (random.random(len(visitor)) * (plan.end // DAY - since)).astype(np.int64))
    nothing = np.zeros(len(visitor), np.int64)
    account = accounts.number[visitor]
    return _sessions(random, start, CURIOUS, account, account, nothing, nothing)


def _passed_by(random: np.random.Generator, plan: Plan, devices: Ints) -> Events:
    """One visit of each unknown device."""
    start = shop_time(random, random.integers(plan.start // DAY, plan.end // DAY, len(devices)))
    nothing = np.zeros(len(devices), np.int64)
    return _sessions(random, start, CURIOUS, np.full(len(devices), ANONYMOUS), devices, nothing, nothing)


def _left(random: np.random.Generator, plan: Plan, accounts: Accounts, generation: Generation) -> Events:
    """Carts left behind in the last four days; the truth keeps each cart's account and moment."""
    chosen = np.flatnonzero(random.random(len(accounts.number)) < max(LEFT_SHARE, FEWEST_LEFT / plan.size))
    start = plan.end - random.integers(2 * SESSION, 4 * DAY, len(chosen))
    known = accounts.created[chosen] < start
    start, account = start[known], accounts.number[chosen[known]]
    value = random.integers(4, 120, len(account)) * 5_000
    events = _sessions(random, start, LEFT_CART, account, account, np.zeros(len(account), np.int64), value)
    added = events["at"][events["kind"] == CART]
    sql = f"select {customer_id('account')} as customer_id, added - interval {UTC_OFFSET} second as added_at from rows"
    rows = generation.deliveries.query(sql, rows=table_of({"account": account, "added": moments(added)}))
    generation.truth.append("abandoned_carts", rows)
    generation.truth.add("carts_abandoned_in_last_48_hours", int((added >= plan.end - 2 * DAY).sum()))
    return events


COLUMNS: list[pa.Field[Any]] = [
    pa.field("event_id", pa.string()),
    pa.field("occurred_at", pa.timestamp("us", "UTC")),
    pa.field("device_id", pa.string()),
    pa.field("customer_id", pa.string()),
    pa.field("event", pa.string()),
    pa.field("sku", pa.string()),
    pa.field("order_id", pa.string()),
    pa.field("page", pa.string()),
    pa.field("cart_value", pa.decimal128(18, 2)),
]
PARQUET = pa.schema(COLUMNS)
