"""Marking an export as sent, and what was marked: caps and measurement count sends, not files."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from ledgers import campaign_sends, exports
from ledgers.campaign_sends import CampaignSend
from ledgers.clock import now_utc
from ledgers.exports import Export
from orchestration.gate.approving import account
from orchestration.run import Run
from workspaces.errors import ConfigurationError

SHORTEST = 8  # what stands in a file's name of its export's id


def mark_sent(
    run: Run, export_id: str, at: str, count: int | None = None, campaign_id: str = "", who: str = ""
) -> CampaignSend:
    """Append that this export was sent, and return the line.

    `export_id`: whole, or the eight signs in the file's name. `at`: a moment (ISO 8601), in the workspace's time zone
    where it names none. `count`: messages of this one sending, no more than the file has rows (the default);
    0 takes the mark back.

    Raises ConfigurationError for an unknown export, a moment that is none or lies ahead, a count below zero or above
    the file's rows, or a count of 0 where nothing was marked.
    """
    from export.registry import destination

    if count is not None and count < 0:
        raise ConfigurationError(f"{count} messages cannot have been sent.", "Leave --count out, or say how many.")
    sent_at = moment(at, ZoneInfo(run.workspace.time_zone), now_utc()).isoformat()
    with run.lock():
        file = _written(run, export_id)
        if count is not None and count > file.row_count:
            raise ConfigurationError(
                f"--count: {count:,} messages are more than the {file.row_count:,} rows of {file.file}.",
                "Where it was sent more than once, mark each sending with its own --at.",
            )
        marks = [s for s in campaign_sends.standing(run.paths.state) if s.export_id == file.export_id]
        if count == 0 and sent_at not in {s.sent_at for s in marks}:
            raise ConfigurationError(
                f"{file.export_id} was not marked as sent at {sent_at}.", "`langganan campaign list` shows what was."
            )
        return campaign_sends.record(
            run.paths.state,
            CampaignSend(
                export_id=file.export_id,
                audience=file.audience,
                destination=file.destination,
                channel=destination(file.destination, run.workspace.destinations).channel,
                sent_at=sent_at,
                sent_count=file.row_count if count is None else count,
                campaign_id=campaign_id.strip(),
                told_by=" ".join(who.split()) or account(),
            ),
        )


def moment(at: str, zone: ZoneInfo, now: dt.datetime) -> dt.datetime:
    """The moment in UTC. Raises ConfigurationError where it is none, names no hour, or lies ahead of `now`."""
    try:
        written = dt.datetime.fromisoformat(at.strip())
    except ValueError as error:
        raise ConfigurationError(f"--at: {at!r} is no moment.", "Write --at 2026-06-30T09:00.") from error
    if len(at.strip()) <= len("2026-06-30"):
        raise ConfigurationError(f"--at: {at!r} names no hour.", "Write --at 2026-06-30T09:00.")
    sent_at = (written if written.tzinfo else written.replace(tzinfo=zone)).astimezone(dt.UTC)
    if sent_at > now:
        raise ConfigurationError(f"--at: {at!r} lies ahead.", "Mark an export when it was sent.")
    return sent_at


def listed(run: Run) -> list[dict[str, Any]]:
    """Every export whose file was written, the newest last, with its sends: what `campaign list` tells."""
    marks = campaign_sends.standing(run.paths.state)
    return [
        {
            "export_id": file.export_id,
            "audience": file.audience,
            "destination": file.destination,
            "as_of": file.as_of,
            "rows": file.row_count,
            "file": file.file,
            "written_at": written_at,
            "sends": [
                {"sent_at": s.sent_at, "sent": s.sent_count, "campaign": s.campaign_id, "told_by": s.told_by}
                for s in marks
                if s.export_id == file.export_id
            ],
        }
        for file, written_at in exports.all_written(run.paths.state)
    ]


def _written(run: Run, export_id: str) -> Export:
    """The export of this id, or of this beginning of one."""
    asked = export_id.strip().lower()
    files = {file.export_id: file for file, _ in exports.all_written(run.paths.state)}
    if asked in files:
        return files[asked]
    alike = [e for e in files if len(asked) >= SHORTEST and e.startswith(asked)]
    if len(alike) == 1:
        return files[alike[0]]
    fault = "is of several exports" if alike else "is no export that was written"
    raise ConfigurationError(f"{export_id!r} {fault}.", "`langganan campaign list` shows their ids.")
