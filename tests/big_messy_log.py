"""A big invented log in the shape of UCI's Online Retail II, with its messes; no line is UCI's.

Two yearly sheets that overlap by nine days, saved as two exports; cancellations as invoices of their own; a quarter of
the sales to nobody; ids as `13085.0`; zero prices; several orders a day; codes that are no products, and in two cases.

    python tests/big_messy_log.py FOLDER LINES [--without-orders]

writes `inbox/` and `workspace.yml`. The same number gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

FIRST_DAY = dt.datetime(2009, 12, 1)
DAYS = 739  # to 2011-12-09
SHEETS = {"20101210": (0, 374), "20111210": (365, 739)}
"""Day of export -> its first and last day, counted from 2009-12-01: both hold 1 to 9 December 2010."""
LINES_PER_INVOICE = 20
CODES = {"POST": "POSTAGE", "DOT": "DOTCOM POSTAGE", "M": "Manual", "D": "Discount", "BANK CHARGES": "Bank Charges"}
COUNTRIES = ["United Kingdom"] * 18 + ["EIRE", "Germany", "France"]
WORKSPACE = """\
name: {name}
title: A big messy log
time_zone: Europe/London
currency: GBP
phone_region: GB
as_of: 2011-12-09

sources:
"""
SOURCE = """\
  {source}:
    title: Invoices of the shop
    entities:
      lines:
        files: {source}/log_*.csv
        delivery: events
        timestamp_format: "%Y-%m-%d %H:%M:%S"
        required: [{order}StockCode, Description, Quantity, InvoiceDate, Price, Customer ID, Country]
        personal: {{Customer ID: purchase history}}
        sale_lines:
{told}          ordered_at: InvoiceDate
          customer: Customer ID
          country: Country
          countries: {{United Kingdom: GB, EIRE: IE, Germany: DE, France: FR}}
          product: StockCode
          description: Description
          quantity: Quantity
          price: Price
          channel: web
          codes: {{POST: shipping, DOT: shipping, M: money, D: money, B: no_sale, BANK CHARGES: no_sale}}
"""


SOLD = """
    with delivered as (
        select *, 1 as export from read_csv('{folder}/log_20101210.csv', all_varchar = true)
        where InvoiceDate < '2010-12-01'
        union all
        select *, 2 as export from read_csv('{folder}/log_20111210.csv', all_varchar = true)
    ),
    typed as (
        select upper(StockCode) as code, cast(Quantity as decimal(18, 3)) as quantity,
            cast(cast(Quantity as decimal(18, 3)) * cast(Price as decimal(18, 6)) as decimal(18, 2)) as amount,
            cast(InvoiceDate as date) as day, split_part("Customer ID", '.', 1) as person, {invoice} as invoice,
            coalesce(starts_with(invoice, 'C'), false) as is_cancellation
        from delivered
    ),
    sold as (
        select * from typed
        where code not in ('POST', 'DOT', 'B', 'BANK CHARGES')
            and not ({has_orders} and quantity < 0 and amount = 0 and not is_cancellation)
    )
"""
PEOPLE = """
    select person, count(distinct case when quantity > 0 and code not in ('M', 'D') then day end),
        sum(greatest(amount, 0)), sum(amount)
    from sold where person is not null group by person order by person
"""
PRODUCTS = "select code, sum(quantity), sum(amount) from sold where code not in ('M', 'D') group by code order by code"


def declared(source: str, has_orders: bool = True) -> str:
    """The log's block below `sources:` of a workspace file."""
    return SOURCE.format(
        source=source,
        order="Invoice, " if has_orders else "",
        told="          order: Invoice\n          return_prefix: C\n" if has_orders else "",
    )


def sold_sql(folder: Path, has_orders: bool) -> str:
    """The CTE `sold` of the exports in `folder`, by arithmetic on their texts; PEOPLE and PRODUCTS read it."""
    return SOLD.format(folder=folder, has_orders=has_orders, invoice="Invoice" if has_orders else "null")


def sales(lines: int, random: np.random.Generator) -> pd.DataFrame:
    """One row per sold line: invoice number, day, second, customer (NaN: nobody), code, quantity, price, country."""
    invoices = lines // LINES_PER_INVOICE
    people = max(invoices // 6, 20)
    day = np.sort(random.integers(0, DAYS, invoices))
    # Few come often and most once: a power of a uniform number.
    person = (people * random.random(invoices) ** 2.5).astype(int)
    customer = np.where(random.random(invoices) < 0.23, np.nan, 12346.0 + person)
    of = np.sort(random.integers(0, invoices, lines))
    products = min(4000, max(lines // 50, 30))
    product = (products * random.random(lines) ** 2).astype(int)
    price = np.round(0.29 + (product * 7919 % 1000) ** 2 / 60000, 2)
    quantity = np.minimum(1 + random.pareto(1.1, lines) * 2, 4000).astype(int)
    suffix = np.where(product % 9 == 0, np.where(random.random(lines) < 0.1, "a", "A"), "")
    return pd.DataFrame(
        {
            "Invoice": (489434 + of).astype(str),
            "StockCode": np.char.add((20000 + product).astype(str), suffix),
            "Description": np.char.add("THING ", product.astype(str)),
            "Quantity": quantity,
            "day": day[of],
            "second": (8 * 3600 + of * 97 % 36000) // 60 * 60,
            "Price": np.where(random.random(lines) < 0.004, 0.0, price),
            "Customer ID": customer[of],
            "Country": np.array(COUNTRIES)[person[of] % len(COUNTRIES)],
        }
    )


def cancellations(sold: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """Two in a hundred lines come back within three weeks, a third of them in part, as invoices `C...` of their own."""
    back = sold[random.random(len(sold)) < 0.02].copy()
    whole = random.random(len(back)) < 0.67
    back["Quantity"] = -np.where(whole, back["Quantity"], np.maximum(back["Quantity"] // 2, 1))
    # By invoice, for an invoice has one day: an export holds it whole.
    back["day"] = np.minimum(back["day"] + back["Invoice"].astype(int) * 31 % 21, DAYS - 1)
    back["second"] = 19 * 3600
    back["Invoice"] = "C1" + back["Invoice"]
    return back


def oddities(sold: pd.DataFrame, random: np.random.Generator) -> list[pd.DataFrame]:
    """Postage and other codes; goods lost from stock; bad debts; returns of what nobody here ever sold; equal lines."""
    codes = sold[random.random(len(sold)) < 0.01].copy()
    codes["StockCode"] = random.choice(list(CODES), len(codes))
    codes["Description"] = codes["StockCode"].map(CODES)
    codes["Quantity"] = np.where(codes["StockCode"].isin(["D", "BANK CHARGES"]), -1, 1)
    codes["Price"] = 18.0
    lost = sold[random.random(len(sold)) < 0.004].copy()
    lost = lost.assign(Quantity=-lost["Quantity"], Price=0.0, Description=None)
    lost["Invoice"], lost["Customer ID"] = "9" + lost["Invoice"], np.nan
    debts = sold.iloc[:: max(len(sold) // 5, 1)].copy()
    debts = debts.assign(StockCode="B", Description="Adjust bad debt", Quantity=1, Price=-11062.06)
    debts["Invoice"], debts["Customer ID"] = "A" + debts["Invoice"], np.nan
    unknown = sold[random.random(len(sold)) < 0.001].copy()
    unknown = unknown.assign(StockCode="99999", Description="OLD THING", Quantity=-1)
    unknown["Invoice"] = "C" + unknown["Invoice"]
    twice = sold[random.random(len(sold)) < 0.01]
    return [codes, lost, debts, unknown, twice]


def write_exports(inbox: Path, lines: int, has_orders: bool = True) -> list[str]:
    """Write the exports, about `lines` lines in all; their names."""
    random = np.random.default_rng(20111209)
    sold = sales(int(lines * 0.93), random)
    log = pd.concat([sold, cancellations(sold, random), *oddities(sold, random)], ignore_index=True)
    log["number"] = log.index
    inbox.mkdir(parents=True, exist_ok=True)
    columns = [*(["Invoice"] if has_orders else []), "StockCode", "Description", "Quantity"]
    told = ", ".join(f'"{column}"' for column in columns)
    with duckdb.connect() as connection:
        connection.register("log", log)
        for exported, (first, last) in SHEETS.items():
            connection.execute(
                f"copy (select {told}, strftime(timestamp '{FIRST_DAY}' + to_days(day) + to_seconds(second),"
                ' \'%Y-%m-%d %H:%M:%S\') as InvoiceDate, "Price", "Customer ID", "Country" from log'
                f" where day between {first} and {last} order by day, Invoice, number)"
                f" to '{inbox}/log_{exported}.csv' (header true)"
            )
    return [f"log_{exported}.csv" for exported in SHEETS]


def main(folder: Path, lines: int, has_orders: bool) -> None:
    """A workspace of the log alone, in `folder`."""
    write_exports(folder / "inbox/sales_log", lines, has_orders)
    text = WORKSPACE.format(name=folder.name) + declared("sales_log", has_orders)
    (folder / "workspace.yml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), "--without-orders" not in sys.argv)
