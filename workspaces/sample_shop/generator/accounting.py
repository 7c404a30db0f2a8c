"""The accounting package: monthly workbooks of invoices to people who buy on account, and of their payments.

Amounts are texts such as `Rp 1.250.000,-`; an invoice appears again when its status changes (`belum lunas`, `lunas`).
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from workspaces.sample_shop.generator.deliveries import moments, table_of, words
from workspaces.sample_shop.generator.generation import Generation
from workspaces.sample_shop.generator.people import People, shop_time
from workspaces.sample_shop.generator.plan import DAY
from workspaces.sample_shop.generator.workbooks import write_workbook

INVOICE_COLUMNS = ["no_faktur", "tanggal", "jatuh_tempo", "pelanggan", "telepon", "jumlah", "status"]
PAYMENT_COLUMNS = ["no_bayar", "no_faktur", "tanggal", "jumlah", "cara"]
BUYERS_SHARE = 0.02
FEWEST_BUYERS = 20
MOST_BUYERS = 10_000
"""On account; the shop knows them by hand, however many customers it has."""
TERM = 30 * DAY


class Books:
    """Collects invoices of all chunks as text cells, by file; workbooks are written whole, at the end."""

    def __init__(self) -> None:
        self.invoices: list[pa.Table] = []
        self.payments: list[pa.Table] = []
        self.buyers = 0

    def draw(self, generation: Generation, chunk: int, people: People) -> None:
        """Two to eight invoices for each of the chunk's buyers on account; most are paid, some late, some never."""
        plan, query = generation.plan, generation.deliveries.query
        random = plan.random("invoices", chunk)
        candidates = np.flatnonzero(people.is_buyer & people.in_loyalty)
        wanted = min(max(int(len(people) * BUYERS_SHARE), FEWEST_BUYERS), MOST_BUYERS - self.buyers)
        buyers = random.permutation(candidates)[:wanted]
        self.buyers += len(buyers)
        buyer = np.repeat(buyers, random.integers(2, 9, len(buyers)))
        since = people.joined[buyer] // DAY
        day = since + (random.random(len(buyer)) * (plan.end // DAY - since)).astype(np.int64)
        issued = shop_time(random, day)
        delay = random.integers(5 * DAY, 60 * DAY, len(buyer))
        paid = np.where(random.random(len(buyer)) < 0.92, issued + delay, plan.end)
        number = generation.take_numbers("invoice", len(buyer))
        # Two files only: what happened before the daily files began, and the month since.
        issued_file, paid_file = (np.minimum(plan.file_of(at), 1) for at in (issued, paid))
        is_paid = paid < plan.end
        comes_again = np.flatnonzero(is_paid & (paid_file > issued_file))
        place = np.concatenate([np.arange(len(buyer)), comes_again])
        again = np.repeat([False, True], [len(buyer), len(comes_again)])
        settled = is_paid[place] & (again | (paid_file == issued_file)[place])
        columns = {
            "number": number,
            "issued": moments(issued),
            "due": moments(issued + TERM),
            "paid": moments(paid),
            "amount": random.integers(10, 800, len(buyer)) * 12_500,
            "means": words(["transfer", "tunai", "giro"], random.integers(0, 3, len(buyer))),
            "name": people.name.take(pa.array(buyer)),
            "phone": people.phone.take(pa.array(buyer)),
        }
        rows = table_of(columns).take(pa.array(place)).append_column("settled", pa.array(settled))
        rows = rows.append_column("file", pa.array(np.where(again, 1, issued_file[place])))
        amount = "'Rp ' || replace(format('{:,}', amount), ',', '.') || ',-'"
        self.invoices.append(
            query(
                f"""
                select
                    file, 'F' || lpad(number::varchar, 7, '0') as no_faktur, strftime(issued, '%d/%m/%Y') as tanggal,
                    strftime(due, '%d/%m/%Y') as jatuh_tempo, name as pelanggan, '0' || phone as telepon,
                    {amount} as jumlah, if(settled, 'lunas', 'belum lunas') as status,
                from rows
                """,
                rows=rows,
            )
        )
        payers = np.flatnonzero(is_paid)
        rows = table_of(columns).take(pa.array(payers)).append_column("file", pa.array(paid_file[payers]))
        self.payments.append(
            query(
                f"""
                select
                    file, 'B' || lpad(number::varchar, 7, '0') as no_bayar, 'F' || lpad(number::varchar, 7, '0') as no_faktur,
                    strftime(paid, '%d/%m/%Y') as tanggal, {amount} as jumlah, means as cara,
                from rows
                """,
                rows=rows,
            )
        )
        truth = generation.truth
        truth.count("accounting.invoices", current=len(buyer), superseded=len(comes_again))
        truth.count("accounting.payments", current=len(payers))
        keys = query(
            "select '0' || phone as k from rows", rows=table_of({"phone": people.phone.take(pa.array(buyers))})
        )
        truth.append_people("accounting", keys["k"], people.number[buyers])

    def write(self, generation: Generation) -> None:
        """The backfill's workbook and the month's, of each kind."""
        for name, sheet, columns, parts in (
            ("faktur", "Faktur", INVOICE_COLUMNS, self.invoices),
            ("pelunasan", "Pelunasan", PAYMENT_COLUMNS, self.payments),
        ):
            rows = pa.concat_tables(parts)
            for file, date in ((0, generation.plan.file_date(0)), (1, generation.plan.file_date(generation.plan.days))):
                chosen = rows.filter(pa.array(rows["file"].to_numpy() == file)).select(columns).to_pylist()
                path = f"accounting/{name}_{date}.xlsx"
                if chosen:
                    cells = [[row[column] for column in columns] for row in chosen]
                    write_workbook(generation.deliveries.inbox / path, sheet, [columns, *cells])
                    generation.deliveries.records[path] += len(cells)
