"""What `raw` shows of campaigns: the exports that were marked as sent, and who was eligible for them.

Sends lie in the ledger, people in arms/ and members/; see export/arms.py for what a file of arms holds.
"""

from __future__ import annotations

import duckdb

from ingestion.scratch_duckdb import literal
from ledgers import campaign_sends
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
    written = f"(select distinct customer_id from read_parquet({literal(members)}))"
    if not arms.is_file():
        # The purpose stands in the file's metadata; files of before have a column of it.
        return (
            f"select {literal(export_id)} as export_id, customer_id, coalesce(told.purpose, people.purpose) as purpose,"
            " true as is_in_file, 'treated' as arm, 0::DECIMAL(9, 6) as control_share from ("
            "select distinct customer_id, purpose from (select null::VARCHAR as purpose where false union all by name"
            f" select * from read_parquet({literal(members)}))) as people"
            " cross join (select max(decode(value)) as purpose"
            f" from parquet_kv_metadata({literal(members)}) where decode(key) = 'purpose') as told"
        )
    return (
        f"select {literal(export_id)} as export_id, arms.*, written.customer_id is not null as is_in_file"
        f" from read_parquet({literal(arms)}) as arms left join {written} as written using (customer_id)"
    )
