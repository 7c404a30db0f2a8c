"""The ledger of sends: which exported file a marketer really sent, when, and to how many. Exported is not sent.

Append-only. Of one export and moment the newest line counts, so a mistake is taken back by a line with the count 0.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from ledgers.clock import now_text
from ledgers.database import ledger


@dataclass(frozen=True)
class CampaignSend:
    """One line. `sent_at` and `recorded_at` are ISO 8601, UTC; `campaign_id` is the tool's own name for it, or ''."""

    export_id: str
    audience: str
    destination: str
    channel: str
    sent_at: str
    sent_count: int
    campaign_id: str = ""
    told_by: str = ""
    send_seq: int = 0
    recorded_at: str = ""


def record(state: Path, send: CampaignSend) -> CampaignSend:
    """Append one line, and return it with its number and moment."""
    with ledger(state) as connection:
        row = connection.execute(
            "insert into campaign_sends (export_id, audience, destination, channel, sent_at, sent_count, campaign_id,"
            " told_by, recorded_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?) returning *",
            (
                send.export_id,
                send.audience,
                send.destination,
                send.channel,
                send.sent_at,
                send.sent_count,
                send.campaign_id,
                send.told_by,
                now_text(),
            ),
        ).fetchone()
    return _send(row)


def told(state: Path) -> list[CampaignSend]:
    """Every line, oldest first, those that were taken back included."""
    with ledger(state) as connection:
        return [_send(row) for row in connection.execute("select * from campaign_sends order by send_seq")]


def standing(state: Path) -> list[CampaignSend]:
    """The lines that count: of each export and moment the newest, if it is not taken back; in order of the sends."""
    newest = {(send.export_id, send.sent_at): send for send in told(state)}
    return sorted((s for s in newest.values() if s.sent_count > 0), key=lambda s: (s.sent_at, s.send_seq))


def last_recorded_at(state: Path) -> str:
    """When the newest line was written (ISO 8601, UTC); '' where nothing was ever sent."""
    lines = told(state)
    return lines[-1].recorded_at if lines else ""


def _send(row: sqlite3.Row) -> CampaignSend:
    return CampaignSend(**dict(row))
