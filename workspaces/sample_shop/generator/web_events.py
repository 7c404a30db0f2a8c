"""What visitors did in the web shop (Parquet, UTC): sessions of buyers, of the merely curious, and of unknown devices.

Includes the carts abandoned within the last two days, which the abandoned-cart audience is for.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from workspaces.sample_shop.generator.accounts import Accounts
from workspaces.sample_shop.generator.deliveries import moments, table_of, words
from workspaces.sample_shop.generator.generation import Generation
from workspaces.sample_shop.generator.people import shop_time
from workspaces.sample_shop.generator.plan import DAY, UTC_OFFSET, Ints
from workspaces.sample_shop.generator.purchases import ORDINARY
from workspaces.sample_shop.generator.web_shop import WebOrders, order_id

FILE = "web/events_{date}.parquet"
KINDS = ["page_view", "product_view", "add_to_cart", "checkout", "purchase"]
PAGE, PRODUCT, CART, CHECKOUT, PURCHASE = range(5)
PATHS = ["/", "/produk", "/keranjang", "/bayar", "/terima-kasih"]
BOUGHT = np.array([PAGE, PRODUCT, PRODUCT, CART, CHECKOUT, PURCHASE])
CURIOUS = np.array([PAGE, PAGE, PRODUCT, PRODUCT])
LEFT_CART = np.array([PAGE, PRODUCT, CART])
SCHEMA_SQL = f"""
    select
        'E' || lpad(number::varchar, 11, '0') as event_id,
        (occurred - interval {UTC_OFFSET} second)::timestamp at time zone 'UTC' as occurred_at,
        'D' || lpad(device::varchar, 9, '0') as device_id,
        if(account > 0, 'C' || lpad(account::varchar, 8, '0'), null) as customer_id,
        kind as event,
        if(kind in ('product_view', 'add_to_cart'), sku, null) as sku,
        if(kind = 'purchase', {order_id("order_number")}, null) as order_id,
        page,
        if(kind in ('add_to_cart', 'checkout', 'purchase'), value, null)::decimal(18, 2) as cart_value,
    from rows
"""
ANONYMOUS = 0


def write_web_events(generation: Generation, chunk: int, accounts: Accounts, web: WebOrders) -> None:
    """Write the chunk's sessions; each person has one device, an unknown visitor one of his own."""
    plan = generation.plan
    random = plan.random("web_events", chunk)
    count = len(accounts.number)
    bought = np.flatnonzero(web.orders.fate == ORDINARY)
    span = (plan.end - accounts.created) // DAY
    curious = np.repeat(np.arange(count), random.poisson(1.6, count))
    curious_day = accounts.created[curious] // DAY + (random.random(len(curious)) * span[curious]).astype(np.int64)
    strangers = random.integers(plan.start // DAY, plan.end // DAY, count)
    left = np.flatnonzero(random.random(count) < 0.02)
    left_at = plan.end - random.integers(600, 4 * DAY, len(left))
    left, left_at = left[accounts.created[left] < left_at - 600], left_at[accounts.created[left] < left_at - 600]
    first = int(accounts.number[0]) if count else 1
    devices = generation.take_numbers("stranger", len(strangers)) + 500_000_000
    groups = [
        # account position, device, start, steps, order number, cart value
        (
            web.account[bought] - first,
            None,
            web.orders.time[bought] - 900,
            BOUGHT,
            web.number[bought],
            web.orders.value[bought],
        ),
        (curious, None, np.minimum(shop_time(random, curious_day), plan.end - 900), CURIOUS, None, None),
        (None, devices, shop_time(random, strangers), CURIOUS, None, None),
        (left, None, left_at - 500, LEFT_CART, None, None),
    ]
    columns: dict[str, list[Ints]] = {name: [] for name in ("account", "device", "at", "kind", "order_number", "value")}
    for who, device, start, steps, order, value in groups:
        sessions, length = len(start), len(steps)
        zeros = np.zeros(sessions, np.int64)
        account = zeros if who is None else accounts.number[who]
        # A known visitor's first page is seen before signing in.
        signed_in = np.tile(np.arange(length) > 0, sessions)
        gap = random.integers(20, 170, (sessions, length)).cumsum(axis=1)
        columns["account"].append(np.where(signed_in, np.repeat(account, length), ANONYMOUS))
        columns["device"].append(np.repeat(account if device is None else device, length))
        columns["at"].append(np.minimum((start[:, None] + gap - gap[:, :1]).ravel(), plan.end - 1))
        columns["kind"].append(np.tile(steps, sessions))
        columns["order_number"].append(np.repeat(zeros if order is None else order, length))
        values = random.integers(4, 120, sessions) * 5_000 if value is None else value
        columns["value"].append(np.repeat(values, length))
    joined = {name: np.concatenate(parts) for name, parts in columns.items()}
    files = plan.file_of(joined["at"])
    order = np.lexsort((joined["at"], files))
    joined = {name: column[order] for name, column in joined.items()}
    rows = table_of(
        {
            "number": generation.take_numbers("web_event", len(order)),
            "occurred": moments(joined["at"]),
            "kind": words(KINDS, joined["kind"]),
            "page": words(PATHS, joined["kind"]),
            "sku": words(generation.catalogue.skus, random.integers(0, len(generation.catalogue), len(order))),
            **{name: joined[name] for name in ("account", "device", "order_number", "value")},
        }
    )
    written = generation.deliveries.query(SCHEMA_SQL, rows=rows)
    written = written.cast(PARQUET)
    names = [FILE.format(date=plan.file_date(file)) for file in range(plan.days + 1)]
    generation.deliveries.write_parquet(written, files[order], names)
    generation.truth.count("web.events", current=len(order))
    facts = generation.truth.facts
    recent = int((left_at >= plan.end - 2 * DAY).sum())
    facts["carts_abandoned_in_last_48_hours"] = facts.get("carts_abandoned_in_last_48_hours", 0) + recent


PARQUET = pa.schema(
    [
        ("event_id", pa.string()),
        ("occurred_at", pa.timestamp("us", "UTC")),
        ("device_id", pa.string()),
        ("customer_id", pa.string()),
        ("event", pa.string()),
        ("sku", pa.string()),
        ("order_id", pa.string()),
        ("page", pa.string()),
        ("cart_value", pa.decimal128(18, 2)),
    ]
)
