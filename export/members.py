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
from ledgers.member_files import EMAIL_IS_CONTACT, people
from ledgers.sql_text import literal
from workspaces.durable import link_or_copy, rename_durably, sync

PARTIAL = ".partial-"


def file_of(folder: Path, export_id: str) -> Path:
    """Where the people of an export are kept."""
    return folder / f"{export_id}.parquet"


def forbidden_sql(members: str) -> str:
    """SQL of the customer_ids that may not be written to, of a relation with the columns of a members file.

    Asks at every contact point of the row, and of everybody who owns one of them today. Unknown consent means no.
    """
    return f"""
with
    points as (
        select members.*, point.contact_value as value
        from {members} as members, lateral (
            select unnest(list_distinct([members.contact_point, members.email, members.phone])) as contact_value
        ) as point
        where point.contact_value is not null
    ),

    -- whoever owns the contact point today, besides the person of the row
    owners as (
        select points.*, points.customer_id as owner_id from points
        union all
        select points.*, owner.customer_id as owner_id
        from points
        inner join eligibility.elg_contact_points as owner on points.value = owner.contact_value
    )

-- distinct: a person has several contact points and several reasons
select distinct owners.customer_id
from owners
where
    not exists (
        select 1 from eligibility.elg_consent_states as consent
        where consent.contact_value = owners.value and consent.channel = owners.channel
            and consent.purpose = owners.purpose and consent.state = 'granted'
    )
    or exists (
        select 1 from eligibility.elg_contact_points as point
        inner join eligibility.elg_suppressions as suppression using (contact_hash)
        where point.contact_value = owners.value and suppression.channel = owners.channel
    )
    or exists (
        select 1 from eligibility.elg_closed_channels as closed
        where closed.customer_id = owners.owner_id and closed.channel = owners.channel
            and closed.purpose in (owners.purpose, 'all')
    )
    or exists (
        select 1 from eligibility.elg_decisions as decision
        where decision.audience = owners.audience and decision.channel = owners.channel
            and decision.customer_id = owners.owner_id
            and decision.reason in ('pseudo_account', 'open_complaint', 'no_contact_point', 'held_out')
    )
"""


def write(connection: duckdb.DuckDBPyConnection, request: Request, export_id: str, table: str) -> Path:
    """Keep the people of this ordered table under this export's id; returns the file."""
    final = file_of(request.paths.members, export_id)
    final.parent.mkdir(parents=True, exist_ok=True)
    partial = final.with_name(f"{PARTIAL}{final.name}")
    found = connection.execute(f"select bool_and(email is not distinct from contact_point) from {table}").fetchone()
    is_contact = bool(found and found[0])
    told = {
        "audience": request.audience,
        "channel": request.destination.channel,
        "purpose": request.purpose,
        "definition": json.dumps(definition_text(request.meta), sort_keys=True),
        "run": request.run,
        "build_seq": str(request.build_seq),
        EMAIL_IS_CONTACT: str(is_contact).lower(),
    }
    metadata = ", ".join(f"{name}: {literal(value)}" for name, value in told.items())
    connection.execute(
        f"copy (select customer_id, contact_point, {'' if is_contact else 'email, '}phone, consent_id, consented_at"
        f" from {table}) to {literal(partial)} (format parquet, dictionary_size_limit 1,"
        f" compression lz4_raw, parquet_version v2, kv_metadata {{{metadata}}})"
    )
    sync(partial)
    rename_durably(partial, final)
    return final


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
    for file in folder.glob(f"{PARTIAL}*"):
        file.unlink()


def find_forbidden(connection: duckdb.DuckDBPyConnection, folder: Path, export_id: str) -> int | None:
    """Make the table `forbidden_then` (customer_id) of this export; how many; None when its people are unknown."""
    file = file_of(folder, export_id)
    if not file.is_file():
        return None
    connection.execute(f"create or replace temp table forbidden_then as {forbidden_sql(people(file))}")
    found = connection.execute("select count(*) from forbidden_then").fetchone()
    return int(found[0]) if found else None
