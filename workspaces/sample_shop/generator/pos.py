"""The point of sale of both shops: receipts as `;`-delimited lines, one file a shop and day, without a line key.

Walk-ins are `UMUM` without a phone; loyal customers give a phone, spelled as the cashier likes. `harga_satuan` is
without tax; `diskon` and `pajak` are of the line. A return is a receipt of its own with a negative `jumlah`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from workspaces.sample_shop.generator.accounts import spelled
from workspaces.sample_shop.generator.catalogue import STORES
from workspaces.sample_shop.generator.deliveries import moments, table_of, taken, words
from workspaces.sample_shop.generator.generation import Generation, TextEntity
from workspaces.sample_shop.generator.people import People, shop_time
from workspaces.sample_shop.generator.plan import DAY, Bools, Ints, Plan, choose
from workspaces.sample_shop.generator.purchases import Lines, Orders
from workspaces.sample_shop.generator.vocabulary import PLACES

HEADER = (
    "no_struk;tanggal;jam;toko;kasir;pelanggan;telepon;sku;nama_barang;jumlah;harga_satuan;diskon;pajak;"
    "cara_bayar;bank;tenor"
)
MALANG, SURABAYA = (STORES.index(store) for store in ("MLG", "SBY"))
# Surabaya corrects receipts a day later, so its files keep their order; Malang has the late and the repeated receipts.
RECEIPTS = [
    TextEntity("pos.receipts", f"pos/struk_{store}_{{date}}.csv", HEADER, ";", "\r\n", store != STORES[SURABAYA])
    for store in STORES
]
NEAR_MALANG = np.array([postal[:2] == "65" for *_, postal, _ in PLACES])
CASHIERS = ["Rini", "Doni", "Tika", "Yoyok"]
MEANS = ["TUNAI", "QRIS", "DEBIT", "KREDIT"]
BANKS = ["BCA", "BNI", "Mandiri", "BRI"]
WALK_IN_SHARE = 0.25
CORRECTED_EACH = 20
"""Of Surabaya's receipts in the daily files, every so many are corrected."""


@dataclass(frozen=True)
class Receipts:
    """Receipts of sales by time; `lines.order` is a position among them."""

    number: Ints
    person: Ints
    """Position in the chunk; of a walk-in, a stranger's."""
    is_walk_in: Bools
    time: Ints
    store: Ints
    style: Ints
    lines: Lines

    def __len__(self) -> int:
        return len(self.number)


def rupiah(column: str) -> str:
    """SQL: whole rupiah as `1.250.000,00`."""
    return f"replace(format('{{:,}}', {column}), ',', '.') || ',00'"


def write_receipts(generation: Generation, chunk: int, people: People, orders: Orders, lines: Lines) -> None:
    """Write the chunk's store orders and its share of walk-ins."""
    plan = generation.plan
    random = plan.random("receipts", chunk)
    receipts = _draw_receipts(generation, random, people, orders, lines)
    corrected = _corrected(plan, receipts)
    returned_on = receipts.time // DAY + random.integers(2, 12, len(receipts))
    back = np.flatnonzero((random.random(len(receipts)) < 0.012) & (returned_on < plan.end // DAY))
    _write_lines(generation, chunk, random, people, receipts, corrected, back, shop_time(random, returned_on[back]))
    _tell_people(generation, people, receipts)


def _draw_receipts(
    generation: Generation, random: np.random.Generator, people: People, orders: Orders, lines: Lines
) -> Receipts:
    """Known people's orders and walk-ins with baskets like theirs, by time."""
    plan = generation.plan
    copied = np.flatnonzero(random.random(len(orders)) < WALK_IN_SHARE)
    days = random.integers(plan.start // DAY, plan.end // DAY, len(copied))
    person = np.concatenate([orders.person, orders.person[copied]])
    time = np.concatenate([orders.time, shop_time(random, days)])
    is_walk_in = np.arange(len(person)) >= len(orders)
    by_time = np.argsort(time, kind="stable")
    place_of = np.empty(len(by_time), np.int64)
    place_of[by_time] = np.arange(len(by_time))
    position = np.full(len(orders), -1)
    position[copied] = np.arange(len(orders), len(person))
    theirs = lines.where(position[lines.order] >= 0)
    both = lines.joined(replace(theirs, order=position[theirs.order]))
    both = replace(both, order=place_of[both.order])
    person, time, is_walk_in = person[by_time], time[by_time], is_walk_in[by_time]
    near = np.where(NEAR_MALANG[people.place[person]], MALANG, SURABAYA)
    style = choose(random, len(people), [0.55, 0.2, 0.1, 0.15])[person]
    return Receipts(
        number=generation.take_numbers("receipt", len(person)),
        person=person,
        is_walk_in=is_walk_in,
        time=time,
        store=np.where(random.random(len(person)) < 0.08, 1 - near, near),
        style=np.where(random.random(len(person)) < 0.1, 0, style),
        lines=both.where(np.argsort(both.order, kind="stable")),
    )


def _corrected(plan: Plan, receipts: Receipts) -> Bools:
    """Which receipts were wrong on their day and come again, right, in the next day's file."""
    is_daily = (receipts.store == SURABAYA) & (receipts.time >= plan.window) & (receipts.time + DAY < plan.end)
    corrected: Bools = is_daily & ((np.cumsum(is_daily) - 1) % CORRECTED_EACH == 0)
    return corrected


def _write_lines(
    generation: Generation,
    chunk: int,
    random: np.random.Generator,
    people: People,
    receipts: Receipts,
    corrected: Bools,
    back: Ints,
    back_time: Ints,
) -> None:
    """Lines of sales, then of wrong receipts (one piece too many), then of returns (a sale's first line)."""
    plan, lines = generation.plan, receipts.lines
    sold = len(lines)
    wrong = np.flatnonzero(corrected[lines.order])
    place = np.concatenate([np.arange(sold), wrong, np.flatnonzero(lines.rank == 0)[back]])
    kind = np.repeat([0, 1, 2], [sold, len(wrong), len(back)])
    order = lines.order[place]
    number, time = receipts.number[order], receipts.time[order]
    number[kind == 2], time[kind == 2] = generation.take_numbers("receipt", len(back)), back_time
    files = plan.file_of(time) + ((kind == 0) & corrected[order])
    means = choose(random, len(receipts), [0.42, 0.33, 0.15, 0.1])
    tenor = np.where(means == MEANS.index("KREDIT"), choose(random, len(receipts), [0.5, 0.3, 0.2]), 0)
    cashier = random.integers(0, 2, len(receipts)) + 2 * receipts.store
    sign = np.where(kind == 2, -1, 1)
    rows = table_of(
        {
            "number": number,
            "time": moments(time),
            "store": words(STORES, receipts.store[order]),
            "cashier": words(CASHIERS, cashier[order]),
            "name": taken(people.name, receipts.person[order]),
            "phone": taken(people.phone, receipts.person[order]),
            "is_walk_in": receipts.is_walk_in[order],
            "style": receipts.style[order],
            "sku": words(generation.catalogue.skus, lines.product[place]),
            "product": words(generation.catalogue.names, lines.product[place]),
            "quantity": lines.quantity[place] * sign + (kind == 1),
            "price": lines.price[place],
            "discount": lines.discount[place] * sign,
            "tax": lines.tax[place] * sign,
            "means": words(MEANS, means[order]),
            "bank": words(BANKS, random.integers(0, len(BANKS), len(receipts))[order]),
            "tenor": words(["", "3", "6"], tenor[order]),
        }
    )
    cells = [
        "store || '-' || lpad(number::varchar, 8, '0')",
        "strftime(time, '%d/%m/%Y')",
        "strftime(time, '%H:%M:%S')",
        "store",
        "cashier",
        "if(is_walk_in, 'UMUM', replace(name, ',', ''))",
        f"if(is_walk_in, '', {spelled('phone', 'style')})",
        "sku",
        "product",
        "quantity::varchar",
        rupiah("price"),
        rupiah("discount"),
        rupiah("tax"),
        "means",
        "if(means in ('DEBIT', 'KREDIT'), bank, '')",
        "tenor",
    ]
    by_receipt = np.argsort(number, kind="stable")
    for store, entity in enumerate(RECEIPTS):
        here = by_receipt[receipts.store[order][by_receipt] == store]
        generation.deliver(entity, chunk, taken(rows, here), files[here], cells, number[here])
    truth, returned = generation.truth, lines.where(place[kind == 2])
    truth.count("pos.receipts", current=sold + len(back), superseded=len(wrong))
    truth.plant(
        "corrected_receipts", "pos.receipts", len(wrong), "superseded", "lines of receipts corrected a day later"
    )
    truth.add("pos_gross_revenue", int((lines.price * lines.quantity).sum()))
    truth.add("pos_seller_discount", int(lines.discount.sum()))
    truth.add("pos_returned", int((returned.price * returned.quantity - returned.discount).sum()))


def _tell_people(generation: Generation, people: People, receipts: Receipts) -> None:
    """One record per spelling of a phone."""
    known = ~receipts.is_walk_in
    pairs = np.unique(receipts.person[known] * 8 + receipts.style[known])
    person, style = pairs // 8, pairs % 8
    rows = table_of({"phone": taken(people.phone, person), "style": style})
    keys = generation.deliveries.query(f"select {spelled('phone', 'style')} as k from rows", rows=rows)
    generation.truth.append_people("pos", keys["k"], people.number[person])
