"""How the files in members/ are read: who is in which export, and what is told of all of them. SQL text only.

Export writes them, Great Expectations reads files back by them, and raw tables are made of them. What may still be
written to whom is export's matter.
"""

from __future__ import annotations

from pathlib import Path

from ledgers.sql_text import literal

TOLD = ("audience", "channel", "purpose", "definition", "run", "build_seq")
EMAIL_IS_CONTACT = "email_is_contact_point"
"""Told 'true' where every e-mail address is the contact point, so that it is not kept twice."""
KEPT = """
    cast(null as varchar) as customer_id, cast(null as varchar) as contact_point, cast(null as varchar) as email,
    cast(null as varchar) as phone, cast(null as varchar) as consent_id, cast(null as timestamp) as consented_at,
    cast(null as varchar) as audience, cast(null as varchar) as channel, cast(null as varchar) as purpose,
    cast(null as varchar) as definition, cast(null as varchar) as run, cast(null as bigint) as build_seq,
    cast(null as date) as left_on, cast(null as date) as withdrawn_on, cast(null as boolean) as is_named
"""


def people(*files: Path) -> str:
    """SQL of a relation of who is in these files: (export_id, position, customer_id, contact_point, email, phone,
    consent_id, consented_at, audience, channel, purpose, definition, run, build_seq, left_on, withdrawn_on, is_named);
    `position` is the line, from 1. The last three are of those who are to be taken out, in members/removed/.
    """
    listed = f"[{', '.join(literal(file) for file in files)}]"
    told = ", ".join(
        f"max(decode(value)) filter (where decode(key) = '{name}') as {name}" for name in (*TOLD, EMAIL_IS_CONTACT)
    )
    same = ", ".join(f"coalesce(told.{name}, line.{name}) as {name}" for name in TOLD[:-1])
    return f"""(
    select
        parse_filename(line.filename, true) as export_id, line.file_row_number + 1 as position, line.customer_id,
        line.contact_point,
        case when told.{EMAIL_IS_CONTACT} = 'true' then line.contact_point else line.email end as email,
        line.phone, line.consent_id, line.consented_at, {same},
        coalesce(cast(told.build_seq as bigint), line.build_seq) as build_seq, line.left_on, line.withdrawn_on,
        line.is_named
    from (
        select {KEPT} where false
        union all by name
        select * from read_parquet({listed}, union_by_name = true, filename = true, file_row_number = true)
    ) as line
    left join (
        select file_name, {told} from parquet_kv_metadata({listed}) group by file_name
    ) as told on line.filename = told.file_name
)"""
