"""Who is in which export: `members/<export_id>.parquet`, and whether all of them may still be written to.

It holds contact points, because a consent is given at a contact point, and a person may change ids by a merge.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from workspaces.durable import rename_durably, sync

PARTIAL = ".partial-"

_STALE = """
with
    members as (select * from read_parquet(?)),

    points as (
        select members.*, point.contact_value as value
        from members, lateral (
            select unnest(list_distinct([members.contact_point, members.email, members.phone])) as contact_value
        ) as point
        where point.contact_value is not null
    ),

    -- whoever owns the contact point today, besides the person who was exported
    owners as (
        select points.*, points.customer_id as owner_id from points
        union all
        select points.*, owner.customer_id as owner_id
        from points
        inner join eligibility.elg_contact_points as owner on points.value = owner.contact_value
    )

-- distinct: a person has several contact points and several reasons
select count(distinct owners.customer_id)
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
            and decision.reason in ('pseudo_account', 'open_complaint', 'no_contact_point')
    )
"""


def write(
    connection: duckdb.DuckDBPyConnection, folder: Path, export_id: str, audience: str, channel: str, purpose: str
) -> None:
    """Keep the people of `file_rows` under this export's id."""
    folder.mkdir(parents=True, exist_ok=True)
    final = folder / f"{export_id}.parquet"
    partial = folder / f"{PARTIAL}{final.name}"
    connection.execute(
        "copy (select position, customer_id, contact_point, email, phone, consent_id, consented_at, ? as audience,"
        " ? as channel, ? as purpose from file_rows order by position)"
        f" to '{str(partial).replace(chr(39), chr(39) * 2)}' (format parquet)",
        [audience, channel, purpose],
    )
    sync(partial)
    rename_durably(partial, final)


def clean(folder: Path) -> None:
    """Remove what a killed run left half-written."""
    for file in folder.glob(f"{PARTIAL}*"):
        file.unlink()


def stale_count(connection: duckdb.DuckDBPyConnection, folder: Path, export_id: str) -> int | None:
    """How many people of this export may not be written to any more; None when nobody knows who is in it."""
    file = folder / f"{export_id}.parquet"
    if not file.is_file():
        return None
    found = connection.execute(_STALE, [str(file)]).fetchone()
    return int(found[0]) if found else None
