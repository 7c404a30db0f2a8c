"""What `raw` shows of written files: who was in those that were sent, and in those that may still be sent.

A file that expired without being marked as sent is of no account: nobody was written to by it.
"""

from __future__ import annotations

import datetime as dt

import duckdb

from ingestion.scratch_duckdb import literal
from ledgers import builds, campaign_sends, exports
from workspaces.paths import WorkspacePaths

FILES = "export_id VARCHAR, audience VARCHAR, as_of DATE, expires_at TIMESTAMP, sent_at TIMESTAMP, file VARCHAR"


def write(connection: duckdb.DuckDBPyConnection, paths: WorkspacePaths, with_expired: bool = False) -> None:
    """Make the table `raw._written_files` and the view `raw._written_people`, one row per file and person.

    A file counts that was marked as sent, or that the newest build finds unexpired. A line of an older version, which
    says neither date, counts once it is marked, for the date on which it was sent. `with_expired` shows the files that
    expired unsent too: they told of voucher codes.
    """
    newest = builds.newest(paths.state)
    since = newest.as_of.isoformat() if newest else ""
    sent: dict[str, str] = {}
    for send in campaign_sends.standing(paths.state):
        sent.setdefault(send.export_id, send.sent_at)
    connection.execute(f"create or replace table raw._written_files ({FILES})")
    for line, _ in exports.all_written(paths.state):
        file, sent_at = paths.members / f"{line.export_id}.parquet", sent.get(line.export_id)
        counts = sent_at or line.expires_at > since or (with_expired and line.as_of)
        if not file.is_file() or not counts:
            continue
        made_for = _made_for(line.as_of, sent_at)
        connection.execute(
            "insert into raw._written_files values (?, ?, ?, timezone('UTC', cast(? as timestamptz)),"
            " timezone('UTC', cast(? as timestamptz)), ?)",
            [
                line.export_id,
                line.audience,
                made_for,
                line.expires_at or None,
                sent_at,
                str(file),
            ],
        )
    files = [file for (file,) in connection.execute("select file from raw._written_files order by file").fetchall()]
    people = (
        f"read_parquet([{', '.join(map(literal, files))}], filename = true, union_by_name = true)"
        if files
        else "(select null::VARCHAR as customer_id, null::VARCHAR as filename where false)"
    )
    connection.execute(
        "create or replace view raw._written_people as select distinct files.export_id, files.audience, files.as_of,"
        f" files.expires_at, files.sent_at, people.customer_id from {people} as people"
        " inner join raw._written_files as files on people.filename = files.file"
    )


def _made_for(as_of: str, sent_at: str | None) -> str:
    return as_of or (dt.datetime.fromisoformat(str(sent_at)).date() - dt.timedelta(days=1)).isoformat()
