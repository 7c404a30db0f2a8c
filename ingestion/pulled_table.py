"""Draws one table of a database into Parquet, by dlt's extraction, whose state is not used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ingestion.refusal import Refusal
from workspaces.configuration import Entity
from workspaces.errors import ConfigurationError
from workspaces.secrets import filled
from workspaces.settings import quiet_process

BATCH_ROWS = 50_000
DRIVERS = {
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mssql": "mssql+pymssql",
}
EXTRAS = {"psycopg": "postgres", "pymysql": "mysql", "pymssql": "mssql"}


def pull_table(database: str, entity: Entity, greatest: Any, file: Path) -> None:
    """Write the rows whose cursor is at least `greatest` (None: all rows), ordered by the key.

    Raises Refusal when the database cannot be reached, or the table not be read as declared; ConfigurationError when
    the URL is none or its driver is not installed.
    """
    quiet_process()
    import pyarrow as pa
    import pyarrow.parquet as pq
    from dlt.sources.sql_database import sql_table

    engine = _engine(database)
    schema, _, table = str(entity.table).rpartition(".")

    def asked(query: Any, found: Any) -> Any:
        if entity.cursor is not None and greatest is not None:
            query = query.where(found.c[entity.cursor.column] >= greatest)
        return query.order_by(*(found.c[name] for name in (*entity.key, *entity.group)))

    writer: pq.ParquetWriter | None = None
    try:
        _refuse_missing(engine, table, schema or None, entity)
        rows = sql_table(
            engine,
            table=table,
            schema=schema or None,
            backend="pyarrow",
            chunk_size=BATCH_ROWS,
            query_adapter_callback=asked,
        )
        for batch in rows:
            if writer is None:
                writer = pq.ParquetWriter(file, batch.schema)
            writer.write_table(batch.cast(writer.schema))
        if writer is None:
            pq.write_table(pa.table({name: pa.nulls(0) for name in entity.columns}), file)
    except (OSError, Refusal):
        raise  # the disk failed, not the table; or it was told already
    except Exception as error:
        # dlt wraps whatever SQLAlchemy and Arrow raise in errors of its own; all say that the table cannot be read.
        raise Refusal(f"table {entity.table!r} cannot be read ({_innermost(error)})", _MEND) from error
    finally:
        if writer is not None:
            writer.close()
        engine.dispose()


_MEND = "Look whether the database is up and lets this user read the table; the next run asks again."


def _engine(database: str) -> Any:
    import sqlalchemy as sa

    url = str(filled(database, in_url=True))
    kind, separator, rest = url.partition("://")
    try:
        return sa.create_engine(DRIVERS.get(kind, kind) + separator + rest)
    except ModuleNotFoundError as error:
        extra = EXTRAS.get(str(error.name), "")
        mend = f"Install langganan[{extra}]." if extra else f"Install the Python package {error.name}."
        raise ConfigurationError(f"The driver for {kind} databases is not installed.", mend) from error
    except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError) as error:
        raise ConfigurationError(
            "A source's database is no SQLAlchemy URL that can be used.",
            "Write it as postgresql://user:${PASSWORD}@host/database; see docs/pulling.md.",
        ) from error


def _refuse_missing(engine: Any, table: str, schema: str | None, entity: Entity) -> None:
    """Raise Refusal unless the table and its cursor are there: what dlt would say of them names neither."""
    import sqlalchemy as sa

    try:
        inspector = sa.inspect(engine)
        is_there = inspector.has_table(table, schema) or table in inspector.get_view_names(schema)
        columns = [str(column["name"]) for column in inspector.get_columns(table, schema)] if is_there else []
    except (sa.exc.SQLAlchemyError, OSError) as error:
        raise Refusal(f"the database cannot be reached ({_innermost(error)})", _MEND) from error
    if not is_there:
        raise Refusal(f"table {entity.table!r} is missing", "Correct the table's name, or let this user read it.")
    if entity.cursor is not None and entity.cursor.column not in columns:
        raise Refusal(
            f"the cursor {entity.cursor.column!r} is no column of table {entity.table!r}",
            "Correct the cursor's column.",
        )


def _innermost(error: BaseException) -> str:
    while (cause := error.__cause__ or error.__context__) is not None:
        error = cause
    return str(error).splitlines()[0] if str(error) else type(error).__name__
