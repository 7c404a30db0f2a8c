"""Writes one table of finished rows as the files of one kind: full, added or removed.

DuckDB formats and writes each file in one COPY, into a folder that nobody takes for a finished export (folder.py);
limits of rows and bytes split a table, and so does consent, because a tool's consent signal covers a whole upload.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from export.columns import FileColumn, line, prepared
from export.digest import Digest
from export.registry import Consent, Destination, Kind
from workspaces.durable import sync

# file name of (kind, rows, number, parts)
Naming = Callable[[Kind, int, int, int], str]


@dataclass(frozen=True)
class Part:
    """One finished file of an export. `consent` is that of everybody in it; `lines_before`: header and preamble."""

    name: str
    kind: Kind
    consent: Consent
    rows: int
    bytes: int
    sha256: str
    lines_before: int


def header_line(columns: Sequence[FileColumn]) -> str:
    """The names of the columns as the file has them."""
    return ",".join(c.header for c in columns) + "\r\n"


def lines_before(destination: Destination, columns: Sequence[FileColumn], kind: Kind, audience: str) -> list[str]:
    """Header and preamble, without line ends."""
    named = {"audience": audience, "action": destination.actions.get(kind, "")}
    rows = [",".join(row.get(c.header, "").format(**named) for c in columns) for row in destination.preamble]
    return ([header_line(columns).rstrip()] if destination.has_header else []) + rows


def write_parts(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    naming: Naming,
    kind: Kind,
    table: str,
    columns: Sequence[FileColumn],
    destination: Destination,
    audience: str,
) -> list[Part]:
    """Write the rows of a table that is ordered by consent, as one file or several; none when it is empty."""
    before = lines_before(destination, columns, kind, audience)
    cuts = list(_cuts(connection, table, columns, destination, sum(len(b.encode()) + 2 for b in before)))
    parts = []
    for number, (consent, first, last) in enumerate(cuts, start=1):
        rows = last - first + 1
        file = folder / naming(kind, rows, number, len(cuts))
        some = "" if len(cuts) == 1 else f" where rowid between {first} and {last}"
        with Digest(file).following() as digest:
            _copy(connection, f"{table}{some}", columns, before, file, rows)
        parts.append(Part(file.name, kind, consent, rows, file.stat().st_size, digest.hexdigest(), len(before)))
    return parts


def _cuts(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: Sequence[FileColumn],
    destination: Destination,
    bytes_before: int,
) -> Iterator[tuple[Consent, int, int]]:
    """(consent, first rowid, last rowid) of each file. By bytes, every row counts as much as the longest one."""
    groups = connection.execute(
        f"select consent, min(rowid), max(rowid) from {table} group by consent order by consent"
    ).fetchall()
    size = destination.rows_per_file
    if destination.bytes_per_file and groups:
        found = connection.execute(
            f"with prepared as ({prepared(columns, table)}) select max(strlen({line(columns)})) + 2 from prepared"
        ).fetchone()
        fitting = max(1, (destination.bytes_per_file - bytes_before) // int(found[0] if found else 1))
        size = min(size or fitting, fitting)
    for consent, first, last in groups:
        step = size or last - first + 1
        for start in range(first, last + 1, step):
            yield consent, start, min(start + step - 1, last)


def _copy(
    connection: duckdb.DuckDBPyConnection,
    rows: str,
    columns: Sequence[FileColumn],
    before: Sequence[str],
    file: Path,
    expected: int,
) -> None:
    """One COPY of lines that are finished: DuckDB ends each with LF, so each ends in CR itself.

    With quotes of no character, `force_quote` adds nothing; it spares the search of each line for a reason to quote it,
    which takes more than half of the time of writing (0.65 microseconds a line of 260 bytes, 0.25 without).
    """
    header = "\r\n".join(before).replace('"', '""') or "line"
    source = f"(select *, rowid from {rows})" if " where " in rows else rows
    written = connection.execute(
        f"copy (with prepared as ({prepared(columns, source)})"
        f' select {line(columns, "chr(13)")} as "{header}\r" from prepared)'
        f" to '{str(file).replace(chr(39), chr(39) * 2)}'"
        f" (format csv, header {str(bool(before)).lower()}, quote '', escape '', force_quote *, delimiter '\x01',"
        " null '')"
    ).fetchone()
    if written is None or written[0] != expected:
        raise RuntimeError(f"{file.name}: {written} rows were written, not {expected}")
    sync(file)
