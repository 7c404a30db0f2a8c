"""What `raw` shows of campaigns: the exports that were marked as sent, and who was eligible for them.

Sends lie in the ledger, people in arms/ and members/; see export/arms.py for what a file of arms holds.
"""

from __future__ import annotations

import duckdb

from ingestion.scratch_duckdb import literal
from ledgers import campaign_sends
from ledgers.member_files import people
from workspaces.paths import WorkspacePaths

PEOPLE = """
    export_id VARCHAR, customer_id VARCHAR, purpose VARCHAR, is_in_file BOOLEAN, arm VARCHAR,
    control_share DECIMAL(9, 6), lifecycle VARCHAR, rfm_segment VARCHAR, value_class VARCHAR
"""


def write(connection: duckdb.DuckDBPyConnection, paths: WorkspacePaths) -> None:
    """Make the table `raw._campaign_sends` of the sends that stand, and the view `raw._campaign_people` of its people.

    An export whose people were kept before arms were has nobody held out.
    """
    connection.execute(
        "create or replace table raw._campaign_sends (send_seq BIGINT, export_id VARCHAR, audience VARCHAR,"
        " destination VARCHAR, channel VARCHAR, sent_at TIMESTAMP, sent_count BIGINT, campaign_id VARCHAR)"
    )
    sends = campaign_sends.standing(paths.state)
    for send in sends:
        connection.execute(
            "insert into raw._campaign_sends values (?, ?, ?, ?, ?, timezone('UTC', cast(? as timestamptz)), ?, ?)",
            [
                send.send_seq,
                send.export_id,
                send.audience,
                send.destination,
                send.channel,
                send.sent_at,
                send.sent_count,
                send.campaign_id,
            ],
        )
    columns = [line.split() for line in PEOPLE.replace("(9, 6)", "(9;6)").split(",")]
    nobody = ", ".join(f"null::{kind.replace(';', ',')} as {name}" for name, kind in columns)
    exports = sorted({send.export_id for send in sends})
    parts = [f"select {nobody} where false", *(part for e in exports if (part := _people(paths, e)))]
    connection.execute(f"create or replace view raw._campaign_people as {' union all by name '.join(parts)}")


def _people(paths: WorkspacePaths, export_id: str) -> str:
    """The query of one export's people; '' where no file tells of them."""
    arms, members = paths.arms / f"{export_id}.parquet", paths.members / f"{export_id}.parquet"
    if not members.is_file():
        return ""
    if not arms.is_file():
        return (
            f"select distinct {literal(export_id)} as export_id, customer_id, purpose, true as is_in_file,"
            f" 'treated' as arm, 0::DECIMAL(9, 6) as control_share from {people(members)}"
        )
    return (
        f"select {literal(export_id)} as export_id, arms.*, written.customer_id is not null as is_in_file"
        f" from read_parquet({literal(arms)}) as arms left join"
        f" (select distinct customer_id from read_parquet({literal(members)})) as written using (customer_id)"
    )
