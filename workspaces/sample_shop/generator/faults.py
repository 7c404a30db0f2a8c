"""Faults planted in text and Parquet deliveries: late, repeated and malformed rows. Each is counted in the truth.

Only the first chunk's rows are touched, so that counts stay small and exact. Malformed rows are copies of good ones, so
that no good row is missing; they go where they stay far below the share at which a file is refused. Files delivered
again whole are redeliveries.py's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from workspaces.sample_shop.generator.plan import Ints, Plan
from workspaces.sample_shop.generator.truth import Truth

FUTURE = "2027-01-15"
RECEIPT_NUMBER = "no_struk"
MOST_LATE, MOST_REPEATED = 40, 20
ROWS_PER_FAULT = 30
"""A file needs so many rows for each malformed one: a share of 3.3 %, under the threshold of 5 %."""
MANY_ROWS, MANY_COPIES = 2_000, 3


@dataclass(frozen=True)
class Malformed:
    """One way to spoil a row: cells by column get other texts, or the line is cut."""

    name: str
    reason: str
    what: str
    cells: tuple[tuple[str, str], ...] = ()
    is_cut: bool = False


CUT = Malformed("short_line", "cannot be split", "lines that end after the second cell", is_cut=True)


def blank(column: str) -> Malformed:
    """The column is empty."""
    return Malformed(f"blank_{column}", f"{column}: missing", f"rows without {column}", ((column, ""),))


def unreadable(column: str, text: str, what: str) -> Malformed:
    """The column holds a text that is not `what`."""
    return Malformed(
        f"unreadable_{column}", f"{column}: not {what}", f"rows with {column} = {text!r}", ((column, text),)
    )


def future(*columns: str, text: str = f"{FUTURE}T10:00:00+07:00") -> Malformed:
    """The columns lie half a year after the delivery."""
    cells = tuple((column, text) for column in columns)
    return Malformed(f"future_{columns[0]}", f"{columns[0]}: later than its delivery", f"rows dated {text}", cells)


MALFORMED: dict[str, tuple[Malformed, ...]] = {
    "web_shop.customers": (
        CUT,
        blank("customer_id"),
        unreadable("updated_at", "kemarin", "a time"),
        future("created_at", "updated_at"),
    ),
    "web_shop.orders": (
        CUT,
        blank("order_id"),
        unreadable("shipping_amount", "gratis", "a number"),
        unreadable("ordered_at", "31-06-2026 pagi", "a time"),
        future("ordered_at", "updated_at"),
    ),
    "web_shop.order_lines": (
        CUT,
        blank("line_id"),
        unreadable("quantity", "dua", "a number"),
        unreadable("unit_price", "gratis", "a number"),
    ),
    "web_shop.payments": (unreadable("amount", "lunas", "a number"), future("paid_at")),
    "pos.receipts": (
        CUT,
        unreadable("jumlah", "dua", "a number"),
        unreadable("tanggal", "31/02/2026", "a date"),
        future("tanggal", text="15/01/2027"),
    ),
    "messaging.sends": (blank("send_id"), unreadable("sent_at", "kemarin", "a time")),
    "messaging.events": (
        Malformed("broken_json", "line: not a JSON object", "lines that end in the middle", is_cut=True),
        blank("event_id"),
        unreadable("occurred_at", "kemarin", "a time"),
        future("occurred_at"),
    ),
    "consents.changes": (blank("change_id"), unreadable("occurred_at", "kemarin", "a time")),
    "web.events": (blank("event_id"), future("occurred_at")),
    "membership.members": (blank("member_no"), unreadable("updated_at", "kemarin", "a time")),
    "membership.points": (blank("entry_id"), unreadable("points", "seratus", "a whole number")),
}
LATE = {
    "web_shop.orders",
    "web_shop.order_lines",
    "web_shop.payments",
    "pos.receipts",
    "messaging.events",
    "web.events",
    "membership.points",
}
REPEATED = LATE | {"web_shop.customers", "consents.changes"}


def busiest(plan: Plan, files: Ints) -> tuple[int, int]:
    """The daily file of the first half with the most rows, and the file two days later.

    Where a small shop had no rows on those days: the backfill, and the second daily file.
    """
    rows = np.bincount(files, minlength=plan.days + 1)[1 : plan.days // 2 + 1]
    file = int(rows.argmax()) + 1 if rows.any() else 0
    return file, file + 2


def move_late(plan: Plan, truth: Truth, entity: str, files: Ints, groups: Ints | None) -> Ints:
    """Up to half of a busy day's rows (with their groups) arrive two days late; their fates do not change."""
    if entity not in LATE:
        return files
    early, later = busiest(plan, files)
    rows = np.flatnonzero(files == early)
    moved = _first(rows, groups, min(MOST_LATE, (len(rows) + 1) // 2))
    files = files.copy()
    files[moved] = later
    truth.plant(f"late.{entity}", entity, len(moved), "as if in time", "rows of an earlier day in a later file")
    return files


def repeat_rows(plan: Plan, truth: Truth, entity: str, files: Ints, groups: Ints | None) -> tuple[Ints, Ints]:
    """(positions, files) of rows (whole groups) that come again, unchanged, in a later file: one duplicate each."""
    if entity not in REPEATED:
        return np.array([], np.int64), np.array([], np.int64)
    early, later = busiest(plan, files)
    rows = _first(np.flatnonzero(files == early), groups, MOST_REPEATED)
    truth.plant(f"repeated.{entity}", entity, len(rows), "duplicate", "rows of an earlier file repeated in a later one")
    truth.count(entity, duplicate=len(rows))
    return rows, np.full(len(rows), later)


def _first(rows: Ints, groups: Ints | None, count: int) -> Ints:
    """The first `count` rows, with the rest of the last one's group."""
    if groups is None or not len(rows):
        return rows[:count]
    wanted = np.unique(groups[rows[:count]])
    return rows[np.isin(groups[rows], wanted)]


def spoil(plan: Plan, truth: Truth, entity: str, files: Ints) -> list[tuple[int, int, Malformed]]:
    """(position, file, fault) of the malformed copies: in the backfill, and in the last file if it is long enough."""
    planted = []
    kinds = MALFORMED.get(entity, ())
    for file in (0, plan.days):
        rows = np.flatnonzero(files == file)
        if len(rows) < ROWS_PER_FAULT * len(kinds):
            continue
        copies = MANY_COPIES if len(rows) >= MANY_ROWS else 1
        for kind, fault in enumerate(kinds):
            for copy in range(copies):
                planted.append((int(rows[(kind + 1) * len(rows) // (len(kinds) + 2) + copy]), file, fault))
            truth.plant(f"{fault.name}.{entity}", entity, copies, fault.reason, fault.what)
            truth.count(entity, quarantined=copies, unsplittable=copies if fault is CUT else 0)
    return planted


def spoiled_line(line: str, fault: Malformed, header: str, delimiter: str, line_end: str) -> str:
    """A delimited line with the fault in it; cells are not quoted in lines that are chosen."""
    columns = header.split(delimiter)
    cells = line.removesuffix(line_end).split(delimiter)
    if columns[0] == RECEIPT_NUMBER:
        cells[0] = f"{cells[0]}X"  # a receipt of its own: a good one must not gain a line
    if fault.is_cut:
        return delimiter.join(cells[:2]) + line_end
    for column, text in fault.cells:
        cells[columns.index(column)] = text
    return delimiter.join(cells) + line_end


def spoiled_json(line: str, fault: Malformed) -> str:
    """A JSON line with the fault in it."""
    if fault.is_cut:
        return line[: len(line) // 2] + "\n"
    for member, text in fault.cells:
        head, _, rest = line.partition(f'"{member}":"')
        line = f'{head}"{member}":"{text}"' + rest.partition('"')[2]
    return line


def spoiled_rows(rows: pa.Table, faults: list[Malformed]) -> pa.Table:
    """Parquet rows, one fault each: a blank cell is null, a date becomes a moment in UTC."""
    records = rows.to_pylist()
    for record, fault in zip(records, faults, strict=True):
        for column, text in fault.cells:
            moment = pa.scalar(np.datetime64(FUTURE, "us"), pa.timestamp("us")).as_py()
            record[column] = moment if text else None
    return pa.Table.from_pylist(records, schema=rows.schema)
