"""What the child processes of test_kills.py do: land an inbox. `look` is the same inbox as a test sees it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import duckdb
from small_inbox import SmallInbox, small_inbox


def files(root: str) -> SmallInbox:
    """A delivery without fault, one with a rejected line, a refused one, and the first one's content again."""
    inbox = small_inbox(Path(root), rejected_share_max=0.5)
    if not any(inbox.paths.inbox.iterdir()):
        inbox.put("c_20260601.csv", "a,b\n1,x\n")
        inbox.put("c_20260602.csv", 'a,b\n1,"y\nz"\nshort\n')
        inbox.put("c_20260603.csv", 'a,b\n1,"\n')
        inbox.put("c_20260604.csv", "a,b\n1,x\n")
    return inbox


def database(root: str) -> SmallInbox:
    """A SQLite database with a sidecar."""
    inbox = small_inbox(Path(root), table="tickets", format="database", delivered_at={"from": "sidecar"})
    file = inbox.paths.inbox / "shop.sqlite"
    if not file.exists():
        connection = sqlite3.connect(file)
        connection.execute("create table tickets (a integer, b text)")
        connection.execute("insert into tickets values (1, 'x'), (2, 'y')")
        connection.commit()
        connection.close()
        inbox.put("shop.sqlite.delivered_at", "2026-06-01T00:00:00+07:00")
    return inbox


def land_files(root: str) -> None:
    """Land everything in the inbox of files."""
    files(root).land()


def land_database(root: str) -> None:
    """Land the table of the database."""
    database(root).land()


def look(inbox: SmallInbox) -> dict[str, Any]:
    """Ledger, files and rows; what the clock writes is left out."""
    with sqlite3.connect(inbox.paths.state) as state:
        columns = [row[1] for row in state.execute("pragma table_info(loads)")]
        kept = [column for column in columns if column not in {"recorded_at", "seconds"}]
        ledger = state.execute(f"select {', '.join(kept)} from loads order by load_seq").fetchall()
    state.close()
    parquet = sorted(path for path in inbox.paths.raw.rglob("*") if path.is_file())
    return {
        "ledger": ledger,
        "files": {str(p.relative_to(inbox.paths.raw)): duckdb.read_parquet(str(p)).fetchall() for p in parquet},
        "folders": sorted(str(p.relative_to(inbox.paths.raw)) for p in inbox.paths.raw.rglob("*") if p.is_dir()),
        "rows": inbox.rows(),
        "rejects": inbox.rejects(),
        "scratch": list(inbox.paths.scratch.iterdir()),
    }
