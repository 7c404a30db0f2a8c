"""The rows of one file, made in DuckDB: normalised, hashed, judged, numbered, and formatted as lines of text.

Python only names the columns and passes chunks of finished text on. Where the bytes go is folder.py's matter; who is
eligible was decided in `elg_members`, the only table that is read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import duckdb

from export.normalise import NORMALISERS, TEXT, hashed, is_hash, quoted, trimmed
from export.registry import Column, Destination
from workspaces.configuration import NAME
from workspaces.errors import ConfigurationError, LanggananError

ROWS_PER_CHUNK = 20_000
NUMBERS = "('BIGINT', 'UBIGINT', 'HUGEINT', 'UHUGEINT', 'DOUBLE')"


@dataclass(frozen=True)
class FileColumn:
    """One column of the file: its SQL, and what is asked of it.

    `raw` is the stored value before normalising; `altered` is true where a text lost a formula sign.
    """

    header: str
    value: str
    raw: str | None = None
    altered: str | None = None
    hashes: bool = False
    required: bool = False
    identifies: bool = False
    all_of: str | None = None


@dataclass(frozen=True)
class Rows:
    """What the file will hold. `rejected`: reason -> rows; `altered`: column -> texts that lost a formula sign."""

    headers: tuple[str, ...]
    kept: int
    rejected: dict[str, int]
    altered: dict[str, int]


def file_columns(destination: Destination, fields: Sequence[str], export_id: str) -> tuple[FileColumn, ...]:
    """The destination's columns with the audience's fields in their declared order."""
    return (
        *(_column(c, export_id) for c in destination.columns),
        *_field_columns(destination, fields),
        *(_column(c, export_id) for c in destination.columns_after),
    )


def prepare(
    connection: duckdb.DuckDBPyConnection, destination: Destination, audience: str, columns: Sequence[FileColumn]
) -> Rows:
    """Make the temporary table `file_rows` (position, person, values) and count what was kept, held back and altered.

    Raises LanggananError when a column mixes hashed and plain values.
    """
    names = [f"value_{i}" for i in range(len(columns))]
    texts = [(i, c) for i, c in enumerate(columns) if c.altered]
    selected = ",\n    ".join(
        [f"{c.value} as {n}" for n, c in zip(names, columns, strict=True)]
        + [f"{c.altered} as altered_{i}" for i, c in texts]
    )
    _refuse_mixed(connection, destination, audience, columns)
    connection.execute(
        "create or replace temp table judged as\n"
        f"with written as (\n    select member.*, {selected}\n"
        "    from eligibility.elg_members as member where audience = ? and channel = ?\n)\n"
        f"select *, {_rejection(columns, names)} as rejection from written",
        [audience, destination.channel],
    )
    together = ", ".join(f"{_together(i, columns, names)} as {n}" for i, n in enumerate(names))
    connection.execute(
        "create or replace temp table file_rows as\n"
        "select row_number() over (order by contact_point, customer_id) as position, customer_id, contact_point, email,"
        f" phone, consent_id, consented_at, {together}\nfrom judged where rejection = ''"
    )
    rejected = connection.execute(
        "select rejection, count(*) from judged where rejection <> '' group by rejection order by rejection"
    ).fetchall()
    altered = {c.header: _count(connection, f"from judged where altered_{i} and rejection = ''") for i, c in texts}
    return Rows(
        tuple(c.header for c in columns),
        _count(connection, "from file_rows"),
        dict(rejected),
        {header: count for header, count in altered.items() if count},
    )


def header_line(columns: Sequence[FileColumn]) -> str:
    """The first line of each file."""
    return ",".join(c.header for c in columns) + "\r\n"


def lines(
    connection: duckdb.DuckDBPyConnection, columns: Sequence[FileColumn], first: int, last: int
) -> Iterator[tuple[int, str]]:
    """Chunks of lines for the positions `first` to `last`: how many rows, and their text."""
    line = " || ',' || ".join(quoted(f"value_{i}") for i in range(len(columns)))
    for start in range(first, last + 1, ROWS_PER_CHUNK):
        end = min(start + ROWS_PER_CHUNK - 1, last)
        found = connection.execute(
            f"select count(*), string_agg({line} || chr(13) || chr(10), '' order by position)"
            " from file_rows where position between ? and ?",
            [start, end],
        ).fetchone()
        if found is None or found[0] != end - start + 1:
            raise RuntimeError(f"rows {start} to {end} of the file are not all there")
        yield found[0], found[1]


def _column(column: Column, export_id: str) -> FileColumn:
    if column.value is None:
        return FileColumn(column.header, "''")
    if column.value == "export_id":
        return FileColumn(column.header, f"'{export_id}'")
    raw = f"cast(member.{column.value} as varchar)"
    normaliser = str(column.normalise)
    return FileColumn(
        header=column.header,
        value=hashed(raw, normaliser) if column.hash else NORMALISERS[normaliser](raw),
        raw=raw,
        altered=_altered(raw) if normaliser == TEXT else None,
        hashes=column.hash,
        required=column.required,
        identifies=column.identifies,
        all_of=column.all_of,
    )


def _altered(raw: str) -> str:
    return f"{NORMALISERS[TEXT](raw)} <> {trimmed(raw)}"


def _field_columns(destination: Destination, fields: Sequence[str]) -> Iterator[FileColumn]:
    """A number stays one, 125000.0 as 125000; everything else is free text. A slot without a field stands blank."""
    if destination.fields is None:
        return
    slots = destination.fields.slots or len(fields)
    if len(fields) > slots:
        raise ConfigurationError(
            f"{destination.title} has {slots} variables, the audience declares {len(fields)} fields.",
            "Declare fewer fields in its meta.",
        )
    for number in range(1, slots + 1):
        field = fields[number - 1] if number <= len(fields) else None
        if field is not None and not re.fullmatch(NAME, field):
            raise ConfigurationError(f"{field!r} is no field name.", "Use lowercase letters, digits and underscores.")
        header = destination.fields.header.format(number=number, field=field)
        if field is None:
            yield FileColumn(header, "''")
            continue
        raw = f"(member.fields ->> '$.{field}')"
        is_number = f"json_type(member.fields, '$.{field}') in {NUMBERS}"
        number_text = f"regexp_replace({raw}, '\\.0+$', '')"
        value = f"(case when {is_number} then {number_text} else {NORMALISERS[TEXT](raw)} end)"
        altered = f"not coalesce({is_number}, false) and {_altered(raw)}"
        yield FileColumn(header, value, raw, altered, required=destination.fields.required)


def _rejection(columns: Sequence[FileColumn], names: Sequence[str]) -> str:
    """The first reason to hold a row back, or ''."""
    named = list(zip(names, columns, strict=True))
    cases = [f"when {n} = '' then '{c.header}: blank or not valid'" for n, c in named if c.required]
    identifying = [(n, c.header) for n, c in named if c.identifies]
    if identifying:
        blank = " and ".join(f"{n} = ''" for n, _ in identifying)
        cases.append(f"when {blank} then '{' and '.join(h for _, h in identifying)}: blank or not valid'")
    return f"(case {' '.join(cases)} else '' end)" if cases else "''"


def _together(index: int, columns: Sequence[FileColumn], names: Sequence[str]) -> str:
    """Columns of one `all_of` stand blank unless all of them are filled."""
    group = columns[index].all_of
    if group is None:
        return names[index]
    filled = " and ".join(f"{n} <> ''" for n, c in zip(names, columns, strict=True) if c.all_of == group)
    return f"case when {filled} then {names[index]} else '' end"


def _refuse_mixed(
    connection: duckdb.DuckDBPyConnection, destination: Destination, audience: str, columns: Sequence[FileColumn]
) -> None:
    for column in columns:
        if not column.hashes:
            continue
        found = connection.execute(
            f"select count(*) filter (where {is_hash(str(column.raw))}), count(*) filter (where not"
            f" {is_hash(str(column.raw))} and {trimmed(str(column.raw))} <> '')"
            " from eligibility.elg_members as member where audience = ? and channel = ?",
            [audience, destination.channel],
        ).fetchone()
        if found and found[0] and found[1]:
            raise LanggananError(
                f"{column.header} mixes {found[0]} hashed and {found[1]} plain values.",
                "Deliver one kind; a mixture would match nobody.",
            )


def _count(connection: duckdb.DuckDBPyConnection, what: str) -> int:
    found = connection.execute(f"select count(*) {what}").fetchone()
    return int(found[0]) if found else 0
