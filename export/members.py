"""Who is in which export: `members/<export_id>.parquet`, and who of them may not be written to any more.

It holds contact points, because a consent is given at a contact point, and a person may change ids by a merge. Beside
each person stands the consent; the definition, run and build under which the file was made are the same for everybody
and stand once, in the metadata of the Parquet file, where they take no time of writing; `ledgers.member_files`
reads both, and files of before. Where the file went is in the export ledger.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from export.request import Request
from ledgers.forbidden_people import forbidden_sql
from ledgers.member_files import EMAIL_IS_CONTACT, people
from ledgers.sql_text import literal
from workspaces.durable import link_or_copy, rename_durably, sync

PARTIAL = ".partial-"


def file_of(folder: Path, export_id: str) -> Path:
    """Where the people of an export are kept."""
    return folder / f"{export_id}.parquet"


def record_of(folder: Path, export_id: str) -> Path:
    """Where those are kept who were put there and stand in the full files of an export no more (differences.py)."""
    return folder / "removed" / f"{export_id}.parquet"


def write(connection: duckdb.DuckDBPyConnection, request: Request, export_id: str, table: str) -> Path:
    """Keep the people of this ordered table under this export's id; returns the file."""
    final = file_of(request.paths.members, export_id)
    final.parent.mkdir(parents=True, exist_ok=True)
    partial = final.with_name(f"{PARTIAL}{final.name}")
    found = connection.execute(f"select bool_and(email is not distinct from contact_point) from {table}").fetchone()
    is_contact = bool(found and found[0])
    connection.execute(
        f"copy (select customer_id, contact_point, {'' if is_contact else 'email, '}phone, consent_id, consented_at"
        f" from {table}) to {literal(partial)} (format parquet, dictionary_size_limit 1,"
        f" compression lz4_raw, parquet_version v2, kv_metadata {{{metadata(request, is_contact)}}})"
    )
    sync(partial)
    rename_durably(partial, final)
    return final


def metadata(request: Request, is_contact: bool = False) -> str:
    """SQL of what is the same for everybody of an export; `is_contact`: no e-mail address is kept."""
    told = {
        "audience": request.audience,
        "channel": request.destination.channel,
        "purpose": request.purpose,
        "definition": json.dumps(definition_text(request.meta), sort_keys=True),
        "run": request.run,
        "build_seq": str(request.build_seq),
        EMAIL_IS_CONTACT: str(is_contact).lower(),
    }
    return ", ".join(f"{name}: {literal(value)}" for name, value in told.items())


def definition_text(meta: Mapping[str, Any]) -> dict[str, Any]:
    """A definition as JSON gives it back."""
    told: dict[str, Any] = json.loads(json.dumps(dict(meta), default=str))
    return told


def definition_of(file: Path) -> dict[str, Any] | None:
    """The definition under which the people of an export were chosen; None where nobody knows."""
    if not file.is_file():
        return None
    with duckdb.connect(":memory:") as connection:
        found = connection.execute(f"select definition from {people(file)} limit 1").fetchone()
    told: dict[str, Any] | None = json.loads(found[0]) if found and found[0] else None
    return told


def link(former: Path, folder: Path, export_id: str) -> Path:
    """Keep the same people under another export's id: one run wrote them for another tool just now."""
    final = file_of(folder, export_id)
    partial = final.with_name(f"{PARTIAL}{final.name}")
    partial.unlink(missing_ok=True)
    link_or_copy(former, partial)
    rename_durably(partial, final)
    return final


def clean(folder: Path) -> None:
    """Remove what a killed run left half-written."""
    for file in folder.glob(f"**/{PARTIAL}*"):
        file.unlink()


def find_forbidden(connection: duckdb.DuckDBPyConnection, folder: Path, export_id: str) -> int | None:
    """Make the tables `forbidden_then` of this export's people and `forbidden_gone` of those on its record, with the
    columns (customer_id, is_withdrawn); how many the first has, None when its people are unknown."""
    file, record = file_of(folder, export_id), record_of(folder, export_id)
    if not file.is_file():
        return None
    if record.is_file():
        _judge(connection, "forbidden_gone", people(record))
    return _judge(connection, "forbidden_then", people(file))


def _judge(connection: duckdb.DuckDBPyConnection, table: str, members: str) -> int:
    connection.execute(
        f"create or replace temp table {table} as"
        f" select customer_id, false as is_withdrawn from ({forbidden_sql(members)})"
    )
    found = connection.execute(f"select count(*) from {table}").fetchone()
    if found is None or not found[0]:
        return 0
    of_them = f"(select * from {members} where customer_id in (select customer_id from {table}))"
    withdrawn = forbidden_sql(of_them, is_withdrawn_only=True)
    connection.execute(f"update {table} set is_withdrawn = true where customer_id in ({withdrawn})")
    return int(found[0])
