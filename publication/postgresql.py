"""The published version in a PostgreSQL, for BI tools that want a server: copied in bulk, switched by a rename.

It has the tables and columns of the published file. Readers see the former schema or the new one, whole; a running
query keeps the former.
"""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from ledgers.sql_text import literal
from publication import withdraw
from publication.comments import Descriptions
from publication.contents import Contents, escaped
from workspaces.errors import ConfigurationError, LanggananError
from workspaces.publication import PostgreSQL
from workspaces.secrets import filled, without_secrets

BLOCK = 1 << 20
LOCK_TIMEOUT = "30s"
MARK = "langganan version "
KEY = ("audience", "channel", "customer_id")
TYPES = {
    "VARCHAR": "text",
    "BOOLEAN": "boolean",
    "TINYINT": "smallint",
    "SMALLINT": "smallint",
    "INTEGER": "integer",
    "BIGINT": "bigint",
    "HUGEINT": "numeric(38)",
    "FLOAT": "double precision",
    "DOUBLE": "double precision",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
    "JSON": "jsonb",
}


@dataclass(frozen=True)
class _Table:
    """One table: its layer and name, and (column, DuckDB type) in order."""

    layer: str
    name: str
    columns: tuple[tuple[str, str], ...]


def publish(file: Path, version: int, declared: PostgreSQL, contents: Contents) -> bool:
    """Put what readers may see of this version into the server; False when that stands there already.

    Raises LanggananError, without the URL's password, when the server cannot be reached or refuses.
    """
    psycopg = _psycopg()
    try:
        with psycopg.connect(filled(declared.url, in_url=True), connect_timeout=30) as connection:
            mark = _mark(file, version, contents)
            if _standing(connection, declared.schema_name) == mark:
                return False
            _fill(connection, file, mark, declared, contents)
            _switch(connection, declared)
    except psycopg.Error as error:
        told = " ".join(without_secrets(str(error)).split())
        raise LanggananError(
            f"PostgreSQL has the former version: {told}", "Mend that and run `langganan publish postgresql`."
        ) from None
    return True


def take_out(declared: PostgreSQL, marts: Path, scratch: Path) -> int:
    """Delete published members who may not be written to any more, in the schema that is read and in the former one, in
    one transaction; returns the rows. The marts are those of a complete build.

    Raises LanggananError, without the URL's password, when the server cannot be reached or refuses.
    """
    psycopg = _psycopg()
    try:
        with psycopg.connect(filled(declared.url, in_url=True), connect_timeout=30) as connection:
            connection.execute(f"set lock_timeout = '{LOCK_TIMEOUT}'")
            schemas = (declared.schema_name, f"{declared.schema_name}_former")
            ours = [s for s in schemas if (_standing(connection, s) or "").startswith(MARK)]
            return sum(_take_out_of(connection, schema, marts, scratch) for schema in ours)
    except psycopg.Error as error:
        told = " ".join(without_secrets(str(error)).split())
        raise LanggananError(
            f"PostgreSQL may show people who withdrew: {told}", "Mend that and run `langganan publish postgresql`."
        ) from None


def _take_out_of(connection: Any, schema: str, marts: Path, scratch: Path) -> int:
    """The rows that stand there are judged, whichever version they are of."""
    table = withdraw.MEMBERS[1]
    there = connection.execute(
        "select column_name from information_schema.columns where table_schema = %s and table_name = %s",
        [schema, table],
    ).fetchall()
    if not there:
        return 0
    shown = {name for (name,) in there}
    contacts = [c if c in shown else f"cast(null as text) as {c}" for c in withdraw.CONTACTS]
    chosen = f'select {", ".join([*KEY, *contacts])} from "{schema}"."{table}"'
    declared = "{" + ", ".join(f"'{c}': 'varchar'" for c in (*KEY, *withdraw.CONTACTS)) + "}"
    with duckdb.connect() as found, tempfile.TemporaryDirectory(dir=scratch) as folder:
        rows = Path(folder) / "rows.csv"
        with rows.open("wb") as written, connection.cursor().copy(f"copy ({chosen}) to stdout (format csv)") as copy:
            for block in copy:
                written.write(block)
        found.execute(
            "create table members as select row_number() over () as place, * from read_csv("
            f"{literal(rows)}, auto_detect = false, header = false, quote = '\"', escape = '\"', columns = {declared})"
        )
        if not withdraw.find(found, "memory.main.members", marts):
            return 0
        chosen = "place in (select place from forbidden_rows)"
        keys = found.execute(f"select distinct {', '.join(KEY)} from members where {chosen} order by all").fetchall()
    connection.execute(f"create temp table forbidden_rows ({', '.join(f'{c} text' for c in KEY)})")
    with connection.cursor().copy("copy forbidden_rows from stdin") as copy:
        for key in keys:
            copy.write_row(key)
    same = " and ".join(f"member.{c} = gone.{c}" for c in KEY)
    gone = connection.execute(f'delete from "{schema}"."{table}" as member using forbidden_rows as gone where {same}')
    connection.execute("drop table forbidden_rows")
    return int(gone.rowcount)


def _psycopg() -> Any:
    try:
        import psycopg
    except ImportError as error:
        raise ConfigurationError(
            "A publication in PostgreSQL needs its driver.", "Install langganan[postgres]."
        ) from error
    return psycopg


def _mark(file: Path, version: int, contents: Contents) -> str:
    """What says in the server which version stands there; another one where other columns may be seen."""
    with duckdb.connect() as source:
        source.execute(f"attach '{escaped(file)}' as version (read_only)")
        shown = repr(contents.of(source, "version"))
    return f"{MARK}{version}, columns {hashlib.sha256(shown.encode()).hexdigest()[:8]}"


def _standing(connection: Any, schema: str) -> str | None:
    """What the schema's comment says stands in it."""
    row = connection.execute(
        "select obj_description(oid, 'pg_namespace') from pg_namespace where nspname = %s", [schema]
    ).fetchone()
    return None if row is None else row[0]


def _fill(
    connection: Any,
    file: Path,
    mark: str,
    declared: PostgreSQL,
    contents: Contents,
) -> None:
    """Make the new schema, with everything that readers need, beside the one they read. Committed at the end."""
    new, reader = f"{declared.schema_name}_new", declared.reader
    connection.execute(f"set lock_timeout = '{LOCK_TIMEOUT}'")
    for left in (new, f"{declared.schema_name}_former"):  # of a killed run; the version before the last
        connection.execute(f'drop schema if exists "{left}" cascade')
    connection.execute(f'create schema "{new}"')
    with duckdb.connect() as source, tempfile.TemporaryDirectory(dir=file.parent, prefix=".partial-") as folder:
        source.execute(f"attach '{escaped(file)}' as version (read_only)")
        for (layer, name), columns in contents.of(source, "version").items():
            table = _Table(layer, name, tuple(columns.items()))
            _copy(connection, source, table, new, Path(folder) / "rows.csv")
            _comment(connection, table, new, contents.descriptions)
    if connection.execute("select 1 from pg_roles where rolname = %s", [reader]).fetchone() is None:
        connection.execute(f'create role "{reader}" nologin')
    connection.execute(f'grant usage on schema "{new}" to "{reader}"')
    connection.execute(f'grant select on all tables in schema "{new}" to "{reader}"')
    connection.execute(f"comment on schema \"{new}\" is '{mark}'")
    connection.commit()


def _switch(connection: Any, declared: PostgreSQL) -> None:
    """Rename both schemas in one transaction."""
    schema = declared.schema_name
    with connection.transaction():
        connection.execute(f"set local lock_timeout = '{LOCK_TIMEOUT}'")
        if _exists(connection, schema):
            if not (_standing(connection, schema) or "").startswith(MARK):
                raise LanggananError(
                    f"The schema {schema} was not made by langganan, so it is not replaced.",
                    "Name another `schema` under publication.postgresql.",
                )
            connection.execute(f'alter schema "{schema}" rename to "{schema}_former"')
        connection.execute(f'alter schema "{schema}_new" rename to "{schema}"')


def _exists(connection: Any, schema: str) -> bool:
    return connection.execute("select 1 from pg_namespace where nspname = %s", [schema]).fetchone() is not None


def _copy(connection: Any, source: duckdb.DuckDBPyConnection, table: _Table, schema: str, rows: Path) -> None:
    """One table, from one engine into the other as CSV: a text is quoted always, a null never."""
    declared = ", ".join(f'"{column}" {_type(kind)}' for column, kind in table.columns)
    connection.execute(f'create table "{schema}"."{table.name}" ({declared})')
    names = ", ".join(f'"{column}"' for column, _ in table.columns)
    read = ", ".join(f'"{c}"' if _is_plain(kind) else f'to_json("{c}") as "{c}"' for c, kind in table.columns)
    source.execute(
        f'copy (select {read} from version."{table.layer}"."{table.name}")'
        f" to '{escaped(rows)}' (format csv, header false, nullstr '', force_quote *)"
    )
    with (
        rows.open("rb") as written,
        connection.cursor().copy(
            f'copy "{schema}"."{table.name}" ({names}) from stdin (format csv, null \'\')'
        ) as copy,
    ):
        while block := written.read(BLOCK):
            copy.write(block)


def _comment(connection: Any, table: _Table, schema: str, descriptions: Descriptions) -> None:
    told = descriptions.get((table.layer, table.name), {})
    statements = [f'comment on table "{schema}"."{table.name}" is \'{_quoted(told[""])}\''] if told.get("") else []
    statements += [
        f'comment on column "{schema}"."{table.name}"."{column}" is \'{_quoted(told[column])}\''
        for column, _ in table.columns
        if told.get(column)
    ]
    if statements:
        connection.execute("; ".join(statements))


def _is_plain(kind: str) -> bool:
    return kind in TYPES or kind.startswith("DECIMAL")


def _type(kind: str) -> str:
    """PostgreSQL's type for one of DuckDB's; nested ones become JSON."""
    return TYPES.get(kind) or (kind.replace("DECIMAL", "numeric") if kind.startswith("DECIMAL") else "jsonb")


def _quoted(text: str) -> str:
    return text.replace("'", "''")
