"""What readers may see: which tables, which of their columns not, and what is said of them.

Which tables are published and which columns are personal is the caller's to say (dbt's `meta.published` and
`meta.pii`); copying them is publish.py's matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from publication.comments import Descriptions

Table = tuple[str, str]
"""(schema, table)."""
Columns = dict[Table, dict[str, str]]
"""Table -> column -> its DuckDB type, in order."""


@dataclass(frozen=True)
class Contents:
    """`tables` that are published where they were built; `withheld`: the columns of each that nobody is shown.

    `by_audience`: the tables, with a column `audience`, that show the audiences which the gate lets pass alone.
    """

    tables: frozenset[Table]
    by_audience: frozenset[Table] = frozenset()
    withheld: Mapping[Table, frozenset[str]] = field(default_factory=dict)
    descriptions: Descriptions = field(default_factory=dict)

    def of(self, connection: duckdb.DuckDBPyConnection, database: str) -> Columns:
        """The published tables of an attached database, with the columns that are shown."""
        return {
            table: {c: kind for c, kind in columns.items() if c not in self.withheld.get(table, ())}
            for table, columns in columns_of(connection, database).items()
            if table in self.tables
        }

    def is_shown_by(self, version: Path, whole: Path | None = None) -> bool:
        """Whether a version holds all that may be seen of `whole`, and no more; without it, whether no more."""
        with duckdb.connect() as connection:
            connection.execute(f"attach '{escaped(version)}' as version (read_only)")
            connection.execute(f"attach '{escaped(whole or version)}' as whole (read_only)")
            return columns_of(connection, "version") == self.of(connection, "whole")


def columns_of(connection: duckdb.DuckDBPyConnection, database: str) -> Columns:
    """Every table of an attached database; views are none."""
    rows = connection.execute(
        "select schema_name, table_name, list((column_name, data_type) order by column_index)"
        " from duckdb_columns() inner join duckdb_tables() using (database_name, schema_name, table_name)"
        " where database_name = ? group by all order by all",
        [database],
    ).fetchall()
    return {(schema, table): dict(columns) for schema, table, columns in rows}


def escaped(path: Path) -> str:
    """For a string in SQL."""
    return str(path).replace("'", "''")
