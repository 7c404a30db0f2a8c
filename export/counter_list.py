"""The counter list: whom a store may expect on a day, by name, and what to say to them. A workbook to print.

It leaves to nobody and holds no contact point, so no consent to messages is asked for; it is made from marts whose
publication passed the audit, and lists of other days are deleted when a new one is made.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter

from export import gate
from export.snapshot import attached
from ledgers.verdicts import PUBLICATION
from workspaces.durable import rename_durably, sync
from workspaces.errors import ConfigurationError, LanggananError
from workspaces.paths import WorkspacePaths

BIRTHDAY_DAYS = 7
DUE_PRODUCTS = 3
# Header, width in characters, value of PEOPLE.
COLUMNS = (
    ("Hour", 7, "usual_hour"),
    ("Name", 24, "name"),
    ("The usual", 38, "usual_order"),
    ("Due", 34, "due_products"),
    ("Birthday", 12, "birthday"),
    ("Complaint", 11, "complaint"),
    ("Note", 22, None),
)
PEOPLE = f"""
with
    -- 29 February plus some years is 28 February where there is none.
    customers as (
        select
            *, coalesce(usual_store_id, favourite_store_id, last_store_id) as store_id,
            year($day) - year(birth_date) as years,
            case
                when is_birth_date_suspect then null
                when birth_date + to_years(years::integer) >= $day then birth_date + to_years(years::integer)
                else birth_date + to_years(years::integer + 1)
            end as next_birthday
        from marts.customer_360
        where is_customer and not is_pseudo and not is_deleted and name_to_call is not null
    ),
    due as (
        select
            customer_id, string_agg(name, ', ' order by due_date, name) as due_products
        from (
            select replenishment.customer_id, replenishment.due_date, product.name
            from marts.fct_replenishments as replenishment
            inner join marts.dim_products as product using (product_id)
            where not replenishment.is_given_up and replenishment.earliest_due_date <= $day
            qualify row_number() over (
                partition by replenishment.customer_id order by replenishment.due_date, product.product_id
            ) <= {DUE_PRODUCTS}
        )
        group by customer_id
    ),
    people as (
        select
            customers.store_id, customers.customer_id, customers.usual_hour, customers.usual_order, due.due_products,
            concat_ws(' ', customers.salutation, customers.name_to_call) as name,
            case when next_birthday < $day + {BIRTHDAY_DAYS} then strftime(next_birthday, '%d/%m') end as birthday,
            case when customers.has_open_complaint then 'open' end as complaint,
            coalesce(
                customers.next_purchase_basis = 'own'
                and $day between customers.next_purchase_earliest_date and customers.next_purchase_latest_date,
                false
            ) as is_expected
        from customers
        left join due on customers.customer_id = due.customer_id
        where customers.store_id is not null
    )
select *
from people
where is_expected or due_products is not null or birthday is not null or complaint is not null
"""


@dataclass(frozen=True)
class CounterList:
    """The list of one store, for one day."""

    store_id: str
    day: dt.date
    people: int
    file: Path


def write(paths: WorkspacePaths, build_seq: int, day: dt.date, store_id: str | None = None) -> list[CounterList]:
    """Write the lists of one store, or of all that have regulars; stores by id, people by their usual hour and name.

    On a list stand known customers whose usual store it is and of whom something is to be said: their rhythm says that
    they come, something they buy again is due, their birthday is near, or a complaint is open. Raises LanggananError
    when the audit holds the publication, ConfigurationError for a store that nobody uses. The caller holds the lock.
    """
    if reasons := gate.held_by_ledger(paths.state, build_seq, PUBLICATION):
        raise LanggananError(f"No list is made of tables that did not pass. {' '.join(reasons)}")
    with attached(paths) as connection:
        connection.execute(f"create temp table people as {PEOPLE}", {"day": day})
        known = [
            str(row[0])
            for row in connection.execute(
                "select distinct coalesce(usual_store_id, favourite_store_id, last_store_id) as store_id"
                " from marts.customer_360 where store_id is not null order by store_id"
            ).fetchall()
        ]
        if not known or store_id not in (None, *known):
            raise ConfigurationError(
                f"{f'Store {store_id}' if known else 'Any store'} is nobody's usual one.",
                f"Stores: {', '.join(known)}." if known else "Deliver sales with their store.",
            )
        place = paths.counter_lists / day.isoformat()
        for former in paths.counter_lists.glob("*"):
            if former.name != place.name:
                shutil.rmtree(former)
        place.mkdir(parents=True, exist_ok=True)
        return [_write_store(connection, place, day, store) for store in known if store_id in (None, store)]


def _write_store(connection: duckdb.DuckDBPyConnection, place: Path, day: dt.date, store: str) -> CounterList:
    selected = ", ".join(value or "null" for _, _, value in COLUMNS)
    lines = connection.execute(
        f"select {selected} from people where store_id = ? order by usual_hour nulls last, name, customer_id", [store]
    ).fetchall()
    plain = re.sub(r"[^A-Za-z0-9_-]", "_", store)
    for former in place.glob(f"counter_list_{plain}_{day}_*people.xlsx"):
        former.unlink()
    file = place / f"counter_list_{plain}_{day}_{len(lines)}people.xlsx"
    partial = place / f".partial-{file.name}"
    with xlsxwriter.Workbook(str(partial)) as book:
        book.set_properties({"created": dt.datetime.combine(day, dt.time())})
        _write_sheet(book, f"{store}, {day:%A %d %B %Y}", lines)
    sync(partial)
    rename_durably(partial, file)
    return CounterList(store, day, len(lines), file)


def _write_sheet(book: Any, title: str, lines: Sequence[tuple[Any, ...]]) -> None:
    """One sheet for A4 across: the header on each page, all columns on one page's width, lines to write on."""
    cell = book.add_format({"border": 4, "text_wrap": True, "valign": "top", "num_format": "@"})
    head = book.add_format({"bold": True, "bottom": 2})
    sheet = book.add_worksheet("Counter list")
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 1)
    sheet.freeze_panes(2, 0)
    sheet.set_footer("&L&A&RPage &P of &N")
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    for column, (header, width, _) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(1, column, header, head)
    for row, line in enumerate(lines, start=2):
        for column, value in enumerate(line):
            sheet.write_string(row, column, _shown(column, value), cell)


def _shown(column: int, value: Any) -> str:
    if value is None:
        return ""
    return f"{value:02d}:00" if COLUMNS[column][2] == "usual_hour" else str(value)
