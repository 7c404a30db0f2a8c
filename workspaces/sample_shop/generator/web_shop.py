"""The web shop's daily CSV exports: accounts, orders, their lines and payments, by `updated_at`.

Statuses: `pending` (unpaid), `paid`, `shipped` (cash on delivery under way), `completed`, `cancelled`. Paid and
completed orders are fulfilled. Times are ISO 8601 with +07:00. Prices are without tax.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workspaces.sample_shop.generator.deliveries import moments, table_of, words
from workspaces.sample_shop.generator.generation import Generation, TextEntity
from workspaces.sample_shop.generator.plan import DAY, Bools, Ints, choose
from workspaces.sample_shop.generator.purchases import ORDINARY, PENDING, STEP, Lines, Orders

ORDERS = TextEntity(
    "web_shop.orders",
    "web_shop/orders_{date}.csv",
    "order_id,customer_id,ordered_at,updated_at,status,payment_method,shipping_amount,currency,campaign_id",
)
LINES = TextEntity(
    "web_shop.order_lines",
    "web_shop/order_lines_{date}.csv",
    "line_id,order_id,sku,quantity,unit_price,seller_discount,platform_discount,tax_amount,updated_at,returned_line_id",
)
PAYMENTS = TextEntity(
    "web_shop.payments",
    "web_shop/payments_{date}.csv",
    "payment_id,order_id,method,provider,tenor_months,amount,paid_at",
)
METHODS = ["virtual_account", "qris", "wallet", "card", "paylater", "cod"]
METHOD_SHARES = [0.3, 0.18, 0.22, 0.12, 0.08, 0.1]
COD = METHODS.index("cod")
PROVIDERS = ["BCA", "BNI", "Mandiri", "BRI", "GoPay", "OVO", "DANA", "ShopeePay", "Kredivo", "Akulaku", ""]
PROVIDER_RANGES = np.array([[0, 4], [10, 11], [4, 8], [0, 4], [8, 10], [10, 11]])
SHIPPING = np.array([0, 9_000, 15_000, 22_000, 35_000])
STATUSES = ["pending", "paid", "shipped", "completed", "cancelled"]
IS_PENDING, IS_PAID, IS_SHIPPED, IS_COMPLETED, IS_CANCELLED = range(5)
CAMPAIGN = "K-MEASURED"
CORRECTED_EACH = 20
"""Of the lines in the daily files, every so many had a wrong price and are corrected a day later."""


def iso(column: str) -> str:
    """SQL: a local moment as ISO 8601 with its offset."""
    return f"strftime({column}, '%Y-%m-%dT%H:%M:%S+07:00')"


def money(column: str) -> str:
    """SQL: whole rupiah with two decimals."""
    return f"{column} || '.00'"


@dataclass(frozen=True)
class WebOrders:
    """Web orders with what was written of them; `lines.order` is a position among them."""

    orders: Orders
    lines: Lines
    number: Ints
    account: Ints
    """The account's number."""
    method: Ints
    shipping: Ints
    settled: Ints
    """Second of the last change of status: completed or cancelled."""
    is_settled: Bools
    """That lies before the end."""

    @property
    def is_cod(self) -> Bools:
        """Cash on delivery: paid when completed, not when ordered."""
        is_cod: Bools = self.method == COD
        return is_cod

    @property
    def is_fulfilled(self) -> Bools:
        """Paid, and not cancelled."""
        fulfilled: Bools = (self.orders.fate == ORDINARY) & (~self.is_cod | self.is_settled)
        return fulfilled


def write_orders(generation: Generation, chunk: int, orders: Orders, lines: Lines, account: Ints) -> WebOrders:
    """Write orders, lines and payments of the chunk's web orders."""
    random = generation.plan.random("web_orders", chunk)
    settled = orders.time + random.integers(DAY, 4 * DAY, len(orders))
    web = WebOrders(
        orders,
        lines,
        number=generation.take_numbers("web_order", len(orders)),
        account=account,
        method=choose(random, len(orders), METHOD_SHARES),
        shipping=SHIPPING[random.integers(0, len(SHIPPING), len(orders))],
        settled=settled,
        is_settled=(orders.fate != PENDING) & (settled < generation.plan.end),
    )
    _write_states(generation, chunk, web)
    platform = _write_lines(generation, chunk, web)
    net = lines.price * lines.quantity - lines.discount
    total = np.bincount(lines.order, net - platform + lines.tax, len(orders)).astype(np.int64)
    _write_payments(generation, chunk, web, total + web.shipping)
    return web


def _write_states(generation: Generation, chunk: int, web: WebOrders) -> None:
    """Each order as it was placed and as it was settled; a file that saw both shows the last state alone."""
    plan, orders = generation.plan, web.orders
    is_ordinary = orders.fate == ORDINARY
    placed = orders.time + 600
    first_status = np.where(is_ordinary, np.where(web.is_cod, IS_SHIPPED, IS_PAID), IS_PENDING)
    last_status = np.where(is_ordinary, IS_COMPLETED, IS_CANCELLED)
    first = np.flatnonzero(~(web.is_settled & (plan.file_of(web.settled) == plan.file_of(placed))))
    last = np.flatnonzero(web.is_settled)
    place = np.concatenate([first, last])
    updated = np.concatenate([placed[first], web.settled[last]])
    rows = table_of(
        {
            "number": web.number[place],
            "account": web.account[place],
            "ordered": moments(orders.time[place]),
            "updated": moments(updated),
            "status": words(STATUSES, np.concatenate([first_status[first], last_status[last]])),
            "method": words(METHODS, web.method[place]),
            "shipping": web.shipping[place],
            "is_induced": orders.is_induced[place],
        }
    )
    cells = [
        order_id("number"),
        customer_id("account"),
        iso("ordered"),
        iso("updated"),
        "status",
        "method",
        money("shipping"),
        "'IDR'",
        f"if(is_induced, '{CAMPAIGN}', '')",
    ]
    generation.deliver(ORDERS, chunk, rows, plan.file_of(updated), cells)
    generation.truth.count(ORDERS.name, current=len(orders), superseded=len(place) - len(orders))


def customer_id(column: str) -> str:
    """SQL: an account's id from its number."""
    return f"'C' || lpad({column}::varchar, 8, '0')"


def order_id(column: str) -> str:
    """SQL: an order's id from its number."""
    return f"'W' || lpad({column}::varchar, 9, '0')"


def _write_lines(generation: Generation, chunk: int, web: WebOrders) -> Ints:
    """Lines, a few corrected a day later, a few returned. Returns each line's platform-funded discount."""
    plan, lines = generation.plan, web.lines
    random = plan.random("web_lines", chunk)
    count = len(lines)
    number, ordered = web.number[lines.order], web.orders.time[lines.order] + 60
    net = lines.price * lines.quantity - lines.discount
    platform = np.where(random.random(count) < 0.08, net // 10 // STEP * STEP, 0)
    is_daily = (ordered >= plan.window) & (ordered + DAY < plan.end)
    corrected = np.flatnonzero(is_daily & ((np.cumsum(is_daily) - 1) % CORRECTED_EACH == 0))
    returned_at = ordered + random.integers(5 * DAY, 14 * DAY, count)
    is_returned = (random.random(count) < 0.02) & (returned_at < plan.end) & web.is_fulfilled[lines.order]
    returned = np.flatnonzero(is_returned)
    everyone = np.arange(count)
    place = np.concatenate([everyone, corrected, returned])
    is_wrong = np.concatenate([np.isin(everyone, corrected), np.zeros(len(corrected) + len(returned), bool)])
    is_return = np.repeat([False, True], [count + len(corrected), len(returned)])
    updated = np.concatenate([ordered, ordered[corrected] + DAY, returned_at[returned]])
    share = np.where(is_return, -1, 1)
    rows = table_of(
        {
            "number": number[place],
            "rank": lines.rank[place] + 1,
            "sku": words(generation.catalogue.skus, lines.product[place]),
            "quantity": lines.quantity[place] * share,
            "price": lines.price[place] + is_wrong * 1_000,
            "discount": lines.discount[place] * share,
            "platform": platform[place] * share,
            "tax": lines.tax[place] * share,
            "updated": moments(updated),
            "is_return": is_return,
        }
    )
    line_id = f"{order_id('number')} || '-' || rank"
    cells = [
        f"{line_id} || if(is_return, 'R', '')",
        order_id("number"),
        "sku",
        "quantity::varchar",
        money("price"),
        money("discount"),
        money("platform"),
        money("tax"),
        iso("updated"),
        f"if(is_return, {line_id}, '')",
    ]
    generation.deliver(LINES, chunk, rows, plan.file_of(updated), cells)
    generation.truth.count(LINES.name, current=count + len(returned), superseded=len(corrected))
    _tell_money(generation, web, returned)
    return platform


def _tell_money(generation: Generation, web: WebOrders, returned: Ints) -> None:
    """What was sold on fulfilled orders and what came back, in whole rupiah."""
    sold, back = web.lines.where(web.is_fulfilled[web.lines.order]), web.lines.where(returned)
    truth = generation.truth
    truth.add("web_gross_revenue", int((sold.price * sold.quantity).sum()))
    truth.add("web_seller_discount", int(sold.discount.sum()))
    truth.add("web_returned", int((back.price * back.quantity - back.discount).sum()))
    truth.add("web_returned_lines", len(returned))
    truth.add("web_fulfilled_orders", int(web.is_fulfilled.sum()))


def _write_payments(generation: Generation, chunk: int, web: WebOrders, amount: Ints) -> None:
    """One payment per fulfilled order, a few in two parts."""
    plan = generation.plan
    random = plan.random("web_payments", chunk)
    paid = np.where(web.is_cod, web.settled, web.orders.time + 300)
    order = np.flatnonzero(web.is_fulfilled)
    split = order[random.random(len(order)) < 0.03]
    place = np.concatenate([order, split])
    is_second = np.repeat([False, True], [len(order), len(split)])
    part = amount // 4 // STEP * STEP
    is_split = np.isin(place, split)
    method = np.where(is_second, METHODS.index("wallet"), web.method[place])
    low, high = PROVIDER_RANGES[method].T
    has_tenor = np.isin(method, [METHODS.index("card"), METHODS.index("paylater")])
    tenor = np.where(has_tenor, choose(random, len(place), [0.4, 0.3, 0.2, 0.1]), 0)
    rows = table_of(
        {
            "number": web.number[place],
            "part": is_second + 1,
            "method": words(METHODS, method),
            "provider": words(PROVIDERS, random.integers(low, high)),
            "tenor": words(["", "3", "6", "12"], tenor),
            "amount": np.where(is_second, part[place], amount[place] - is_split * part[place]),
            "paid": moments(paid[place]),
        }
    )
    cells = [
        "'P' || lpad(number::varchar, 9, '0') || '-' || part",
        order_id("number"),
        "method",
        "provider",
        "tenor",
        money("amount"),
        iso("paid"),
    ]
    generation.deliver(PAYMENTS, chunk, rows, plan.file_of(paid[place]), cells)
    generation.truth.count(PAYMENTS.name, current=len(place))
