"""Reads the eligible rows of each audience out of the marts: how many, their hash, and who was left out why.

What that means for the gate is verdict.py's matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

from audit.snapshot import attached
from audit.verdict import AudienceRows
from ledgers.database import ledger
from ledgers.row_hash import audience_hash, channel_hashes_sql


def audience_rows(marts: Path, state: Path, build_seq: int, audiences: Iterable[str]) -> dict[str, AudienceRows]:
    """Audience -> its rows in marts.duckdb, which is opened read-only and closed again."""
    had = _had_members(state, build_seq)
    with attached(marts) as connection:
        return {name: _rows(connection, name, name in had) for name in sorted(audiences)}


def _rows(connection: duckdb.DuckDBPyConnection, audience: str, had_members: bool) -> AudienceRows:
    row_count, rows_hash = audience_hash(connection.execute(channel_hashes_sql(), [audience]).fetchall())
    excluded = connection.execute(
        "select reason, cast(sum(customer_count) as bigint) from eligibility.elg_exclusion_counts"
        " where audience = ? and reason <> 'eligible' group by reason order by reason",
        [audience],
    ).fetchall()
    return AudienceRows(row_count, rows_hash, dict(excluded), had_members)


def _had_members(state: Path, build_seq: int) -> set[str]:
    """Audiences that passed with members in an earlier build."""
    with ledger(state) as connection:
        rows = connection.execute(
            "select distinct subject from verdicts where build_seq < ? and verdict = 'pass' and row_count > 0",
            (build_seq,),
        ).fetchall()
    return {row["subject"] for row in rows}
