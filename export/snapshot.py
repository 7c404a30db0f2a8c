"""Opens the marts for reading only, for the export.

The file is attached under another name: opened by its own, `marts.duckdb` would be a catalog called like its schema.
Temporary tables lie in memory and spill to the workspace's scratch folder.
"""

from __future__ import annotations

import duckdb

from workspaces.errors import BusyError
from workspaces.paths import WorkspacePaths


def attached(paths: WorkspacePaths) -> duckdb.DuckDBPyConnection:
    """A connection that reads the marts; closing it closes the file. BusyError while another process writes them."""
    if not paths.marts.is_file():
        raise FileNotFoundError(paths.marts)
    connection = duckdb.connect(":memory:")
    connection.execute(f"set temp_directory = '{_escaped(str(paths.scratch / 'export'))}'")
    try:
        connection.execute(f"attach '{_escaped(str(paths.marts))}' as snapshot (read_only)")
    except duckdb.IOException as error:
        connection.close()
        raise BusyError(f"{paths.marts} is open elsewhere: {error}", "Let that program read current.duckdb.") from error
    connection.execute("use snapshot")
    return connection


def _escaped(path: str) -> str:
    return path.replace("'", "''")
