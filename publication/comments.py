"""What the tables of the marts and their columns mean, written into the DuckDB file itself, where BI tools show it.

One text a publication: dbt's own way (persist_docs) would be a statement a column in every build, published or not.
Where the words come from is the caller's matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

Descriptions = Mapping[tuple[str, str], Mapping[str, str]]
"""(schema, table) -> column -> what it means; the empty column is the table itself."""


def write(marts: Path, descriptions: Descriptions) -> int:
    """Comment on the tables and columns of the file that are described, and return how many.

    A description without a table or column in the file is passed over: not every model is built in every workspace.
    """
    with duckdb.connect() as connection:
        # Under its own name, `marts.customer_360` could be a table of the schema or a schema of the catalog.
        connection.execute(f"attach '{marts}' as snapshot")
        there = connection.execute(
            """
            select schema_name, table_name, column_name
            from duckdb_columns() inner join duckdb_tables() using (database_name, schema_name, table_name)
            where database_name = 'snapshot'
            union all select schema_name, table_name, '' from duckdb_tables() where database_name = 'snapshot'
            order by all
            """
        ).fetchall()
        told = [(*name, descriptions.get((name[0], name[1]), {}).get(name[2], "")) for name in there]
        statements = [_comment(schema, table, column, text) for schema, table, column, text in told if text]
        connection.execute("; ".join(["begin", *statements, "commit"]))
    return len(statements)


def _comment(schema: str, table: str, column: str, text: str) -> str:
    name = f'snapshot."{schema}"."{table}"' + (f'."{column}"' if column else "")
    quoted = text.replace("'", "''")
    return f"comment on {'column' if column else 'table'} {name} is '{quoted}'"
