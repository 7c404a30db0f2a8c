"""The rows of one file, found in DuckDB: who can stand in it, and what changed since the file before.

Tables of one export, all temporary, in order, and with the columns of `elg_members` and `consent`: `file_rows` (the
audience's people whom this tool can take), `added_rows` and `removed_rows`; beside them `rejected_rows`. Values are
made when a table is written (columns.py, parts.py). Who is eligible was decided in `elg_members`; former members come
from members/.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from export import one_look
from export.columns import FileColumn, looked_up, prepared, rejection
from ledgers import member_files


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
            " where rowid not in (select place from rejected_rows) order by contact_point, customer_id"
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


def compare(
    connection: duckdb.DuckDBPyConnection, table: str, identifiers: Sequence[str], before: Path
) -> tuple[int, int]:
    """Make `added_rows` and `removed_rows` of a table against the members file of the export before; how many each has.

    A row is added when it brings a contact that was not there; a contact is removed when no row has it any more. A row
    of `removed_rows` holds only the contacts to remove, and says of those in `forbidden_then` that they withdrew.
    """
    was, now, former = [], [], member_files.people(before)
    for kind in identifiers:
        # distinct: two rows of one contact are one contact
        connection.execute(
            f"create or replace temp table was_{kind} as"
            f" select distinct {kind} as value from {former} where {kind} is not null"
        )
        was.append(f"(row.{kind} is not null and not exists (select 1 from was_{kind} where value = row.{kind}))")
        connection.execute(
            f"create or replace temp table now_{kind} as"
            f" select distinct {kind} as value from {table} where {kind} is not null"
        )
        now.append(f"left join now_{kind} on former.{kind} = now_{kind}.value")
    connection.execute(
        f"create or replace temp table added_rows as select row.* from {table} as row where {' or '.join(was)}"
        " order by contact_point, customer_id"
    )
    left = {k: f"case when now_{k}.value is null then former.{k} end" for k in identifiers}
    kept = ", ".join(f"{left.get(k, 'cast(null as varchar)')} as {k}" for k in ("contact_point", "email", "phone"))
    blank = ("full_name", "first_name", "last_name", "country", "postal_code")
    connection.execute(
        "create or replace temp table removed_rows as\nwith leaving as (\n"
        f"    select former.customer_id, {kept}, former.consent_id, former.consented_at, former.audience,\n"
        "        case when former.customer_id in (select customer_id from forbidden_then)\n"
        "            then 'withdrawn' else 'granted' end as consent,\n        "
        + ", ".join(f"cast(null as varchar) as {name}" for name in blank)
        + f", cast(null as json) as fields\n    from {former} as former {' '.join(now)}\n)\n"
        f"select * from leaving where {' or '.join(f'{k} is not null' for k in identifiers)}\n"
        "order by consent, coalesce(contact_point, email, phone), customer_id"
    )
    return count(connection, "added_rows"), count(connection, "removed_rows")


def count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """The rows of a temporary table."""
    found = connection.execute(f"select count(*) from {table}").fetchone()
    return int(found[0]) if found else 0
