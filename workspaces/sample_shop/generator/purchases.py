"""What people buy and when: the purchase process (BG/NBD), spend (gamma-gamma), and baskets of whole lines.

A value drawn for an order is exactly its net revenue: price times quantity less the seller's discount. How an order
is written down is web_shop.py's and pos.py's.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from workspaces.sample_shop.generator.catalogue import Catalogue
from workspaces.sample_shop.generator.people import People, shop_time
from workspaces.sample_shop.generator.plan import DAY, Bools, Ints, Plan, choose

WEEK = 7 * DAY
PROCESS = {"r": 0.95, "alpha": 7.0, "a": 0.8, "b": 3.2}
"""BG/NBD in weeks: purchase rate ~ Gamma(r, rate alpha), dropout after each repeat purchase ~ Beta(a, b)."""
SPEND = {"p": 4.0, "q": 4.0, "gamma": 240_000.0}
"""Gamma-gamma: order value ~ Gamma(p, rate nu), nu ~ Gamma(q, rate gamma); the mean is p gamma / (q - 1) rupiah."""
TAX_PERCENT = 11
SMALLEST_LINE = 5_000
STEP = 500
"""Values are multiples of this, so that the tax is a whole number of rupiah."""
ORDINARY, CANCELLED, PENDING = 0, 1, 2


@dataclass(frozen=True)
class Orders:
    """Orders by time. `person` is the position in the chunk."""

    person: Ints
    time: Ints
    value: Ints
    fate: Ints
    """ORDINARY, CANCELLED or PENDING; the last two are beyond the purchase process."""
    is_web: Bools
    is_induced: Bools
    """Caused by the measured campaign."""

    def __len__(self) -> int:
        return len(self.person)

    def where(self, kept: Bools | Ints) -> Orders:
        """The chosen orders."""
        return Orders(**{f.name: getattr(self, f.name)[kept] for f in fields(self)})


@dataclass(frozen=True)
class Lines:
    """Order lines, orders in order. Amounts in whole rupiah."""

    order: Ints
    rank: Ints
    product: Ints
    quantity: Ints
    price: Ints
    discount: Ints
    tax: Ints

    def __len__(self) -> int:
        return len(self.order)

    def where(self, kept: Bools | Ints) -> Lines:
        """The chosen lines; `order` keeps its meaning."""
        return Lines(**{f.name: getattr(self, f.name)[kept] for f in fields(self)})

    def joined(self, others: Lines) -> Lines:
        """These lines, then the others."""
        return Lines(**{f.name: np.concatenate([getattr(self, f.name), getattr(others, f.name)]) for f in fields(self)})


def draw_orders(plan: Plan, chunk: int, people: People, induced: dict[str, Ints]) -> Orders:
    """The purchase process of each buyer from joining to the end, the campaign's purchases, and failed orders."""
    random = plan.random("purchases", chunk)
    buyers = np.flatnonzero(people.is_buyer)
    person, time = _repeats(random, buyers, people.joined[buyers], plan.end)
    failed = buyers[random.random(len(buyers)) < 0.12]
    failed = failed[people.in_web_shop[failed]]
    failed_day = people.joined[failed] // DAY + random.random(len(failed)) * (plan.end - people.joined[failed]) / DAY
    failed_time = shop_time(random, np.minimum(failed_day.astype(np.int64), plan.end // DAY - 1))
    parts = [
        (buyers, people.joined[buyers]),
        (person, time),
        (induced["person"], induced["time"]),
        (failed, failed_time),
    ]
    who = np.concatenate([part[0] for part in parts])
    when = np.concatenate([part[1] for part in parts])
    kind = np.repeat(np.arange(len(parts)), [len(part[0]) for part in parts])
    rate = random.gamma(SPEND["q"], 1 / SPEND["gamma"], len(people))
    value = random.gamma(SPEND["p"], 1.0, len(who)) / rate[who]
    value = np.clip(np.round(value / STEP).astype(np.int64) * STEP, 2 * SMALLEST_LINE, 20_000_000)
    likes_web = np.where(people.in_web_shop & people.in_loyalty, random.beta(2, 2, len(people)), people.in_web_shop)
    is_web = (random.random(len(who)) < likes_web[who]) | (kind == 3)
    fate = np.where(kind == 3, choose(random, len(who), [0.0, 0.6, 0.4]), ORDINARY)
    orders = Orders(who, when, value, fate, is_web, kind == 2)
    return orders.where(np.lexsort((who, when)))


def _repeats(random: np.random.Generator, buyers: Ints, joined: Ints, end: int) -> tuple[Ints, Ints]:
    """BG/NBD: a Poisson process cut at a geometric dropout. Returns (person, second) of repeat purchases."""
    rate = random.gamma(PROCESS["r"], 1 / PROCESS["alpha"], len(buyers))
    dropout = np.clip(random.beta(PROCESS["a"], PROCESS["b"], len(buyers)), 1e-6, 1.0)
    alive_for = random.geometric(dropout)
    drawn = random.poisson(rate * (end - joined) / WEEK)
    who = np.repeat(np.arange(len(buyers)), drawn)
    share = random.random(len(who))
    order = np.lexsort((share, who))
    who, share = who[order], share[order]
    rank = np.arange(len(who)) - np.repeat(np.cumsum(drawn) - drawn, drawn)
    kept = rank < alive_for[who]
    who, share = who[kept], share[kept]
    day = (joined[who] + share * (end - joined[who])).astype(np.int64) // DAY
    return buyers[who], np.maximum(shop_time(random, day), joined[who] + 60)


def draw_lines(plan: Plan, chunk: int, orders: Orders, catalogue: Catalogue) -> Lines:
    """Split each order's value over lines; each takes a product a little dearer and a discount down to the value."""
    random = plan.random("baskets", chunk)
    count = np.minimum(1 + random.poisson(1.25, len(orders)), np.minimum(6, orders.value // (2 * SMALLEST_LINE)))
    order = np.repeat(np.arange(len(orders)), count)
    first = np.cumsum(count) - count
    rank = np.arange(len(order)) - first[order]
    weight = random.gamma(2.0, 1.0, len(order))
    weight /= np.add.reduceat(weight, first)[order] if len(order) else 1.0
    spread = (orders.value - SMALLEST_LINE * count)[order] * weight
    value = SMALLEST_LINE + np.floor(spread / STEP).astype(np.int64) * STEP
    if len(order):
        value[first] += orders.value - np.add.reduceat(value, first)
    quantity = choose(random, len(order), [0.0, 0.6, 0.27, 0.13])
    quantity = np.maximum(quantity, -(-value // catalogue.prices[-1]))
    dearer = np.searchsorted(catalogue.prices, -(-value // quantity)) + random.integers(0, 3, len(order))
    product = np.minimum(dearer, len(catalogue) - 1)
    price = catalogue.prices[product]
    return Lines(order, rank, product, quantity, price, price * quantity - value, value * TAX_PERCENT // 100)


def split_orders(orders: Orders, lines: Lines) -> tuple[Orders, Lines, Orders, Lines]:
    """The web shop's orders and lines, then the stores'; `lines.order` becomes a position among its own orders."""
    return *_only(orders, lines, orders.is_web), *_only(orders, lines, ~orders.is_web)


def _only(orders: Orders, lines: Lines, chosen: Bools) -> tuple[Orders, Lines]:
    theirs = lines.where(chosen[lines.order])
    return orders.where(chosen), replace(theirs, order=(np.cumsum(chosen) - 1)[theirs.order])
