"""The rows of one full file, found in DuckDB: who can stand in it.

Tables of one export, all temporary, in order, and with the columns of `elg_members` and `consent`: `file_rows` (the
audience's people whom this tool can take), and beside them `rejected_rows`; what changed since the file before is in
differences.py. Values are made when a table is written (columns.py, parts.py). Who is eligible was decided in
`elg_members`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import duckdb

from export import one_look
from export.columns import FileColumn, looked_up, prepared, rejection


@dataclass(frozen=True)
class Rows:
    """What the file will hold, and the table of it. `columns` are those of the destination, as these people need them.

    `rejected`: reason -> rows; `altered`, `cut`: column -> texts that were changed so.
    """

    table: str
    columns: tuple[FileColumn, ...]
    kept: int
    rejected: dict[str, int]
    altered: dict[str, int]
    cut: dict[str, int]


def prepare(
    connection: duckdb.DuckDBPyConnection,
    people: str,
    described: Sequence[FileColumn],
    texts: Collection[str] = (),
    counts: one_look.Counts | None = None,
) -> Rows:
    """Make `file_rows` and `rejected_rows` from the table of people in order, and count what was kept and changed.

    `texts`: its columns that hold finished texts; `counts`: what one_look counted of it. Raises LanggananError when a
    column mixes hashed and plain values.
    """
    placed = [looked_up(c) if c.shared in texts else c for c in described]
    columns = one_look.settled(connection, people, placed, counts)
    noted = [(f"altered_{i}", c.altered) for i, c in enumerate(columns) if c.altered]
    noted += [(f"cut_{i}", c.cut) for i, c in enumerate(columns) if c.cut]
    judged = prepared(columns, people, [f"{sql} as {name}" for name, sql in noted])
    reason = rejection(columns)
    connection.execute(
        "create or replace temp table rejected_rows as\n"
        f"with prepared as ({judged}) select place, customer_id, {reason} as rejection from prepared"
        f" where {reason} <> ''"
    )
    rejected = connection.execute(
        "select rejection, count(*) from rejected_rows group by rejection order by rejection"
    ).fetchall()
    table = people
    if rejected:
        table = "kept_rows"
        connection.execute(
            f"create or replace temp table {table} as select * from {people}"
            " where rowid not in (select place from rejected_rows) order by customer_id"
        )
    told = {}
    if noted:
        asked = ", ".join(f"count(*) filter (where {name})" for name, _ in noted)
        found = connection.execute(
            f"with prepared as ({judged}) select {asked} from prepared where {reason} = ''"
        ).fetchone()
        told = dict(zip((name for name, _ in noted), found or (), strict=True))
    return Rows(
        table,
        columns,
        count(connection, table),
        dict(rejected),
        {c.header: told[f"altered_{i}"] for i, c in enumerate(columns) if told.get(f"altered_{i}")},
        {c.header: told[f"cut_{i}"] for i, c in enumerate(columns) if told.get(f"cut_{i}")},
    )


def count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """The rows of a temporary table."""
    found = connection.execute(f"select count(*) from {table}").fetchone()
    return int(found[0]) if found else 0
