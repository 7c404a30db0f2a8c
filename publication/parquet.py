"""A published version as Parquet, one file a table, for tools that read files. The folder appears whole."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from publication.contents import Contents, escaped
from workspaces.errors import ConfigurationError


def write(version: Path, folder: Path, contents: Contents) -> int:
    """Write what readers may see of a version into a new folder, and return the number of files."""
    if folder.exists():
        raise ConfigurationError(f"{folder} exists already.", "Name a folder that does not.")
    partial = folder.with_name(f".partial-{folder.name}")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{escaped(version)}' as version (read_only)")
        chosen = contents.of(connection, "version")
        for (schema, table), columns in chosen.items():
            shown = ", ".join(f'"{column}"' for column in columns)
            file = escaped(partial / f"{schema}.{table}.parquet")
            connection.execute(
                f'copy (select {shown} from version."{schema}"."{table}") to \'{file}\''
                " (format parquet, compression zstd)"
            )
    partial.replace(folder)
    return len(chosen)
