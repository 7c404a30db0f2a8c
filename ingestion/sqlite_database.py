"""A source's SQLite database: its bytes, a copy that stands still, and the extraction of one table by dlt.

Server databases are not read yet: a source with such a URL is a configuration error.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from ingestion.census import chunks_of
from ingestion.refusal import Refusal
from workspaces.settings import quiet_process

BATCH_ROWS = 50_000
MEND = "Deliver the database again; it was cut off, damaged or copied while it was written."


def bytes_of(file: Path) -> Iterator[bytes]:
    """The database's content: its file, and the write-ahead log beside it if there is one."""
    log = write_ahead_log(file)
    return chain(chunks_of(file), chunks_of(log) if log.is_file() else ())


def write_ahead_log(file: Path) -> Path:
    """Where SQLite keeps commits that are not in the file yet."""
    return file.with_name(file.name + "-wal")


def copy_database(file: Path, copy: Path) -> str:
    """Copy the file and its log, so that nothing changes while it is read. Returns the SHA-256 of what was copied."""
    digest = hashlib.sha256()
    for part, target in ((file, copy), (write_ahead_log(file), write_ahead_log(copy))):
        if part.is_file():
            with target.open("wb") as opened:
                for chunk in chunks_of(part):
                    digest.update(chunk)
                    opened.write(chunk)
    return digest.hexdigest()


def extract_table(database: Path, table: str, extract: Path) -> None:
    """Write one table as Parquet with the types its schema declares. dlt keeps no state: it only reads.

    Raises Refusal when the table is missing or holds what its schema forbids.
    """
    columns = _columns(database, table)
    quiet_process()
    import pyarrow as pa
    import pyarrow.parquet as pq
    from dlt.sources.sql_database import sql_table
    from sqlalchemy import create_engine

    engine = create_engine(f"sqlite:///{database}")
    writer: pq.ParquetWriter | None = None
    try:
        for batch in sql_table(engine, table=table, backend="pyarrow", chunk_size=BATCH_ROWS):
            if writer is None:
                writer = pq.ParquetWriter(extract, batch.schema)
            writer.write_table(batch.cast(writer.schema))
        if writer is None:
            pq.write_table(pa.table({name: pa.array([], pa.string()) for name in columns}), extract)
    except OSError:
        raise  # the disk failed, not the table
    except Exception as error:
        # dlt wraps whatever SQLAlchemy and Arrow raise in errors of its own; all say that the table cannot be read.
        raise Refusal(f"table {table!r} cannot be read ({_innermost(error)})", MEND) from error
    finally:
        if writer is not None:
            writer.close()
        engine.dispose()


def _columns(database: Path, table: str) -> list[str]:
    connection = sqlite3.connect(database)
    try:
        columns = [str(row[1]) for row in connection.execute("select * from pragma_table_info(?)", (table,))]
    except sqlite3.DatabaseError as error:
        raise Refusal(f"it is no SQLite database that can be read ({error})", MEND) from error
    finally:
        connection.close()
    if not columns:
        raise Refusal(f"table {table!r} is missing", "Correct the table's name in the workspace file.")
    return columns


def _innermost(error: BaseException) -> str:
    while (cause := error.__cause__ or error.__context__) is not None:
        error = cause
    return str(error).splitlines()[0] if str(error) else type(error).__name__
