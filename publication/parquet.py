"""A published version as Parquet, one file a table, for tools that read files. The folder appears whole."""

from __future__ import annotations

from pathlib import Path

import duckdb

from publication.contents import Contents, escaped
from workspaces import durable
from workspaces.errors import ConfigurationError


def write(version: Path, folder: Path, contents: Contents) -> int:
    """Write what readers may see of a version into a new folder, and return the number of files.

    Raises ConfigurationError when the folder is there already or cannot be made; what failed half-way leaves nothing.
    """
    if folder.exists():
        raise ConfigurationError(f"{folder} exists already.", "Name a folder that does not.")
    partial = folder.with_name(f".partial-{folder.name}")
    try:
        durable.remove_folder(partial)
        partial.mkdir(parents=True)
    except OSError as error:
        raise ConfigurationError(
            f"{folder} cannot be made ({error.strerror}).", "Name a folder where this user may write."
        ) from None
    try:
        written = _write_tables(version, partial, contents)
        durable.move_folder(partial, folder)
    finally:
        durable.remove_folder(partial)
    return written


def _write_tables(version: Path, folder: Path, contents: Contents) -> int:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{escaped(version)}' as version (read_only)")
        chosen = contents.of(connection, "version")
        for (schema, table), columns in chosen.items():
            shown = ", ".join(f'"{column}"' for column in columns)
            file = escaped(folder / f"{schema}.{table}.parquet")
            connection.execute(
                f'copy (select {shown} from version."{schema}"."{table}") to \'{file}\''
                " (format parquet, compression zstd)"
            )
    return len(chosen)
