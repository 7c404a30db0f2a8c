"""Opens the ledger database: SQLite in WAL mode, every commit on disk before it returns. The tables of all ledgers."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SCHEMA = """
create table if not exists loads (
    load_seq integer primary key,
    source text not null,
    entity text not null,
    delivery text not null,            -- the file's path below the inbox, or the table's name
    delivered_at text not null,        -- ISO 8601, UTC
    content_hash text not null,        -- SHA-256 of the delivery's bytes
    status text not null check (status in ('landed', 'reasserted', 'refused', 'resolved')),
    path text,                         -- the Parquet file below raw/, null when refused
    columns text not null default '[]',-- JSON list of the Parquet file's columns with their types
    row_count integer not null default 0,       -- records plus rejected lines
    rejected_count integer not null default 0,  -- lines that could not be split; kept beside the Parquet file
    byte_count integer not null default 0,
    reason text not null default '',
    mend text not null default '',
    warnings text not null default '[]',        -- JSON list of sentences (schema drift, empty delivery)
    recorded_at text not null,
    seconds real not null default 0,
    declaration text not null default '',       -- JSON: how the delivery was read; a refusal stands until it changes
    erased_count integer not null default 0     -- records and lines that were not landed: people in them were erased
);
create index if not exists loads_by_entity on loads (source, entity, load_seq);
create index if not exists loads_by_content on loads (source, entity, content_hash);

create table if not exists seen_files (    -- so that an unchanged file is not hashed again
    source text not null,
    entity text not null,
    delivery text not null,
    byte_count integer not null,
    mtime_ns integer not null,
    content_hash text not null,
    primary key (source, entity, delivery)
);

create table if not exists pulls (         -- what was drawn from databases and interfaces, also when it was nothing new
    source text not null,
    entity text not null,
    pulled_at text not null,           -- ISO 8601, UTC
    row_count integer not null,        -- rows that had not been landed before
    seconds real not null,
    primary key (source, entity, pulled_at)
);

create table if not exists alerts (
    alert_key text not null,           -- names what was told, for ever: failure:<run>, refusal:<load>, ...
    channel text not null,             -- kind and place in the workspace file; no address
    fault text not null,               -- '' when it was sent
    recorded_at text not null,
    primary key (alert_key, channel)
);

create table if not exists fetches (       -- files of remote folders, as they were last seen
    source text not null,
    entity text not null,
    name text not null,                -- path below the remote folder
    byte_count integer not null,
    mark text not null,                -- what tells one version of the file from another: an ETag, a time
    is_fetched integer not null,       -- 0: seen, and waited for until it is whole
    seen_at text not null,
    primary key (source, entity, name)
);

create table if not exists relands (        -- loads that were read again, until a build has taken them in
    load_seq integer primary key,
    source text not null,
    entity text not null
);

create table if not exists build_parts (   -- what the last complete build stood on beside the data, part by part
    build_seq integer primary key,
    parts text not null                -- JSON: name -> SHA-256
);

create table if not exists builds (
    build_seq integer primary key,
    status text not null check (status in ('started', 'complete', 'failed')),
    as_of text not null,
    fingerprint text not null,         -- code, variables, seeds
    loads_above integer not null,      -- loads up to this one were in the last complete build
    loads_to integer not null,
    is_full_rebuild integer not null,
    started_at text not null,
    ended_at text,
    reason text not null default ''
);

create table if not exists audits (
    build_seq integer not null,
    attempt integer not null,          -- 1, 2, ... of this build: the newest counts, the others are its history
    started_at text not null,
    primary key (build_seq, attempt)
);

create table if not exists check_results (
    build_seq integer not null,
    check_name text not null,
    tool text not null check (tool in ('dbt', 'great_expectations', 'ledger')),
    subjects text not null,            -- JSON list: the audiences it speaks for, 'publication', or '*' for all
    status text not null check (status in ('pass', 'fail', 'warn', 'error', 'skipped')),
    evaluated_count integer,           -- null where the tool does not say
    failed_count integer,
    fault text not null default '',    -- what it guards against, in words
    recorded_at text not null,
    attempt integer not null default 1,
    primary key (build_seq, attempt, check_name)
);

create table if not exists validations (   -- what Great Expectations told of a suite, in counts
    build_seq integer not null,
    attempt integer not null,
    suite text not null,
    results text not null,             -- JSON list, one object per expectation
    recorded_at text not null,
    primary key (build_seq, attempt, suite)
);

create table if not exists verdicts (
    build_seq integer not null,
    subject text not null,             -- an audience, or 'publication'
    verdict text not null check (verdict in ('pass', 'hold')),
    reasons text not null,             -- JSON list of sentences
    rows_hash text not null,           -- of the audience's ordered eligible rows; '' for the publication
    row_count integer not null,
    recorded_at text not null,
    checks text not null default '[]', -- JSON list: each reason's check if it may be approved, else ''
    attempt integer not null default 1,
    primary key (build_seq, attempt, subject)
);

create table if not exists approvals (
    approval_seq integer primary key,
    subject text not null,             -- an audience, or 'publication'
    build_seq integer not null,        -- the build that was looked at
    checks text not null,              -- JSON list: the failed checks that it lets pass, and no other
    faults text not null,              -- JSON list: what they told
    approved_by text not null,
    account text not null,             -- who the machine says it was
    reason text not null,
    approved_at text not null,
    expires_at text not null,          -- ISO 8601, UTC; from then on it counts no more
    signature text not null            -- SHA-256 over the former line's signature and this line
);

create table if not exists publications (
    version integer primary key,
    build_seq integer not null,
    file text not null,
    sha256 text not null,
    recorded_at text not null
);

create table if not exists rollbacks (
    rollback_seq integer primary key,
    left_version integer not null,     -- publishing it again does not bring it back
    to_version integer not null,
    rolled_back_by text not null,
    reason text not null,
    recorded_at text not null
);

create table if not exists exports (
    export_seq integer primary key,
    export_id text not null,
    build_seq integer not null,
    audience text not null,
    destination text not null,
    status text not null check (status in ('written', 'unchanged', 'held', 'not_due', 'withdrawn')),
    file text not null,                -- below exports/, '' when held without one
    row_count integer not null,
    sha256 text not null default '',
    reasons text not null default '[]',
    recorded_at text not null,
    as_of text not null default '',    -- the business date that the file was made for
    expires_at text not null default ''-- ISO 8601, UTC; '' for never
);
create index if not exists exports_by_audience on exports (audience, destination, export_seq);

create table if not exists campaign_sends (
    send_seq integer primary key,
    export_id text not null,
    audience text not null,
    destination text not null,
    channel text not null,
    sent_at text not null,             -- ISO 8601, UTC: when the tool sent it
    sent_count integer not null,       -- messages, as the marketer says; 0 takes back what was said of this moment
    campaign_id text not null,         -- what the tool calls it, '' when not told
    told_by text not null,
    recorded_at text not null
);

create table if not exists runs (
    run_seq integer primary key,
    command text not null,
    started_at text not null,
    ended_at text,
    outcome text,                      -- 'published', 'nothing new', 'held', 'failed'
    build_seq integer,
    stage_seconds text not null default '{}',
    summary text not null default '{}' -- JSON, what `langganan status` shows
);
"""

# What a ledger of an older version lacks in a table that it has: (table, column, declaration).
ADDED_COLUMNS = (
    ("verdicts", "checks", "text not null default '[]'"),
    ("loads", "erased_count", "integer not null default 0"),
)
# Tables whose key or check has grown since, known by a column: an older one is copied into the present form.
REKEYED = (("check_results", "attempt"), ("verdicts", "attempt"), ("exports", "as_of"))
VERSION = zlib.crc32(repr((SCHEMA, ADDED_COLUMNS, REKEYED)).encode()) >> 1  # SQLite keeps it signed, in 32 bits


@contextmanager
def ledger(state: Path) -> Iterator[sqlite3.Connection]:
    """One short transaction on the ledgers: committed when the block ends, rolled back when it raises.

    `synchronous=full` because a load must not become visible and then vanish with the power.
    """
    state.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(state, timeout=30, isolation_level=None)
    try:
        connection.row_factory = sqlite3.Row
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = full")
        if connection.execute("pragma user_version").fetchone()[0] != VERSION:
            _bring_up_to_date(connection)
        connection.execute("begin immediate")
        yield connection
        connection.commit()
    except BaseException:
        if connection.in_transaction:
            connection.rollback()
        raise
    finally:
        connection.close()


def _bring_up_to_date(connection: sqlite3.Connection) -> None:
    """Give a new ledger its tables, and one of an older version what it lacks."""
    connection.execute("begin immediate")
    _rekey(connection)
    connection.commit()
    connection.executescript(SCHEMA)
    connection.execute("begin immediate")
    for table, column, declaration in ADDED_COLUMNS:
        there = {row["name"] for row in connection.execute(f"pragma table_info({table})")}
        if column not in there:
            connection.execute(f"alter table {table} add column {column} {declaration}")
    connection.execute(f"pragma user_version = {VERSION}")
    connection.commit()


def _rekey(connection: sqlite3.Connection) -> None:
    with sqlite3.connect(":memory:") as fresh:
        fresh.executescript(SCHEMA)
        made = dict(fresh.execute("select name, sql from sqlite_master where type = 'table'").fetchall())
    for table, column in REKEYED:
        columns = [row["name"] for row in connection.execute(f"pragma table_info({table})")]
        if not columns or column in columns:
            continue
        connection.execute(f"alter table {table} rename to {table}_of_before")
        connection.execute(made[table])
        named = ", ".join(columns)
        connection.execute(f"insert into {table} ({named}) select {named} from {table}_of_before")
        connection.execute(f"drop table {table}_of_before")


@contextmanager
def held_open(state: Path) -> Iterator[None]:
    """Keep the write-ahead log open over many short transactions: else each of them ends by writing it back."""
    with ledger(state):
        pass
    connection = sqlite3.connect(state, timeout=30, isolation_level=None)
    try:
        connection.execute("select 1 from loads").fetchone()
        yield
    finally:
        connection.close()
