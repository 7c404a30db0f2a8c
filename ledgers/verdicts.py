"""Check results and verdicts, bound to a build. A missing verdict is a hold.

A build may be audited more than once: each audit has its number, the newest one counts, and nothing of the former is
written over.

A verdict is kept as the audit gave it. Whoever asks for it gets it in the light of the approvals that stand at that
moment: a hold all of whose faults were approved is a pass with override, until the first of them expires.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from ledgers.approvals import Approval, approvals
from ledgers.clock import now_text, now_utc
from ledgers.database import ledger

PUBLICATION = "publication"
EVERYTHING = "*"
PASSED = "pass"
HELD = "hold"
OVERRIDDEN = "pass with override"


@dataclass(frozen=True)
class CheckResult:
    """One check's outcome. `subjects`: audiences, 'publication', or '*' for all. Counts are None where unknown."""

    check_name: str
    tool: str
    subjects: tuple[str, ...]
    status: str
    evaluated_count: int | None = None
    failed_count: int | None = None
    fault: str = ""


@dataclass(frozen=True)
class Verdict:
    """Pass, pass with override or hold for one subject of one build, with the hash of the eligible rows it speaks of.

    `checks`: for each reason the failed check that an approval may speak of, '' where none may; empty when none of them
    may be approved. `overrides`: the approvals that let it pass.
    """

    build_seq: int
    subject: str
    verdict: str
    reasons: tuple[str, ...]
    rows_hash: str
    row_count: int
    checks: tuple[str, ...] = ()
    overrides: tuple[Approval, ...] = ()

    @property
    def passes(self) -> bool:
        """Whether the subject may leave."""
        return self.verdict in (PASSED, OVERRIDDEN)


def record_checks(state: Path, build_seq: int, results: list[CheckResult]) -> None:
    """Store check results of a build's present audit; a check that is repeated within it replaces its result."""
    with ledger(state) as connection:
        attempt = _attempt(connection, build_seq)
        connection.executemany(
            "insert or replace into check_results (build_seq, check_name, tool, subjects, status, evaluated_count,"
            " failed_count, fault, recorded_at, attempt) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    build_seq,
                    r.check_name,
                    r.tool,
                    json.dumps(r.subjects),
                    r.status,
                    r.evaluated_count,
                    r.failed_count,
                    r.fault,
                    now_text(),
                    attempt,
                )
                for r in results
            ],
        )


def checks(state: Path, build_seq: int, attempt: int | None = None) -> list[CheckResult]:
    """A build's check results by name, of its present audit or an earlier one."""
    with ledger(state) as connection:
        rows = connection.execute(
            "select * from check_results where build_seq = ? and attempt = ? order by check_name",
            (build_seq, attempt or _attempt(connection, build_seq)),
        ).fetchall()
    return [
        CheckResult(
            r["check_name"],
            r["tool"],
            tuple(json.loads(r["subjects"])),
            r["status"],
            r["evaluated_count"],
            r["failed_count"],
            r["fault"],
        )
        for r in rows
    ]


def record_verdicts(state: Path, verdicts: list[Verdict]) -> None:
    """Store the verdicts of a build's present audit in one transaction."""
    with ledger(state) as connection:
        attempts = {v.build_seq: _attempt(connection, v.build_seq) for v in verdicts}
        connection.executemany(
            "insert or replace into verdicts"
            " (build_seq, subject, verdict, reasons, rows_hash, row_count, recorded_at, checks, attempt)"
            " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    v.build_seq,
                    v.subject,
                    v.verdict,
                    json.dumps(v.reasons),
                    v.rows_hash,
                    v.row_count,
                    now_text(),
                    json.dumps(v.checks),
                    attempts[v.build_seq],
                )
                for v in verdicts
            ],
        )


def begin_audit(state: Path, build_seq: int) -> int:
    """Number another audit of the build, and return that: until it is judged, no verdict of the build stands."""
    with ledger(state) as connection:
        (last,) = connection.execute(
            "select max(attempt) from (select attempt from audits where build_seq = :build union all"
            " select attempt from check_results where build_seq = :build union all"
            " select attempt from verdicts where build_seq = :build)",
            {"build": build_seq},
        ).fetchone()
        attempt = int(last or 0) + 1
        connection.execute("insert into audits values (?, ?, ?)", (build_seq, attempt, now_text()))
    return attempt


def present_audit(state: Path, build_seq: int) -> int:
    """The number of the build's present audit."""
    with ledger(state) as connection:
        return _attempt(connection, build_seq)


def _attempt(connection: sqlite3.Connection, build_seq: int) -> int:
    """The number of the build's present audit."""
    found = connection.execute("select max(attempt) from audits where build_seq = ?", (build_seq,)).fetchone()
    return int(found[0] or 1)


def verdict(state: Path, build_seq: int, subject: str) -> Verdict | None:
    """The verdict of this build for this subject as it stands now; None, which every reader treats as a hold."""
    return next((v for v in verdicts(state, build_seq) if v.subject == subject), None)


def verdicts(state: Path, build_seq: int) -> list[Verdict]:
    """All verdicts of a build by subject, as they stand now: with the approvals that have not expired."""
    moment = now_utc()
    standing = [a for a in approvals(state) if a.stands(moment)]
    return [overridden(v, standing) for v in recorded_verdicts(state, build_seq)]


def overridden(verdict: Verdict, standing: Iterable[Approval]) -> Verdict:
    """The verdict with these approvals: it passes when each of its faults may be approved, and was."""
    of = tuple(a for a in standing if a.subject == verdict.subject and set(a.checks) & set(verdict.checks))
    approved = {check for a in of for check in a.checks}
    if verdict.verdict != HELD or not verdict.checks or not all(c and c in approved for c in verdict.checks):
        return verdict
    return replace(verdict, verdict=OVERRIDDEN, overrides=of)


def told(approval: Approval, zone: dt.tzinfo = dt.UTC) -> str:
    """One sentence for people who see a file that left under this approval."""
    until = approval.expires_at.astimezone(zone).strftime("%Y-%m-%d %H:%M %Z")
    return f"Approved by {approval.approved_by} until {until}: {approval.reason}"


def recorded_verdicts(state: Path, build_seq: int) -> list[Verdict]:
    """All verdicts of a build by subject, as the audit gave them."""
    with ledger(state) as connection:
        rows = connection.execute(
            "select * from verdicts where build_seq = ? and attempt = ? order by subject",
            (build_seq, _attempt(connection, build_seq)),
        ).fetchall()
    return [_verdict(row) for row in rows]


def history(state: Path, subject: str | None = None) -> list[tuple[str, int, Verdict]]:
    """(recorded at, number of the audit, verdict as it gave it) of all builds, newest first, or of one subject."""
    with ledger(state) as connection:
        rows = connection.execute("select * from verdicts order by build_seq desc, attempt desc, subject").fetchall()
    return [(r["recorded_at"], r["attempt"], _verdict(r)) for r in rows if subject in (None, r["subject"])]


def _verdict(row: sqlite3.Row) -> Verdict:
    return Verdict(
        row["build_seq"],
        row["subject"],
        row["verdict"],
        tuple(json.loads(row["reasons"])),
        row["rows_hash"],
        row["row_count"],
        tuple(json.loads(row["checks"])),
    )
