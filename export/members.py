"""Who is in which export: `members/<export_id>.parquet`, and who of them may not be written to any more.

It holds contact points, because a consent is given at a contact point, and a person may change ids by a merge. Beside
each person stands the consent; the definition, run and build under which the file was made are the same for everybody
and stand once, in the metadata of the Parquet file, where they take no time of writing. `people` reads
both, and files of before. Where the file went is in the export ledger.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from export.request import Request
from workspaces.durable import link_or_copy, rename_durably, sync

PARTIAL = ".partial-"
TOLD = ("audience", "channel", "purpose", "definition", "run", "build_seq")
EMAIL = "email_is_contact_point"
"""Told 'true' where every e-mail address is the contact point, so that it is not kept twice."""
KEPT = """
    cast(null as varchar) as customer_id, cast(null as varchar) as contact_point, cast(null as varchar) as email,
    cast(null as varchar) as phone, cast(null as varchar) as consent_id, cast(null as timestamp) as consented_at,
    cast(null as varchar) as audience, cast(null as varchar) as channel, cast(null as varchar) as purpose,
    cast(null as varchar) as definition, cast(null as varchar) as run, cast(null as bigint) as build_seq
"""


def file_of(folder: Path, export_id: str) -> Path:
    """Where the people of an export are kept."""
    return folder / f"{export_id}.parquet"


def people(*files: Path) -> str:
    """SQL of a relation of who is in these files: (export_id, position, customer_id, contact_point, email, phone,
    consent_id, consented_at, audience, channel, purpose, definition, run, build_seq); `position` is the line, from 1.
    """
    listed = f"[{', '.join(_literal(str(file)) for file in files)}]"
    told = ", ".join(f"max(decode(value)) filter (where decode(key) = '{name}') as {name}" for name in (*TOLD, EMAIL))
    same = ", ".join(f"coalesce(told.{name}, line.{name}) as {name}" for name in TOLD[:-1])
    return f"""(
    select
        parse_filename(line.filename, true) as export_id, line.file_row_number + 1 as position, line.customer_id,
        line.contact_point,
        case when told.{EMAIL} = 'true' then line.contact_point else line.email end as email,
        line.phone, line.consent_id, line.consented_at, {same},
        coalesce(cast(told.build_seq as bigint), line.build_seq) as build_seq
    from (
        select {KEPT} where false
        union all by name
        select * from read_parquet({listed}, union_by_name = true, filename = true, file_row_number = true)
    ) as line
    left join (
        select file_name, {told} from parquet_kv_metadata({listed}) group by file_name
    ) as told on line.filename = told.file_name
)"""


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
        EMAIL: str(is_contact).lower(),
    }
    metadata = ", ".join(f"{name}: {_literal(value)}" for name, value in told.items())
    connection.execute(
        f"copy (select customer_id, contact_point, {'' if is_contact else 'email, '}phone, consent_id, consented_at"
        f" from {table}) to {_literal(str(partial))} (format parquet, dictionary_size_limit 1,"
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


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
