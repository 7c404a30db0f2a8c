"""What one look at the people of a file tells about its columns: are the stored values hashes already, or plain, and
are all of them written as nearly all are. Where they are, nothing is asked of each value again.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from export.columns import FileColumn, as_usual, without_hashes
from workspaces.errors import LanggananError

# How many people of one table an SQL condition is true for: a second tool asks what the first one asked.
Counts = dict[str, int]


def settled(
    connection: duckdb.DuckDBPyConnection, people: str, columns: Sequence[FileColumn], known: Counts | None = None
) -> tuple[FileColumn, ...]:
    """The columns as these people need them. `known`: what was counted of this table, and is added to.

    Raises LanggananError when a column mixes hashed and plain values.
    """
    counts = {} if known is None else known
    _count(connection, people, [c.mixed[0] for c in columns if c.hashes], counts)
    _count(connection, people, [c.unusual for c in columns if c.unusual], counts)
    for column in columns:
        if column.hashes and counts[column.mixed[0]]:
            _refuse_mixed(connection, people, column, counts[column.mixed[0]])
    return tuple(_settled(c, counts) for c in columns)


def _settled(column: FileColumn, counts: Counts) -> FileColumn:
    if column.unusual is not None and not counts[column.unusual]:
        return as_usual(column)
    return without_hashes(column) if column.hashes and not counts[column.mixed[0]] else column


def _count(connection: duckdb.DuckDBPyConnection, people: str, conditions: Sequence[str], counts: Counts) -> None:
    asked = [c for c in dict.fromkeys(conditions) if c not in counts]
    if asked:
        filtered = ", ".join(f"count(*) filter (where {c})" for c in asked)
        found = connection.execute(f"select {filtered} from {people} as member").fetchone() or ()
        counts.update(zip(asked, found, strict=True))


def _refuse_mixed(connection: duckdb.DuckDBPyConnection, people: str, column: FileColumn, already: int) -> None:
    found = connection.execute(f"select count(*) from {people} as member where {column.mixed[1]}").fetchone()
    if found and found[0]:
        raise LanggananError(
            f"{column.header} mixes {already} hashed and {found[0]} plain values.",
            "Deliver one kind; a mixture would match nobody.",
        )
