"""A published version as Parquet, one file a table, for tools that read files. The folder appears whole."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from workspaces.errors import ConfigurationError

LAYERS = ("marts", "segments")
ELIGIBLE = ("eligibility", "elg_members")


def write(version: Path, folder: Path) -> int:
    """Write the marts, the segments and the eligible members into a new folder, and return the number of files."""
    if folder.exists():
        raise ConfigurationError(f"{folder} exists already.", "Name a folder that does not.")
    partial = folder.with_name(f".partial-{folder.name}")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{_escaped(version)}' as version (read_only)")
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'version' order by all"
        ).fetchall()
        chosen = [t for t in tables if t[0] in LAYERS or t == ELIGIBLE]
        for schema, table in chosen:
            file = _escaped(partial / f"{schema}.{table}.parquet")
            connection.execute(f'copy version."{schema}"."{table}" to \'{file}\' (format parquet, compression zstd)')
    partial.replace(folder)
    return len(chosen)


def _escaped(path: Path) -> str:
    return str(path).replace("'", "''")
