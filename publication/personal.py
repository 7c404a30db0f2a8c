"""A version without personal data: tables are copied anew with personal columns empty; no byte of them is left.

Which columns are personal is the caller's to say (dbt's `meta.pii`). The columns stay: whatever reads them works.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

Personal = Mapping[tuple[str, str], frozenset[str]]
"""(schema, table) -> its personal columns."""


def copy_without(marts: Path, target: Path, personal: Personal) -> None:
    """Write all tables of the file into a new one, with the personal columns null. Views are not copied."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{_escaped(marts)}' as marts_file (read_only)")
        connection.execute(f"attach '{_escaped(target)}' as version")
        tables = connection.execute(
            "select schema_name, table_name, list((column_name, data_type) order by column_index)"
            " from duckdb_columns() inner join duckdb_tables() using (database_name, schema_name, table_name)"
            " where database_name = 'marts_file' group by all order by all"
        ).fetchall()
        connection.execute("begin")
        for schema in sorted({schema for schema, _, _ in tables}):
            connection.execute(f'create schema if not exists version."{schema}"')
        for schema, table, columns in tables:
            emptied = personal.get((schema, table), frozenset())
            chosen = ", ".join(
                f'cast(null as {kind}) as "{column}"' if column in emptied else f'"{column}"'
                for column, kind in columns
            )
            connection.execute(
                f'create table version."{schema}"."{table}" as select {chosen} from marts_file."{schema}"."{table}"'
            )
        connection.execute("commit")
        connection.execute("checkpoint version")


def _escaped(path: Path) -> str:
    return str(path).replace("'", "''")
