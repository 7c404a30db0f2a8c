"""Approvals: who let an audience pass although named checks failed, until when, and why. Append-only, and chained.

Each line's signature covers the line before it. A line that was changed or taken out by hand breaks the chain, and a
broken chain lets nothing pass. What may be approved at all is decided where the checks are.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from ledgers.clock import now_text
from ledgers.database import ledger


@dataclass(frozen=True)
class Approval:
    """One approval. It speaks for `checks` alone: another fault holds the subject all the same."""

    subject: str
    build_seq: int
    checks: tuple[str, ...]
    faults: tuple[str, ...]
    approved_by: str
    account: str
    reason: str
    expires_at: dt.datetime
    approved_at: str = ""
    is_chained: bool = True

    def stands(self, moment: dt.datetime) -> bool:
        """Whether it counts at this moment (aware)."""
        return self.is_chained and moment < self.expires_at


def record(state: Path, approval: Approval) -> None:
    """Append one line, signed over the one before it. Its `approved_at` is now."""
    with ledger(state) as connection:
        last = connection.execute("select signature from approvals order by approval_seq desc limit 1").fetchone()
        fields = (
            approval.subject,
            approval.build_seq,
            json.dumps(approval.checks),
            json.dumps(approval.faults),
            approval.approved_by,
            approval.account,
            approval.reason,
            now_text(),
            approval.expires_at.astimezone(dt.UTC).isoformat(),
        )
        connection.execute(
            "insert into approvals (subject, build_seq, checks, faults, approved_by, account, reason, approved_at,"
            " expires_at, signature) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*fields, _signature(last["signature"] if last else "", fields)),
        )


def approvals(state: Path, subject: str | None = None) -> list[Approval]:
    """All approvals, or those of one subject, oldest first. From a broken link of the chain on, none is chained."""
    with ledger(state) as connection:
        rows = connection.execute("select * from approvals order by approval_seq").fetchall()
    found, signature, is_chained = [], "", True
    for number, row in enumerate(rows, start=1):
        signature = _signature(signature, tuple(row)[1:-1])
        is_chained = is_chained and row["approval_seq"] == number and row["signature"] == signature
        found.append(_approval(row, is_chained))
    return [a for a in found if subject in (None, a.subject)]


def _signature(before: str, fields: tuple[object, ...]) -> str:
    return hashlib.sha256(json.dumps([before, *fields]).encode()).hexdigest()


def _approval(row: sqlite3.Row, is_chained: bool) -> Approval:
    return Approval(
        row["subject"],
        row["build_seq"],
        tuple(json.loads(row["checks"])),
        tuple(json.loads(row["faults"])),
        row["approved_by"],
        row["account"],
        row["reason"],
        dt.datetime.fromisoformat(row["expires_at"]),
        row["approved_at"],
        is_chained,
    )
