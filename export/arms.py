"""Who was eligible for which export, held out or not: in `arms/<export_id>.parquet` each export knows its control.

Whoever was eligible when the file was made is counted by the arm that was given, in the file or not (intention to
treat). It holds no contact point: people by id, with what the profile said of them before anybody was written to.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from export.members import PARTIAL
from export.reading import Reading
from export.request import Request
from ledgers.sql_text import literal
from workspaces.durable import link_or_copy, rename_durably, sync

ARMS = """
select
    decision.customer_id,
    $purpose as purpose,
    case
        when decision.reason = '' then 'treated'
        when 'mixed' in (of_all.arm, of_this.arm) then 'mixed'
        else 'control'
    end as arm,
    case
        when not $is_promotional then cast(0 as decimal(9, 6))
        when of_this.control_share is null then coalesce(of_all.control_share, cast(0 as decimal(9, 6)))
        when of_all.control_share is null then of_this.control_share
        -- DuckDB multiplies such decimals slowly (1.5 microseconds a row): only for those who have both
        else cast(1 - (1 - of_all.control_share) * (1 - of_this.control_share) as decimal(9, 6))
    end as control_share,
    person.lifecycle,
    person.rfm_segment,
    person.value_class
from eligibility.elg_decisions as decision
inner join marts.customer_360 as person on decision.customer_id = person.customer_id
left join (select * from eligibility.elg_arms where scope = '*') as of_all
    on decision.customer_id = of_all.customer_id
left join (select * from eligibility.elg_arms where scope = $audience) as of_this
    on decision.customer_id = of_this.customer_id
where decision.audience = $audience and decision.channel = $channel and decision.reason in ('', 'held_out')
"""


def file_of(folder: Path, export_id: str) -> Path:
    """Where the arms of an export are kept."""
    return folder / f"{export_id}.parquet"


def held_out(connection: duckdb.DuckDBPyConnection, audience: str, channel: str) -> tuple[str, ...]:
    """The ids of those who were held out of this audience's file, in order."""
    found = connection.execute(
        "select customer_id from eligibility.elg_decisions where audience = ? and channel = ? and reason = 'held_out'"
        " order by customer_id",
        [audience, channel],
    ).fetchall()
    return tuple(row[0] for row in found)


def keep(reading: Reading, request: Request, export_id: str) -> None:
    """Keep the arms of everybody who was eligible for this export; one run's files of a channel share them."""
    shared = f"arms for {request.destination.channel}"
    if shared in reading.member_files:
        _link(reading.member_files[shared], file_of(request.paths.arms, export_id))
    else:
        reading.member_files[shared] = _write(reading.connection, request, export_id)


def _write(connection: duckdb.DuckDBPyConnection, request: Request, export_id: str) -> Path:
    values = {
        "audience": request.audience,
        "channel": request.destination.channel,
        "purpose": request.purpose,
        "is_promotional": request.purpose == "marketing" and request.meta.get("holdout") != "none",
    }
    final = file_of(request.paths.arms, export_id)
    final.parent.mkdir(parents=True, exist_ok=True)
    partial = final.with_name(f"{PARTIAL}{final.name}")
    # No order: it is read as a set, and to put a million ids in order takes a third of the time. Only ids have no
    # dictionary worth the search for one.
    connection.execute(
        f"copy ({ARMS}) to {literal(partial)} (format parquet, dictionary_size_limit 100, compression lz4_raw)",
        values,
    )
    sync(partial)
    rename_durably(partial, final)
    return final


def link(folder: Path, former_id: str, export_id: str) -> None:
    """The same arms under another export's id: the file was written again, without some; the arms stay as given."""
    if (former := file_of(folder, former_id)).is_file():
        _link(former, file_of(folder, export_id))


def _link(former: Path, final: Path) -> None:
    partial = final.with_name(f"{PARTIAL}{final.name}")
    partial.unlink(missing_ok=True)
    link_or_copy(former, partial)
    rename_durably(partial, final)
