"""The columns of one destination's file as SQL over a member's row: how a value is read, judged and spelled.

Which rows they are applied to is file_rows.py's matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from export.normalise import (
    BARE,
    NORMALISERS,
    TEXT,
    USUAL,
    has_shape,
    hash_of,
    hash_of_plain,
    is_hash,
    quoted,
    to_hash,
    trimmed,
)
from export.registry import Column, Destination
from workspaces.configuration import NAME
from workspaces.errors import ConfigurationError

# A list, not `in (...)`: DuckDB makes a join of that, and a join may put small chunks behind large ones.
NUMBERS = "['BIGINT', 'UBIGINT', 'HUGEINT', 'UHUGEINT', 'DOUBLE']"


@dataclass(frozen=True)
class FileColumn:
    """One column of the file: its SQL, and what is asked of it.

    `value` gives what will be written, or what will be hashed where `hashes`. `raw` is the stored value before
    normalising; `altered` is true where a text lost a formula sign, `cut` where it is longer than the tool takes.
    `plain` is `value` where nothing stored is a hash already; None once that is known. `unusual` is true where a stored
    value is not written as nearly all are, and `usual` is `value` where none is. `shared` is the name of the finished
    text where it is worked out once a distinct value (shared_values.py).
    """

    header: str
    value: str
    raw: str | None = None
    altered: str | None = None
    cut: str | None = None
    is_bare: bool = False
    hashes: bool = False
    required: bool = False
    identifies: bool = False
    all_of: str | None = None
    plain: str | None = None
    unusual: str | None = None
    usual: str | None = None
    shared: str | None = None

    def written(self, prepared: str) -> str:
        """SQL of the text in the file, from the prepared value."""
        if self.hashes:
            return hash_of(prepared) if self.plain is not None else hash_of_plain(prepared)
        return prepared if self.is_bare else quoted(prepared)

    @property
    def mixed(self) -> tuple[str, str]:
        """SQL telling for a member whether the stored value is a hash already, and whether it is plain."""
        raw = str(self.raw)
        return is_hash(raw), f"{raw} is not null and not {is_hash(raw)} and {trimmed(raw)} <> ''"


def file_columns(destination: Destination, fields: Sequence[str], export_id: str) -> tuple[FileColumn, ...]:
    """The destination's columns with the audience's fields in their declared order."""
    return (
        *(_column(c, export_id) for c in destination.columns),
        *_field_columns(destination, fields),
        *(_column(c, export_id) for c in destination.columns_after),
    )


def columns_over(destination: Destination, member_column: str) -> tuple[FileColumn, ...]:
    """Those of the destination's columns that are made of this column of `elg_members`."""
    placed = (*destination.columns, *destination.columns_after)
    return tuple(_column(c, "") for c in placed if c.value == member_column)


def prepared(columns: Sequence[FileColumn], source: str, noted: Sequence[str] = ()) -> str:
    """SQL of the rows of `source`, shaped as members, with value_0, value_1, ... and what is `noted` beside them."""
    values = ", ".join([f"{c.value} as value_{i}" for i, c in enumerate(columns)] + list(noted))
    return f"select member.rowid as place, member.customer_id, {values} from {source} as member"


def line(columns: Sequence[FileColumn], end: str = "''") -> str:
    """SQL of a finished line over prepared rows, and its end."""
    values = ", ',', ".join(c.written(_together(i, columns)) for i, c in enumerate(columns))
    return f"concat({values}, {end})"


def without_hashes(column: FileColumn) -> FileColumn:
    """The column of a table where none of its stored values is a hash already: nobody asks each value again."""
    return replace(column, value=column.plain, plain=None) if column.plain is not None else column


def as_usual(column: FileColumn) -> FileColumn:
    """The column of a table where every stored value is written as nearly all are: what it is follows at once."""
    return replace(column, value=str(column.usual), plain=None, unusual=None, usual=None)


def looked_up(column: FileColumn) -> FileColumn:
    """The column of a table that holds its finished text under the name of `shared`."""
    return FileColumn(
        column.header,
        f"coalesce(cast(member.{column.shared} as varchar), '')",
        is_bare=True,
        required=column.required,
        identifies=column.identifies,
        all_of=column.all_of,
    )


def rejection(columns: Sequence[FileColumn]) -> str:
    """SQL of the first reason to hold a prepared row back, or ''."""
    named = [(f"value_{i}", c) for i, c in enumerate(columns)]
    cases = [f"when {n} = '' then '{c.header}: blank or not valid'" for n, c in named if c.required]
    identifying = [(n, c.header) for n, c in named if c.identifies]
    if identifying:
        blank = " and ".join(f"{n} = ''" for n, _ in identifying)
        cases.append(f"when {blank} then '{' and '.join(h for _, h in identifying)}: blank or not valid'")
    return f"(case {' '.join(cases)} else '' end)" if cases else "''"


def _together(index: int, columns: Sequence[FileColumn]) -> str:
    """SQL of a prepared value: columns of one `all_of` stand blank unless all of them are filled."""
    group = columns[index].all_of
    if group is None:
        return f"value_{index}"
    filled = " and ".join(f"value_{i} <> ''" for i, c in enumerate(columns) if c.all_of == group)
    return f"(case when {filled} then value_{index} else '' end)"


def _column(column: Column, export_id: str) -> FileColumn:
    if column.constant is not None:
        return FileColumn(column.header, _text(column.constant))
    if column.value is None:
        return FileColumn(column.header, "''", is_bare=True)
    if column.value == "export_id":
        return FileColumn(column.header, f"'{export_id}'", is_bare=True)
    if column.words is not None:
        cases = " ".join(f"when '{state}' then {_text(word)}" for state, word in column.words.items())
        return FileColumn(column.header, f"(case member.consent {cases} else '' end)", required=column.required)
    raw = f"cast(member.{column.value} as varchar)"
    normaliser = str(column.normalise)
    plain = NORMALISERS[normaliser](raw)
    is_text = normaliser == TEXT
    usual = USUAL[normaliser][1](raw) if normaliser in USUAL else None
    return FileColumn(
        header=column.header,
        value=to_hash(raw, normaliser) if column.hash else _shortened(plain, column.characters_max, column.bytes_max),
        raw=raw,
        altered=_altered(raw) if is_text else None,
        cut=_is_long(plain, column.characters_max, column.bytes_max),
        is_bare=normaliser in BARE,
        hashes=column.hash,
        required=column.required,
        identifies=column.identifies,
        all_of=column.all_of,
        plain=plain if column.hash else None,
        unusual=f"{raw} is not null and not {has_shape(raw, normaliser)}" if usual else None,
        usual=f"coalesce({usual}, '')" if usual else None,
        shared=f"{column.value}_{normaliser}{'_hashed' if column.hash else ''}" if not is_text else None,
    )


def _field_columns(destination: Destination, fields: Sequence[str]) -> Iterator[FileColumn]:
    """A number stays one, 125000.0 as 125000; everything else is free text. A slot without a field stands blank."""
    declared = destination.fields
    if declared is None:
        return
    slots = declared.slots or len(fields)
    if len(fields) > slots:
        raise ConfigurationError(
            f"{destination.title} has {slots} variables, the audience declares {len(fields)} fields.",
            "Declare fewer fields in its meta.",
        )
    for number in range(1, slots + 1):
        field = fields[number - 1] if number <= len(fields) else None
        if field is not None and not re.fullmatch(NAME, field):
            raise ConfigurationError(f"{field!r} is no field name.", "Use lowercase letters, digits and underscores.")
        header = declared.header.format(number=number, field=field, upper=(field or "").upper())
        if field is None:
            yield FileColumn(header, "''", is_bare=True)
            continue
        raw = f"(member.fields ->> '$.{field}')"
        is_number = f"list_contains({NUMBERS}, json_type(member.fields, '$.{field}'))"
        number_text = f"regexp_replace({raw}, '\\.0+$', '')"
        plain = NORMALISERS[TEXT](raw)
        value = f"(case when {is_number} then {number_text} else {_shortened(plain, None, declared.bytes_max)} end)"
        altered = f"not coalesce({is_number}, false) and {_altered(raw)}"
        cut = _is_long(plain, None, declared.bytes_max)
        yield FileColumn(header, value, raw, altered, cut, required=declared.required)


def _altered(raw: str) -> str:
    return f"{NORMALISERS[TEXT](raw)} <> {trimmed(raw)}"


def _is_long(value: str, characters: int | None, size: int | None) -> str | None:
    if characters is None and size is None:
        return None
    return f"length_grapheme({value}) > {characters}" if characters is not None else f"strlen({value}) > {size}"


def _shortened(value: str, characters: int | None, size: int | None) -> str:
    """Cut at the border of a visible character, so that no emoji is halved."""
    if characters is not None:
        return f"left_grapheme({value}, {characters})"
    if size is None:
        return value
    fitting = f"list_filter(range(0, {size} + 1), lambda n: strlen(left_grapheme({value}, n)) <= {size})"
    return f"(case when strlen({value}) <= {size} then {value} else left_grapheme({value}, list_max({fitting})) end)"


def _text(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"
