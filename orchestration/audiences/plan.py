"""What an audience would be, before anything of it leaves: size, exclusions, sample, who came and went, overlap, cost.

Read from a publication, attached read-only as DATABASE to a connection in memory. A definition is chosen by its own
SQL, so that one that was written a moment ago can be planned; an audience in SQL is read as it was built.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration.audiences import rules
from orchestration.audiences.decisions import decide
from orchestration.audiences.definition import Definition
from orchestration.audiences.model import model_sql
from orchestration.audiences.words import DuckDbWords

DATABASE = "marts"
SAMPLE = 5
Row = dict[str, Any]


@dataclass(frozen=True)
class Exported:
    """The file that stands at a destination: who is in it, as a Parquet file, and the channel."""

    destination: str
    channel: str
    members: Path | None


@dataclass(frozen=True)
class Asked:
    """What is planned: the audience, its definition or None for one in SQL, its meta, the files that stand, and the
    query of what is declared of writing by it and by the others.
    """

    name: str
    definition: Definition | None
    meta: Mapping[str, Any]
    personal: frozenset[str]
    exported: tuple[Exported, ...]
    rules_sql: str


def plan(
    connection: duckdb.DuckDBPyConnection,
    asked: Asked,
    words: DuckDbWords,
    eligibility: Path,
    mask: Callable[[str], str],
) -> Row:
    """The facts, as JSON takes them. `mask` stars out a personal value."""
    began = time.monotonic()
    chosen = (
        model_sql(asked.definition, words)
        if asked.definition
        else f"select * from {words.relation(f'aud_{asked.name}')}"
    )
    connection.execute(f"create or replace temp table chosen as {chosen}")
    chose = time.monotonic()
    channels = list(asked.meta["channels"])
    event_at = f"customer_360.{asked.meta['event_at']}" if asked.meta.get("event_at") else "cast(null as timestamp)"
    connection.execute(
        "create or replace temp table elg_candidates as"
        f" select ? as audience, chosen.customer_id, {event_at} as event_at from chosen"
        f" left join {DATABASE}.marts.customer_360 as customer_360"
        " on chosen.customer_id = customer_360.customer_id",
        [asked.name],
    )
    rules.tell(connection, asked.rules_sql)
    decide(connection, eligibility, DATABASE)
    decided = time.monotonic()
    return {
        "size": _one(connection, "select count(*) from chosen"),
        "exclusions": [_exclusions(connection, channel) for channel in channels],
        "since_build": _since_build(connection, asked.name),
        "since_export": [_since(connection, file) for file in asked.exported],
        "overlap": _overlap(connection, asked.name),
        "sample": _sample(connection, asked, mask),
        "cost": {
            "choosing_seconds": round(chose - began, 3),
            "deciding_seconds": round(decided - chose, 3),
            "tables_read": _read(connection, chosen),
        },
    }


def _exclusions(connection: duckdb.DuckDBPyConnection, channel: str) -> Row:
    counted = connection.execute(
        "select reason, count(*) from elg_decisions where channel = ? group by reason order by count(*) desc, reason",
        [channel],
    ).fetchall()
    eligible = sum(n for reason, n in counted if reason == "")
    return {"channel": channel, "eligible": eligible, "excluded": {reason: n for reason, n in counted if reason}}


def _since_build(connection: duckdb.DuckDBPyConnection, name: str) -> Row:
    """Against whom the audience held after the last build, which is another one where the definition was changed."""
    built = f"select customer_id from {DATABASE}.segments.seg_memberships where dimension = 'audience' and segment = $1"
    now = "select customer_id from chosen"
    return {
        "built": _one(connection, f"select count(*) from ({built})", [name]),
        "entrants": _one(connection, f"select count(*) from ({now} except {built})", [name]),
        "leavers": _one(connection, f"select count(*) from ({built} except {now})", [name]),
    }


def _since(connection: duckdb.DuckDBPyConnection, file: Exported) -> Row:
    told: Row = {"destination": file.destination}
    if file.members is None or not file.members.is_file():
        return told | {"exported": None, "entrants": None, "leavers": None}
    eligible = "select customer_id from elg_decisions where channel = $1 and is_eligible"
    then = "select distinct customer_id from read_parquet($2)"
    values = [file.channel, str(file.members)]
    return told | {
        "exported": _one(connection, f"select count(*) from ({then.replace('$2', '$1')})", values[1:]),
        "entrants": _one(connection, f"select count(*) from ({eligible} except {then})", values),
        "leavers": _one(connection, f"select count(*) from ({then} except {eligible})", values),
    }


def _overlap(connection: duckdb.DuckDBPyConnection, name: str) -> dict[str, int]:
    """Other built audience -> people of the plan who are in it too, the largest first; none that shares nobody."""
    others = [
        other
        for (other,) in connection.execute(
            "select table_name from duckdb_tables() where database_name = ? and schema_name = 'audiences'"
            " and table_name <> ? order by table_name",
            [DATABASE, f"aud_{name}"],
        ).fetchall()
    ]
    if not others:
        return {}
    counts = " union all ".join(
        f"select '{other.removeprefix('aud_')}', count(*) from chosen semi join {DATABASE}.audiences.{other}"
        " using (customer_id)"
        for other in others
    )
    found = connection.execute(f"select * from ({counts}) as counts(name, people) where people > 0 order by 2 desc, 1")
    return dict(found.fetchall())


def _sample(connection: duckdb.DuckDBPyConnection, asked: Asked, mask: Callable[[str], str]) -> list[Row]:
    """Some of the chosen, the same ones every time, with personal values masked."""
    fields = [f for f in asked.meta["fields"] if f != "customer_id"]
    columns = ", ".join(("customer_id", *fields))
    found = connection.execute(f"select {columns} from chosen order by hash(customer_id), customer_id limit {SAMPLE}")
    return [
        {
            name: mask(str(value)) if name in asked.personal and value is not None else value
            for name, value in zip(("customer_id", *fields), row, strict=True)
        }
        for row in found.fetchall()
    ]


def _read(connection: duckdb.DuckDBPyConnection, sql: str) -> dict[str, int]:
    """Table that the choosing reads -> its rows."""
    tables = connection.execute(
        "select schema_name, table_name, estimated_size from duckdb_tables() where database_name = ?", [DATABASE]
    ).fetchall()
    return {t: n for schema, t, n in sorted(tables) if f'"{schema}"."{t}"' in sql}


def _one(connection: duckdb.DuckDBPyConnection, sql: str, values: Iterable[Any] = ()) -> int:
    found = connection.execute(sql, list(values)).fetchone()
    return int(found[0]) if found else 0
