"""What one look at the people of a file tells about its hashed columns: are the stored values hashes already, or plain.

Where they are plain, nothing is asked of each value again.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from export.columns import FileColumn, without_hashes
from workspaces.errors import LanggananError


def settled(
    connection: duckdb.DuckDBPyConnection, people: str, columns: Sequence[FileColumn]
) -> tuple[FileColumn, ...]:
    """The columns as these people need them. Raises LanggananError when one mixes hashed and plain values."""
    hashing = [c for c in columns if c.hashes]
    if not hashing:
        return tuple(columns)
    asked = ", ".join(f"count(*) filter (where {c.mixed[0]})" for c in hashing)
    found = connection.execute(f"select {asked} from {people} as member").fetchone() or ()
    already = {c.header: count for c, count in zip(hashing, found, strict=True)}
    for column in hashing:
        if already[column.header]:
            _refuse_mixed(connection, people, column, already[column.header])
    return tuple(without_hashes(c) if c.hashes and not already[c.header] else c for c in columns)


def _refuse_mixed(connection: duckdb.DuckDBPyConnection, people: str, column: FileColumn, already: int) -> None:
    found = connection.execute(f"select count(*) from {people} as member where {column.mixed[1]}").fetchone()
    if found and found[0]:
        raise LanggananError(
            f"{column.header} mixes {already} hashed and {found[0]} plain values.",
            "Deliver one kind; a mixture would match nobody.",
        )
