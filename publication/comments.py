"""What the tables of a version and their columns mean, written into the DuckDB file itself, where BI tools show it.

One text a publication: dbt's own way (persist_docs) would be a statement a column in every build, published or not.
Where the words come from is the caller's matter.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

Descriptions = Mapping[tuple[str, str], Mapping[str, str]]
"""(schema, table) -> column -> what it means; the empty column is the table itself."""


def write(connection: duckdb.DuckDBPyConnection, database: str, descriptions: Descriptions) -> int:
    """Comment on the tables and columns of an attached database that are described, and return how many.

    A description without a table or column in it is passed over: not every model is built in every workspace.
    """
    there = connection.execute(
        """
        select schema_name, table_name, column_name
        from duckdb_columns() inner join duckdb_tables() using (database_name, schema_name, table_name)
        where database_name = $database
        union all select schema_name, table_name, '' from duckdb_tables() where database_name = $database
        order by all
        """,
        {"database": database},
    ).fetchall()
    told = [(*name, descriptions.get((name[0], name[1]), {}).get(name[2], "")) for name in there]
    statements = [_comment(database, *name) for name in told if name[-1]]
    connection.execute("; ".join(["begin", *statements, "commit"]))
    return len(statements)


def _comment(database: str, schema: str, table: str, column: str, text: str) -> str:
    name = f'{database}."{schema}"."{table}"' + (f'."{column}"' if column else "")
    quoted = text.replace("'", "''")
    return f"comment on {'column' if column else 'table'} {name} is '{quoted}'"
