"""Writes the file of a version: the tables that readers may see, of the marts.

Where no column is withheld, the marts' file is copied and what is not published is dropped from the copy, which takes a
tenth of the time. Where one is, tables are copied anew, so that no byte of it is left in a free block of the file.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection
from pathlib import Path

import duckdb

from publication import comments
from publication.contents import Contents, columns_of, escaped


def write(marts: Path, target: Path, contents: Contents, passed: Collection[str]) -> None:
    """Write what readers may see into a new file. The marts are checkpointed, and have their comments.

    `passed`: the audiences that the gate lets pass.
    """
    withholds = any(contents.withheld.get(table) for table in contents.tables)
    if not withholds:
        shutil.copyfile(marts, target)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{escaped(target)}' as version")
        if withholds:
            connection.execute(f"attach '{escaped(marts)}' as marts_file (read_only)")
            _copy_tables(connection, contents, passed)
        else:
            _drop_others(connection, contents, passed)
    if withholds:
        comments.write(target, contents.descriptions)


def _copy_tables(connection: duckdb.DuckDBPyConnection, contents: Contents, passed: Collection[str]) -> None:
    found = contents.of(connection, "marts_file")
    connection.execute("begin")
    for schema in sorted({schema for schema, _ in found}):
        connection.execute(f'create schema if not exists version."{schema}"')
    for (schema, table), columns in found.items():
        chosen = ", ".join(f'"{column}"' for column in columns)
        is_divided = (schema, table) in contents.by_audience
        connection.execute(
            f'create table version."{schema}"."{table}" as select {chosen} from marts_file."{schema}"."{table}"'
            + (f" where {_has_passed(passed)}" if is_divided else "")
        )
    connection.execute("commit")
    connection.execute("checkpoint version")


def _drop_others(connection: duckdb.DuckDBPyConnection, contents: Contents, passed: Collection[str]) -> None:
    views = connection.execute(
        "select schema_name, view_name from duckdb_views() where database_name = 'version' and not internal"
    ).fetchall()
    found = columns_of(connection, "version")
    others = [table for table in found if table not in contents.tables]
    connection.execute("begin")
    for schema, view in views:
        connection.execute(f'drop view version."{schema}"."{view}"')
    for schema, table in others:
        connection.execute(f'drop table version."{schema}"."{table}"')
    for schema, table in sorted(contents.by_audience & found.keys()):
        connection.execute(f'delete from version."{schema}"."{table}" where not {_has_passed(passed)}')
    schemas = connection.execute(
        "select schema_name from duckdb_schemas() where database_name = 'version' and not internal"
    ).fetchall()
    shown = {schema for schema, _ in contents.tables}
    for (schema,) in schemas:
        if schema not in shown:
            connection.execute(f'drop schema version."{schema}"')
    connection.execute("commit")
    connection.execute("checkpoint version")


def _has_passed(audiences: Collection[str]) -> str:
    listed = ", ".join(f"'{audience}'" for audience in sorted(audiences))
    return f"audience in ({listed})" if listed else "false"
