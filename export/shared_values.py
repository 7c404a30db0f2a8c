"""What many people have in common is worked out once each: the hash of a first name, of a country, of a zip code.

The finished text is joined to the people before they are put in order, as a DuckDB enum of a few bytes. A join behind
the order would mix up the lines, and to put the texts themselves in order costs more than to hash them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import duckdb

from export.columns import FileColumn, columns_over, without_hashes
from export.registry import Destination

COLUMNS = ("first_name", "last_name", "country", "postal_code")
# Below so many people a dozen statements take longer than what they spare (0.1 s). A distinct value costs about 4
# microseconds, mostly for its enum, a person spared 0.2 for each tool that hashes it.
WORTH_PEOPLE = 20_000
WORTH_REPEATS = 20


@dataclass(frozen=True)
class Shared:
    """The table of one column's distinct values, and the names of the finished texts beside each. `spares`: no tool
    needs the stored value any more.
    """

    column: str
    table: str
    texts: tuple[str, ...]
    spares: bool

    @property
    def join(self) -> str:
        """SQL of the join to members."""
        return f"left join {self.table} on member.{self.column} = {self.table}.{self.column}"


def share(
    connection: duckdb.DuckDBPyConnection, eligible: str, people: int, tools: Collection[Destination], prefix: str
) -> tuple[Shared, ...]:
    """Work out what these tools write of the columns that repeat among the eligible; none for few people.

    `eligible`: SQL of a relation of members; `people`: its rows; `prefix`: of the temporary tables.
    """
    if people < WORTH_PEOPLE:
        return ()
    found = (_shared(connection, eligible, people, column, tools, prefix) for column in COLUMNS)
    return tuple(s for s in found if s is not None)


def _shared(
    connection: duckdb.DuckDBPyConnection,
    eligible: str,
    people: int,
    column: str,
    tools: Collection[Destination],
    prefix: str,
) -> Shared | None:
    """None where a value is a hash already, or is hardly anybody else's, or where no tool takes the column."""
    made_of = [c for tool in tools for c in columns_over(tool, column)]
    wanted = {c.shared: c for c in made_of if c.shared is not None}
    if not wanted:
        return None
    table = f"{prefix}_{column}"
    connection.execute(
        # distinct: one row a value
        f"create or replace temp table {table} as select distinct {column} from {eligible} where {column} is not null"
    )
    hashes = " + ".join(f"count(*) filter (where {c.mixed[0]})" for c in wanted.values() if c.hashes) or "0"
    values, already = connection.execute(f"select count(*), {hashes} from {table} as member").fetchone() or (0, 0)
    if already or not values or values * WORTH_REPEATS > people:
        return None
    _finish(connection, table, column, list(wanted.values()))
    return Shared(column, table, tuple(wanted), all(c.shared for c in made_of))


def _finish(connection: duckdb.DuckDBPyConnection, table: str, column: str, wanted: Sequence[FileColumn]) -> None:
    """Put the finished texts beside the values, as enums."""
    plain = [without_hashes(c) for c in wanted]
    texts = ", ".join(f"{c.written(c.value)} as {c.shared}" for c in plain)
    connection.execute(f"create or replace temp table {table}_texts as select {column}, {texts} from {table} as member")
    for c in plain:
        # distinct: values that are spelled alike in the file are one text
        connection.execute(
            f"create or replace temp type {table}_{c.shared} as enum (select distinct {c.shared} from {table}_texts)"
        )
    enums = ", ".join(f"cast({c.shared} as {table}_{c.shared}) as {c.shared}" for c in plain)
    connection.execute(f"create or replace temp table {table} as select {column}, {enums} from {table}_texts")
    connection.execute(f"drop table {table}_texts")
