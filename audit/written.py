"""Reads written files back, from the disk, into tables that a suite can ask: `written` beside the marts.

`exports`, `files`, `columns` say what was promised, `lines` what stands there, `members` who is in which line of the
full files. A file that cannot be read as promised has no lines, and `files.fault` says why. What is wrong is for the
suite to say (suites/written_files.yml).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ledgers.sql_text import literal

NAME = "written"
LINE_END = b"\r\n"
TABLES = """
create table exports (export varchar, audience varchar, destination varchar, channel varchar, purpose varchar);
create table files (
    export varchar, file varchar, kind varchar, rows_told bigint, bytes_told bigint, bytes_found bigint,
    begins_right boolean, ends_right boolean, fault varchar, consent varchar, signals_told varchar,
    signals_promised varchar
);
create table columns (
    export varchar, position integer, header varchar, shape varchar, is_required boolean, contact varchar,
    constants varchar[]
);
create table lines (export varchar, file varchar, kind varchar, position bigint, cells varchar[]);
create table members (
    export varchar, position bigint, customer_id varchar, contact_point varchar, email varchar, phone varchar
);
"""


@dataclass(frozen=True)
class WrittenColumn:
    """What a column promises: its shape, the only texts that it may hold, by what contact it knows a person or ''."""

    header: str
    shape: str
    is_required: bool
    contact: str
    constants: tuple[str, ...]


@dataclass(frozen=True)
class WrittenFile:
    """One file, and what is told of it. `first_lines`: what comes before the people, without line ends; `signals`: what
    the tool is told of everybody's `consent`, in the manifest and by the registry (JSON).
    """

    path: Path
    kind: str
    rows: int
    bytes: int
    first_lines: tuple[str, ...]
    consent: str
    signals: str
    signals_promised: str


@dataclass(frozen=True)
class WrittenExport:
    """The files of one audience for one destination. `members`: SQL of a relation with the person of each line of the
    full files (position from 1, customer_id, contact_point, email, phone); '' where nobody knows.
    """

    name: str
    audience: str
    destination: str
    channel: str
    purpose: str
    columns: tuple[WrittenColumn, ...]
    files: tuple[WrittenFile, ...]
    members: str


def read_back(connection: duckdb.DuckDBPyConnection, written: Sequence[WrittenExport], scratch: Path) -> None:
    """Attach `written` with its tables to the connection; it spills to the scratch folder."""
    connection.execute(f"set temp_directory = {literal(scratch)}")
    connection.execute(f"attach ':memory:' as {NAME}")
    former = connection.execute("select current_database()").fetchone()
    connection.execute(f"use {NAME}")
    connection.execute(TABLES)
    for export in written:
        _promised(connection, export)
        for file in export.files:
            fault = _lines(connection, export, file)
            _told(connection, export, file, fault)
        _members(connection, export)
    connection.execute(f"use {former[0] if former else 'memory'}")


def _promised(connection: duckdb.DuckDBPyConnection, export: WrittenExport) -> None:
    connection.execute(
        "insert into exports values (?, ?, ?, ?, ?)",
        [export.name, export.audience, export.destination, export.channel, export.purpose],
    )
    connection.executemany(
        "insert into columns values (?, ?, ?, ?, ?, ?, ?)",
        [
            [export.name, position, c.header, c.shape, c.is_required, c.contact, list(c.constants)]
            for position, c in enumerate(export.columns, start=1)
        ],
    )


def _lines(connection: duckdb.DuckDBPyConnection, export: WrittenExport, file: WrittenFile) -> str:
    """Read the people's lines; '' or the class of what went wrong, whose message may quote a value."""
    names = [f"cell_{i}" for i in range(len(export.columns))]
    typed = "{" + ", ".join(f"'{n}': 'varchar'" for n in names) + "}"
    cells = ", ".join(f"coalesce({n}, '')" for n in names)
    before = connection.execute(
        "select count(*) from lines where export = ? and kind = ?", [export.name, file.kind]
    ).fetchone()
    try:
        if not file.path.stat().st_size:
            return "EmptyFile"
        connection.execute(
            f"insert into lines select ?, ?, ?, ? + row_number() over (), [{cells}] from read_csv({literal(file.path)},"
            f" auto_detect = false, header = false, skip = {len(file.first_lines)}, columns = {typed}, delim = ',',"
            " quote = '\"', escape = '\"', new_line = '\\r\\n', max_line_size = 16000000)",
            [export.name, file.path.name, file.kind, before[0] if before else 0],
        )
    except (duckdb.Error, OSError) as error:
        return type(error).__name__
    return ""


def _told(connection: duckdb.DuckDBPyConnection, export: WrittenExport, file: WrittenFile, fault: str) -> None:
    begins, ends, size = _ends(file) if file.path.is_file() else (False, False, 0)
    connection.execute(
        "insert into files values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            *(export.name, file.path.name, file.kind, file.rows, file.bytes, size, begins, ends, fault),
            *(file.consent, file.signals, file.signals_promised),
        ],
    )


def _ends(file: WrittenFile) -> tuple[bool, bool, int]:
    """Whether the file begins with the promised lines, to the byte, and ends with a line's end; its size."""
    promised = b"".join(line.encode() + LINE_END for line in file.first_lines)
    size = file.path.stat().st_size
    with file.path.open("rb") as reader:
        begins = reader.read(max(len(promised), 3))
        reader.seek(max(0, size - len(LINE_END)))
        ends = reader.read()
    is_marked = begins.startswith(b"\xef\xbb\xbf")
    return begins.startswith(promised) and not is_marked, ends == LINE_END, size


def _members(connection: duckdb.DuckDBPyConnection, export: WrittenExport) -> None:
    if export.members:
        connection.execute(
            f"insert into members select ?, position, customer_id, contact_point, email, phone from {export.members}",
            [export.name],
        )
