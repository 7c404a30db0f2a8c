"""Writes the file of a version: the tables that readers may see, of the marts, copied anew into an empty file.

A copy of the whole file from which the rest is dropped would take a tenth of the time, but keeps what was dropped in
its free blocks: every contact point of people who may not be written to could be read there.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import duckdb

from publication import comments
from publication.contents import Contents, escaped


def write(marts: Path, target: Path, contents: Contents, passed: Collection[str]) -> None:
    """Write what readers may see, with what it means, into a new file. The marts are checkpointed.

    `passed`: the audiences that the gate lets pass.
    """
    with duckdb.connect() as connection:
        connection.execute(f"attach '{escaped(target)}' as version")
        connection.execute(f"attach '{escaped(marts)}' as marts_file (read_only)")
        _copy_tables(connection, contents, passed)
        comments.write(connection, "version", contents.descriptions)
        connection.execute("checkpoint version")


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


def _has_passed(audiences: Collection[str]) -> str:
    listed = ", ".join(f"'{audience}'" for audience in sorted(audiences))
    return f"audience in ({listed})" if listed else "false"
