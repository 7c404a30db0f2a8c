"""The point of sale of both shops: receipts as `;`-delimited lines, one file a store and day, without a line key.

Walk-ins are `UMUM` without a phone; loyal customers give a phone, spelled as the cashier likes. `harga_satuan` is without
tax; `diskon` and `pajak` are of the line. A return is a receipt of its own with a negative `jumlah`.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from workspaces.sample_shop.generator.accounts import spelled
from workspaces.sample_shop.generator.catalogue import STORES
from workspaces.sample_shop.generator.deliveries import moments, table_of, words
from workspaces.sample_shop.generator.generation import Generation, TextEntity
from workspaces.sample_shop.generator.people import People, shop_time
from workspaces.sample_shop.generator.plan import DAY, Ints, choose
from workspaces.sample_shop.generator.purchases import Lines, Orders

HEADER = "no_struk;tanggal;jam;toko;kasir;pelanggan;telepon;sku;nama_barang;jumlah;harga_satuan;diskon;pajak;cara_bayar;bank;tenor"
RECEIPTS = {
    store: TextEntity("pos.receipts", f"pos/struk_{store}_{{date}}.csv", HEADER, ";", "\r\n") for store in STORES
}
CASHIERS = ["Rini", "Doni", "Tika", "Yoyok"]
MEANS = ["TUNAI", "QRIS", "DEBIT", "KREDIT"]
BANKS = ["BCA", "BNI", "Mandiri", "BRI"]
WALK_IN = -1
WALK_IN_SHARE = 0.25


def rupiah(column: str) -> str:
    """SQL: whole rupiah as `1.250.000,00`."""
    return f"replace(format('{{:,}}', {column}), ',', '.') || ',00'"


def write_receipts(generation: Generation, chunk: int, people: People, orders: Orders, lines: Lines) -> None:
    """Write the chunk's store orders and its share of walk-ins; a few receipts are corrected, a few goods returned."""
    plan = generation.plan
    random = plan.random("receipts", chunk)
    orders, lines = _with_walk_ins(random, orders, lines, plan.start, plan.end)
    count = len(orders)
    store = np.where(people.place[orders.person] % 3 == 0, 0, 1)
    store = np.where(random.random(count) < 0.08, 1 - store, store)
    style = choose(random, len(people), [0.55, 0.2, 0.1, 0.15])[orders.person]
    style = np.where(random.random(count) < 0.1, 0, style)
    means = choose(random, count, [0.42, 0.33, 0.15, 0.1])
    receipt = {
        "number": generation.take_numbers("receipt", count),
        "time": orders.time,
        "store": store,
        "cashier": random.integers(0, 2, count) + 2 * store,
        "person": np.where(orders.is_web, WALK_IN, orders.person),
        "style": style,
        "means": means,
        "bank": random.integers(0, len(BANKS), count),
        "tenor": np.where(means == 3, choose(random, count, [0.5, 0.3, 0.2]), 0),
    }
    corrected = (random.random(count) < 0.01) & (orders.time >= plan.window) & (orders.time + DAY < plan.end)
    returned_at = orders.time // DAY + random.integers(2, 12, count)
    is_returned = (random.random(count) < 0.012) & (returned_at < plan.end // DAY)
    first_line = np.flatnonzero(lines.rank == 0)
    back = np.flatnonzero(is_returned)
    back_number = generation.take_numbers("receipt", len(back))
    back_time = shop_time(random, returned_at[back])

    wrong = np.flatnonzero(corrected[lines.order])
    everyone = np.arange(len(lines))
    place = np.concatenate([everyone, wrong, first_line[back]])
    order = lines.order[place]
    kind = np.repeat([0, 1, 2], [len(everyone), len(wrong), len(back)])
    number, time = receipt["number"][order], receipt["time"][order]
    number[kind == 2], time[kind == 2] = back_number, back_time
    person = receipt["person"][order]
    is_wrong = kind == 1
    sign = np.where(kind == 2, -1, 1)
    files = plan.file_of(time)
    # The wrong receipt came on its day; the corrected one a day later.
    is_corrected = (kind == 0) & corrected[order]
    files = np.minimum(files + is_corrected, plan.days)
    nobody = person == WALK_IN
    who = np.where(nobody, 0, person)
    rows = table_of(
        {
            "number": number,
            "time": moments(time),
            "store": words(STORES, receipt["store"][order]),
            "cashier": words(CASHIERS, receipt["cashier"][order]),
            "name": people.name.take(pa.array(who)),
            "phone": people.phone.take(pa.array(who)),
            "nobody": nobody,
            "style": receipt["style"][order],
            "sku": words(generation.catalogue.skus, lines.product[place]),
            "product": words(generation.catalogue.names, lines.product[place]),
            "quantity": lines.quantity[place] * sign + is_wrong,
            "price": lines.price[place],
            "discount": lines.discount[place] * sign,
            "tax": lines.tax[place] * sign,
            "means": words(MEANS, receipt["means"][order]),
            "bank": words(BANKS, receipt["bank"][order]),
            "tenor": words(["", "3", "6"], receipt["tenor"][order]),
        }
    )
    cells = [
        "store || '-' || lpad(number::varchar, 8, '0')",
        "strftime(time, '%d/%m/%Y')",
        "strftime(time, '%H:%M:%S')",
        "store",
        "cashier",
        "if(nobody, 'UMUM', replace(name, ',', ''))",
        f"if(nobody, '', {spelled('phone', 'style')})",
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
    store_of = receipt["store"][order]
    for index, name in enumerate(STORES):
        here = np.flatnonzero(store_of == index)
        generation.deliver(RECEIPTS[name], chunk, rows.take(pa.array(here)), files[here], cells)
    generation.truth.count("pos.receipts", current=len(everyone) + len(back), superseded=len(wrong))
    _tell_people(generation, people, receipt)


def _with_walk_ins(
    random: np.random.Generator, orders: Orders, lines: Lines, start: int, end: int
) -> tuple[Orders, Lines]:
    """Add receipts of nobody: baskets like those of known people, at times of their own, marked by `is_web`."""
    copied = np.flatnonzero(random.random(len(orders)) < WALK_IN_SHARE)
    again = orders.where(copied)
    days = random.integers(start // DAY, end // DAY, len(copied))
    walk_ins = Orders(again.person, shop_time(random, days), again.value, again.fate, ~again.is_web, again.is_induced)
    both = Orders(
        *(
            np.concatenate([getattr(orders, name), getattr(walk_ins, name)])
            for name in ("person", "time", "value", "fate", "is_web", "is_induced")
        )
    )
    position = np.full(len(orders), -1)
    position[copied] = np.arange(len(copied)) + len(orders)
    theirs = lines.where(position[lines.order] >= 0)
    names = ("rank", "product", "quantity", "price", "discount", "tax")
    joined = [np.concatenate([getattr(lines, name), getattr(theirs, name)]) for name in names]
    return both, Lines(np.concatenate([lines.order, position[theirs.order]]), *joined)


def _tell_people(generation: Generation, people: People, receipt: dict[str, Ints]) -> None:
    """One record per spelling of a phone."""
    known = receipt["person"] != WALK_IN
    pairs = np.unique(receipt["person"][known] * 8 + receipt["style"][known])
    person, style = pairs // 8, pairs % 8
    rows = table_of({"phone": people.phone.take(pa.array(person)), "style": style})
    keys = generation.deliveries.query(f"select {spelled('phone', 'style')} as k from rows", rows=rows)
    generation.truth.append_people("pos", keys["k"], people.number[person])
