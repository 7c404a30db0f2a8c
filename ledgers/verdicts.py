"""Check results and verdicts, bound to a build. A missing verdict is a hold; nothing here decides."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from ledgers.clock import now_text
from ledgers.database import ledger

PUBLICATION = "publication"
EVERYTHING = "*"


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
    """Pass or hold for one subject of one build, with the hash of the eligible rows it speaks of."""

    build_seq: int
    subject: str
    verdict: str
    reasons: tuple[str, ...]
    rows_hash: str
    row_count: int


def record_checks(state: Path, build_seq: int, results: list[CheckResult]) -> None:
    """Store a build's check results; a repeated check replaces its former result."""
    with ledger(state) as connection:
        connection.executemany(
            "insert or replace into check_results values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
                )
                for r in results
            ],
        )


def checks(state: Path, build_seq: int) -> list[CheckResult]:
    """A build's check results by name."""
    with ledger(state) as connection:
        rows = connection.execute(
            "select * from check_results where build_seq = ? order by check_name", (build_seq,)
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
    """Store verdicts in one transaction; a repeated audit of the same build replaces them."""
    with ledger(state) as connection:
        connection.executemany(
            "insert or replace into verdicts values (?, ?, ?, ?, ?, ?, ?)",
            [
                (v.build_seq, v.subject, v.verdict, json.dumps(v.reasons), v.rows_hash, v.row_count, now_text())
                for v in verdicts
            ],
        )


def forget_verdicts(state: Path, build_seq: int) -> None:
    """Drop a build's verdicts and check results before it is audited again, so that a crash leaves none standing."""
    with ledger(state) as connection:
        connection.execute("delete from verdicts where build_seq = ?", (build_seq,))
        connection.execute("delete from check_results where build_seq = ?", (build_seq,))


def verdict(state: Path, build_seq: int, subject: str) -> Verdict | None:
    """The verdict of this build for this subject; None, which every reader treats as a hold."""
    return next((v for v in verdicts(state, build_seq) if v.subject == subject), None)


def verdicts(state: Path, build_seq: int) -> list[Verdict]:
    """All verdicts of a build by subject."""
    with ledger(state) as connection:
        rows = connection.execute(
            "select build_seq, subject, verdict, reasons, rows_hash, row_count from verdicts"
            " where build_seq = ? order by subject",
            (build_seq,),
        ).fetchall()
    return [
        Verdict(
            r["build_seq"], r["subject"], r["verdict"], tuple(json.loads(r["reasons"])), r["rows_hash"], r["row_count"]
        )
        for r in rows
    ]
