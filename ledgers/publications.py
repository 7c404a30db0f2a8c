"""The publication ledger: which version shows which build."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ledgers.clock import now_text
from ledgers.database import ledger


@dataclass(frozen=True)
class Publication:
    """One published version; `file` is below publications/."""

    version: int
    build_seq: int
    file: str
    sha256: str


def record(state: Path, publication: Publication) -> None:
    """Append a version; repeating one after a crash replaces it."""
    with ledger(state) as connection:
        connection.execute(
            "insert or replace into publications values (?, ?, ?, ?, ?)",
            (publication.version, publication.build_seq, publication.file, publication.sha256, now_text()),
        )


def record_contents(state: Path, version: int, sha256: str) -> None:
    """A version shows fewer people than it did: its file is another one now."""
    with ledger(state) as connection:
        connection.execute("update publications set sha256 = ? where version = ?", (sha256, version))


def sha256_of(state: Path, version: int) -> str | None:
    """What the file of a version hashes to; None for one that was never published."""
    with ledger(state) as connection:
        row = connection.execute("select sha256 from publications where version = ?", (version,)).fetchone()
    return None if row is None else str(row["sha256"])


def latest(state: Path) -> Publication | None:
    """The newest version, or None."""
    with ledger(state) as connection:
        row = connection.execute("select * from publications order by version desc limit 1").fetchone()
    return None if row is None else Publication(row["version"], row["build_seq"], row["file"], row["sha256"])


def record_rollback(state: Path, left: int, to: int, who: str, reason: str) -> None:
    """Append that readers were sent from one version back to another."""
    with ledger(state) as connection:
        connection.execute(
            "insert into rollbacks (left_version, to_version, rolled_back_by, reason, recorded_at)"
            " values (?, ?, ?, ?, ?)",
            (left, to, who, reason, now_text()),
        )


def shown(state: Path) -> int | None:
    """The version that readers see: the newest, unless it was rolled back; None before the first."""
    newest = latest(state)
    if newest is None:
        return None
    with ledger(state) as connection:
        rows = connection.execute("select left_version, to_version from rollbacks order by rollback_seq").fetchall()
    version, was_left = newest.version, False
    for row in rows:
        was_left = was_left or row["left_version"] == newest.version
        if was_left:
            version = row["to_version"]
    return int(version)
