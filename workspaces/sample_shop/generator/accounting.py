"""The accounting package: workbooks of invoices to people who buy on account, and of their payments.

Amounts are texts such as `Rp 1.250.000,-`; an invoice appears again when its status changes (`belum lunas`, `lunas`).
There are two workbooks of each kind: all before the daily files began, and the month since.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from workspaces.sample_shop.generator.deliveries import moments, table_of, taken, words
from workspaces.sample_shop.generator.faults import ROWS_PER_FAULT
from workspaces.sample_shop.generator.generation import Generation
from workspaces.sample_shop.generator.people import People, shop_time
from workspaces.sample_shop.generator.plan import DAY, Bools, Ints, Plan
from workspaces.sample_shop.generator.workbooks import write_workbook

INVOICES, PAYMENTS = "accounting.invoices", "accounting.payments"
INVOICE_COLUMNS = ["no_faktur", "tanggal", "jatuh_tempo", "pelanggan", "telepon", "jumlah", "status"]
PAYMENT_COLUMNS = ["no_bayar", "no_faktur", "tanggal", "jumlah", "cara"]
BUYERS_SHARE = 0.02
FEWEST_BUYERS, MOST_BUYERS = 20, 10_000
"""On account; the shop knows them by hand, however many customers it has."""
TERM = 30 * DAY
AMOUNT = "'Rp ' || replace(format('{:,}', amount), ',', '.') || ',-'"
NUMBER = "lpad(number::varchar, 7, '0')"
INVOICE_CELLS = f"""
    select
        file, 'F' || {NUMBER} as no_faktur, strftime(issued, '%d/%m/%Y') as tanggal,
        strftime(due, '%d/%m/%Y') as jatuh_tempo, name as pelanggan, '0' || phone as telepon, {AMOUNT} as jumlah,
        if(settled, 'lunas', 'belum lunas') as status,
    from rows
"""
PAYMENT_CELLS = f"""
    select
        file, 'B' || {NUMBER} as no_bayar, 'F' || {NUMBER} as no_faktur,
        strftime(paid, '%d/%m/%Y') as tanggal, {AMOUNT} as jumlah, means as cara,
    from rows
"""


@dataclass(frozen=True)
class _Drawn:
    """Invoices of one chunk. Files: 0 before the daily files, 1 since."""

    buyer: Ints
    issued: Ints
    paid: Ints
    is_paid: Bools
    issued_file: Ints
    paid_file: Ints


class Books:
    """Collects invoices of all chunks as text cells, by file; workbooks are written whole, at the end."""

    def __init__(self) -> None:
        self.invoices: list[pa.Table] = []
        self.payments: list[pa.Table] = []
        self.buyers = 0

    def draw(self, generation: Generation, chunk: int, people: People) -> None:
        """Two to eight invoices for each of the chunk's buyers on account; most are paid, some late, some never."""
        query, truth = generation.deliveries.query, generation.truth
        random = generation.plan.random("invoices", chunk)
        buyers = self._choose_buyers(random, people)
        drawn = _draw(random, generation.plan, people, buyers)
        columns = table_of(
            {
                "number": generation.take_numbers("invoice", len(drawn.buyer)),
                "issued": moments(drawn.issued),
                "due": moments(drawn.issued + TERM),
                "paid": moments(drawn.paid),
                "amount": random.integers(10, 800, len(drawn.buyer)) * 12_500,
                "means": words(["transfer", "tunai", "giro"], random.integers(0, 3, len(drawn.buyer))),
                "name": taken(people.name, drawn.buyer),
                "phone": taken(people.phone, drawn.buyer),
            }
        )
        again = np.flatnonzero(drawn.is_paid & (drawn.paid_file > drawn.issued_file))
        place = np.concatenate([np.arange(len(drawn.buyer)), again])
        comes_again = np.repeat([False, True], [len(drawn.buyer), len(again)])
        settled = drawn.is_paid[place] & (comes_again | (drawn.paid_file == drawn.issued_file)[place])
        rows = taken(columns, place).append_column("settled", pa.array(settled))
        rows = rows.append_column("file", pa.array(np.where(comes_again, 1, drawn.issued_file[place])))
        self.invoices.append(query(INVOICE_CELLS, rows=rows))
        payers = np.flatnonzero(drawn.is_paid)
        rows = taken(columns, payers).append_column("file", pa.array(drawn.paid_file[payers]))
        self.payments.append(query(PAYMENT_CELLS, rows=rows))
        truth.count(INVOICES, current=len(drawn.buyer), superseded=len(again))
        truth.plant(
            "invoice_settled", INVOICES, len(again), "superseded", "invoices delivered again when they were paid"
        )
        truth.count(PAYMENTS, current=len(payers))
        phones = table_of({"phone": taken(people.phone, buyers)})
        keys = query("select '0' || phone as k from rows", rows=phones)
        truth.append_people("accounting", keys["k"], people.number[buyers])

    def _choose_buyers(self, random: np.random.Generator, people: People) -> Ints:
        candidates = np.flatnonzero(people.is_buyer & people.in_loyalty)
        wanted = min(max(int(len(people) * BUYERS_SHARE), FEWEST_BUYERS), MOST_BUYERS - self.buyers)
        buyers = np.sort(random.permutation(candidates)[:wanted])
        self.buyers += len(buyers)
        return buyers

    def write(self, generation: Generation) -> None:
        """Both workbooks of each kind; one of invoices that is long enough has a malformed row."""
        for name, sheet, columns, parts in (
            ("faktur", "Faktur", INVOICE_COLUMNS, self.invoices),
            ("pelunasan", "Pelunasan", PAYMENT_COLUMNS, self.payments),
        ):
            rows = pa.concat_tables(parts)
            for file, last_day in enumerate((0, generation.plan.days)):
                chosen = rows.filter(pa.array(rows["file"].to_numpy() == file)).select(columns).to_pylist()
                cells = [[row[column] for column in columns] for row in chosen]
                if generation.plan.faults and columns is INVOICE_COLUMNS and len(cells) >= ROWS_PER_FAULT:
                    cells.append(_spoiled(generation, cells[0]))
                if cells:
                    path = f"accounting/{name}_{generation.plan.file_date(last_day)}.xlsx"
                    write_workbook(generation.deliveries.inbox / path, sheet, [columns, *cells])
                    generation.deliveries.records[path] += len(cells)


def _draw(random: np.random.Generator, plan: Plan, people: People, buyers: Ints) -> _Drawn:
    buyer = np.repeat(buyers, random.integers(2, 9, len(buyers)))
    since = people.joined[buyer] // DAY
    issued = shop_time(random, since + (random.random(len(buyer)) * (plan.end // DAY - since)).astype(np.int64))
    delay = random.integers(5 * DAY, 60 * DAY, len(buyer))
    paid = np.where(random.random(len(buyer)) < 0.92, issued + delay, plan.end)
    # Somebody pays an old invoice in the last days, however few people there are.
    paid[issued == issued.min(initial=plan.end)] = plan.end - DAY
    issued_file, paid_file = (np.minimum(plan.file_of(at), 1) for at in (issued, paid))
    return _Drawn(buyer, issued, paid, paid < plan.end, issued_file, paid_file)


def _spoiled(generation: Generation, cells: list[str]) -> list[str]:
    """The invoice again, with words for its amount."""
    spoiled = [*cells]
    spoiled[INVOICE_COLUMNS.index("jumlah")] = "belum dihitung"
    generation.truth.count(INVOICES, quarantined=1)
    what = "rows with jumlah = 'belum dihitung'"
    generation.truth.plant(f"unreadable_jumlah.{INVOICES}", INVOICES, 1, "jumlah: not an amount in IDR", what)
    return spoiled
