"""What changed since the export before: `added_rows`, `removed_rows`, and on record who is still to be taken out.

Whoever was put into a tool by this system and stands in the full file no more is in
`members/removed/<export_id>.parquet` beside the people of the full file. Somebody who only left is named in the removed
files of that date. Somebody who withdrew is named in every one for a number of dates, so that a file which nobody
fetched is no person who stays in the tool, and no longer after agreeing again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import duckdb

from export import members
from export.file_rows import count
from export.request import Request
from ledgers.member_files import people
from ledgers.sql_text import literal
from workspaces.durable import rename_durably, sync

BLANK = ("full_name", "first_name", "last_name", "country", "postal_code")
KEPT = "customer_id, contact_point, email, phone, consent_id, consented_at, left_on, withdrawn_on, is_named"


@dataclass(frozen=True)
class Before:
    """The export that differences are to, whose people `members.find_forbidden` has judged.

    `on` is as_of, `days` for how many dates a person who withdrew is named. `leavers` says of whom it is known now that
    they left: of `all` who were ever there (a new full file), of those in its `file` alone (the same file with fewer
    people), or of `none` (there is no full file).
    """

    folder: Path
    export_id: str
    on: dt.date
    days: int
    leavers: Literal["all", "file", "none"] = "all"

    @property
    def people(self) -> str:
        """SQL of a relation of the people of its full files."""
        return people(members.file_of(self.folder, self.export_id))

    @property
    def were_there(self) -> str:
        """SQL of everybody of it, in the full files or to be taken out, with what was said of them, and whether they
        have withdrawn."""
        told = "customer_id, contact_point, email, phone, consent_id, consented_at, audience"
        on = f"date '{self.on.isoformat()}'"
        of_file = "null" if self.leavers == "none" else on
        relation = (
            f"select {told}, cast({of_file} as date) as left_on, cast(null as date) as withdrawn_on,\n"
            f"    {_withdrew('forbidden_then')} as is_withdrawn\nfrom {self.people}"
        )
        record = members.record_of(self.folder, self.export_id)
        if record.is_file():
            left_on = f"coalesce(left_on, {on})" if self.leavers == "all" else "left_on"
            relation += (
                f"\nunion all\nselect {told}, {left_on} as left_on, withdrawn_on,\n"
                f"    {_withdrew('forbidden_gone')} as is_withdrawn\n"
                f"from {people(record)}"
            )
        return f"({relation})"


@dataclass(frozen=True)
class Removals:
    """Whom a removed file names. `again`: those of the withdrawn whom an earlier file named already."""

    left: int = 0
    withdrawn: int = 0
    again: int = 0

    @property
    def told(self) -> dict[str, int]:
        """For the manifest."""
        return {"left": self.left, "withdrawn": self.withdrawn, "withdrawn_named_before": self.again}

    @property
    def still(self) -> tuple[str, ...]:
        """For the ledger, of a file that tells itself who went: what a former file asked for too."""
        return (f"Still to be taken out at the tool because they withdrew: {self.again:,}.",) if self.again else ()

    @property
    def warnings(self) -> tuple[str, ...]:
        """For the ledger: who has to be taken out at the tool, by hand where it takes no files."""
        if not self.withdrawn:
            return ()
        named = f", {self.again:,} of them named before" if self.again else ""
        return (f"To be taken out at the tool because they withdrew: {self.withdrawn:,}{named}.",)


def compare(connection: duckdb.DuckDBPyConnection, table: str, identifiers: Sequence[str], before: Before) -> Removals:
    """Make `added_rows`, `leaving_rows` and `removed_rows` of a table against the export before.

    A row is added when it brings a contact that was not there; a contact is to be removed when it was there and no row
    has it any more. A row of `removed_rows` holds only the contacts to remove, and whether its person withdrew.
    """
    was, now = [], []
    for kind in identifiers:
        # distinct: two rows of one contact are one contact
        connection.execute(
            f"create or replace temp table was_{kind} as"
            f" select distinct {kind} as value from {before.people} where {kind} is not null"
        )
        was.append(f"(row.{kind} is not null and not exists (select 1 from was_{kind} where value = row.{kind}))")
        connection.execute(
            f"create or replace temp table now_{kind} as"
            f" select distinct {kind} as value from {table} where {kind} is not null"
        )
        now.append(f"left join now_{kind} on former.{kind} = now_{kind}.value")
    connection.execute(
        f"create or replace temp table added_rows as select row.* from {table} as row where {' or '.join(was)}"
        " order by customer_id"
    )
    left = {k: f"case when now_{k}.value is null then former.{k} end" for k in identifiers}
    kept = ", ".join(f"{left.get(k, 'cast(null as varchar)')} as {k}" for k in ("contact_point", "email", "phone"))
    on = f"date '{before.on.isoformat()}'"
    connection.execute(
        "create or replace temp table leaving_rows as\nwith leaving as (\n"
        f"    select former.customer_id, {kept}, former.consent_id, former.consented_at, former.audience,\n"
        f"        former.left_on, case when former.is_withdrawn then coalesce(former.withdrawn_on, {on}) end"
        " as withdrawn_on,\n        former.withdrawn_on is not null as was_named\n"
        f"    from {before.were_there} as former {' '.join(now)}\n),\n"
        "named as (\n    select *, case when withdrawn_on is not null then 'withdrawn' else 'granted' end as consent,\n"
        f"        case when withdrawn_on is not null then withdrawn_on + {before.days} > {on}\n"
        f"            else coalesce(left_on = {on}, false) end as is_named\n    from leaving\n"
        f"    where {' or '.join(f'{k} is not null' for k in identifiers)}\n)\n"
        "select * from named\nwhere is_named or left_on is null"
        f" or greatest(left_on, withdrawn_on) + {before.days} > {on}"
    )
    connection.execute(
        "create or replace temp table removed_rows as\n"
        "select customer_id, contact_point, email, phone, consent_id, consented_at, audience, consent, "
        + ", ".join(f"cast(null as varchar) as {name}" for name in BLANK)
        + ", cast(null as json) as fields\nfrom leaving_rows where is_named\n"
        "order by consent, coalesce(contact_point, email, phone), customer_id"
    )
    return _removals(connection)


def _removals(connection: duckdb.DuckDBPyConnection) -> Removals:
    found = connection.execute(
        "select count(*) filter (where consent = 'granted'), count(*) filter (where consent = 'withdrawn'),"
        " count(*) filter (where consent = 'withdrawn' and was_named) from leaving_rows where is_named"
    ).fetchone()
    return Removals(*(int(n) for n in found or ()))


def keep(connection: duckdb.DuckDBPyConnection, request: Request, export_id: str, is_compared: bool = True) -> None:
    """Keep `leaving_rows` on record under this export's id; no file where nobody is to be taken out."""
    final = members.record_of(request.paths.members, export_id)
    if not is_compared or not count(connection, "leaving_rows"):
        final.unlink(missing_ok=True)
        return
    final.parent.mkdir(parents=True, exist_ok=True)
    partial = final.with_name(f"{members.PARTIAL}{final.name}")
    connection.execute(
        f"copy (select {KEPT} from leaving_rows order by coalesce(contact_point, email, phone), customer_id)"
        f" to {literal(partial)} (format parquet, compression zstd, kv_metadata {{{members.metadata(request)}}})"
    )
    sync(partial)
    rename_durably(partial, final)


def is_due(connection: duckdb.DuckDBPyConnection, before: Before) -> bool:
    """Whether anybody whom its removed file names is still to be named."""
    record = members.record_of(before.folder, before.export_id)
    if not record.is_file():
        return True  # of an older version: nobody knows
    found: Any = connection.execute(
        f"select count(*) from {people(record)} where is_named"
        f" and (withdrawn_on is null or withdrawn_on + {before.days} > date '{before.on.isoformat()}')"
    ).fetchone()
    return bool(found[0])


def is_otherwise(connection: duckdb.DuckDBPyConnection, before: Before) -> bool:
    """Whether somebody on record has withdrawn, or agreed again, since this export was made."""
    record = members.record_of(before.folder, before.export_id)
    if not record.is_file():
        return False
    found: Any = connection.execute(
        f"select count(*) from {people(record)} where (withdrawn_on is not null) <> {_withdrew('forbidden_gone')}"
    ).fetchone()
    return bool(found[0])


def _withdrew(table: str) -> str:
    return f"customer_id in (select customer_id from {table} where is_withdrawn)"
