"""What Great Expectations told of each suite, in counts, kept with the audit that asked: its pages are made of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ledgers.clock import now_text
from ledgers.database import ledger
from ledgers.verdicts import present_audit


@dataclass(frozen=True)
class Validation:
    """One suite of one audit. `results`: per expectation its name, type, arguments, fault, severity and counts."""

    build_seq: int
    attempt: int
    suite: str
    results: tuple[dict[str, Any], ...]
    recorded_at: str = ""


def record(state: Path, build_seq: int, told: dict[str, list[dict[str, Any]]]) -> None:
    """Keep the results of these suites with the build's present audit."""
    attempt = present_audit(state, build_seq)
    with ledger(state) as connection:
        connection.executemany(
            "insert or replace into validations values (?, ?, ?, ?, ?)",
            [(build_seq, attempt, suite, json.dumps(results), now_text()) for suite, results in told.items()],
        )


def of_build(state: Path, build_seq: int) -> list[Validation]:
    """The suites of the build's present audit, by name."""
    attempt = present_audit(state, build_seq)
    with ledger(state) as connection:
        rows = connection.execute(
            "select * from validations where build_seq = ? and attempt = ? order by suite", (build_seq, attempt)
        ).fetchall()
    return [
        Validation(r["build_seq"], r["attempt"], r["suite"], tuple(json.loads(r["results"])), r["recorded_at"])
        for r in rows
    ]
