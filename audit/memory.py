"""What the audit remembers of builds that passed, and the loads of the ledger, in one DuckDB file that suites can read.

Attached as `remembered`: `members` are the members of each audience when it last passed, with those whose turn was
another time (written to before, in another audience, at a cap, held out); `sizes` are its people in the last builds
that passed, `loads` and `entities` what was delivered and what is declared. What a difference means is for the suites
to say. A file that is lost is begun anew: then there is nothing to compare with, as before the first build.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from audit.filling import PLANNED
from audit.snapshot import SNAPSHOT
from ledgers.loads import loads
from ledgers.sql_text import literal

NAME = "remembered"
SIZES_KEPT = 10
PASSED = """
create table if not exists members (audience varchar, as_of date, channel varchar, customer_id varchar);
create table if not exists sizes (audience varchar, build_seq bigint, people bigint);
"""
DELIVERED = """
create or replace table loads (source varchar, entity varchar, load_seq bigint, delivered_at timestamp,
    row_count bigint, rejected_count bigint, columns varchar[]);
create or replace table entities (source varchar, entity varchar, late_after_seconds double, required varchar[]);
"""


@dataclass(frozen=True)
class DeclaredEntity:
    """What the workspace declares of an entity: when it is late (None: never), and the columns that it must have."""

    source: str
    entity: str
    late_after: dt.timedelta | None
    required: tuple[str, ...]


def refresh(memory: Path, state: Path, declared: Iterable[DeclaredEntity]) -> None:
    """Write the visible loads of the ledger and what is declared; make the file where there is none."""
    with _open(memory) as connection:
        connection.execute(DELIVERED)
        landed = [
            [x.source, x.entity, x.load_seq, x.delivered_at, x.row_count, x.rejected_count, [n for n, _ in x.columns]]
            for x in loads(state, ("landed", "reasserted"))
        ]
        connection.execute(
            "insert into loads select x->>0, x->>1, cast(x->>2 as bigint),"
            " cast(cast(x->>3 as timestamptz) at time zone 'UTC' as timestamp), cast(x->>4 as bigint),"
            " cast(x->>5 as bigint), cast(x->6 as varchar[])"
            " from (select unnest(cast(cast(? as json) as json[])) as x)",
            [json.dumps(landed)],
        )
        entities = [
            (d.source, d.entity, d.late_after.total_seconds() if d.late_after else None, d.required) for d in declared
        ]
        connection.execute(
            "insert into entities select x->>0, x->>1, cast(x->>2 as double), cast(x->3 as varchar[])"
            " from (select unnest(cast(cast(? as json) as json[])) as x)",
            [json.dumps(entities)],
        )


def remember(memory: Path, marts: Path, build_seq: int, as_of: dt.date, audiences: Collection[str]) -> None:
    """Keep who fits these audiences, which passed in this build for this date. An empty one keeps what it had."""
    with _open(memory) as connection:
        connection.execute(f"attach {literal(marts)} as {SNAPSHOT} (read_only)")
        connection.execute("begin")
        connection.execute(
            "create temp table passed as select audience, channel, customer_id from"
            f" (select audience, channel, customer_id from {SNAPSHOT}.eligibility.elg_members union"
            f" select audience, channel, customer_id from {SNAPSHOT}.eligibility.elg_decisions"
            f" where reason in ({PLANNED}))"
            " where list_contains(?, audience)",
            [sorted(audiences)],
        )
        connection.execute("delete from members where audience in (select audience from passed)")
        connection.execute(
            "insert into members select audience, ?, channel, customer_id from passed",
            [as_of],
        )
        connection.execute(
            "delete from sizes where build_seq = ? and list_contains(?, audience)", [build_seq, sorted(audiences)]
        )
        connection.execute(
            "insert into sizes select audience, ?, count(distinct customer_id) from passed group by audience",
            [build_seq],
        )
        connection.execute(
            "delete from sizes where rowid not in (select rowid from sizes"
            f" qualify row_number() over (partition by audience order by build_seq desc) <= {SIZES_KEPT})"
        )
        connection.execute("commit")


@contextmanager
def _open(memory: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(memory)} as {NAME}")
        connection.execute(f"use {NAME}")
        connection.execute(PASSED)
        yield connection
