"""Counts the rows of a delivery that break their entity's contract, and refuses it whole above the declared share.

Below it the rows are landed as they came, and staging sets them aside (the macro `contract_reasons`, whose judgement
this repeats in SQL; a test compares the two). Which members a JSON record has is told by json_members.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ingestion.contents import ROWS, Contents
from ingestion.drift import CHANGED
from ingestion.json_members import RECORD
from ingestion.refusal import Refusal
from workspaces.configuration import Entity

CALLED = {
    "number": "a number",
    "integer": "a whole number",
    "amount": "an amount",
    "date": "a date",
    "timestamp": "a time",
}
MOMENT = "(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?"
SERIAL = "[1-9][0-9]{1,5}([.][0-9]{1,15})?"


def settle_contract(contents: Contents, declared: Entity, currency: str, folder: Path) -> Contents:
    """The contents with a warning for each column most of whose values are not of its declared type.

    `folder` holds rows.parquet; `currency` is the workspace's. Raises Refusal when more rows than `rejected_share_max`
    break the contract or could not be split.
    """
    present = {name for name, _ in contents.columns}
    faults = {
        (column, fault): condition
        for (column, fault), condition in faults_of(declared, currency).items()
        if declared.is_json or column in present
    }
    if not faults or contents.record_count == 0:
        return contents
    broken, counts, filled = _counted(faults, declared, folder)
    total = contents.record_count + contents.rejected_count
    if broken + contents.rejected_count > declared.rejected_share_max * total:
        told = ", ".join(f"{fault} ({count})" for (_, fault), count in counts.items() if count)
        raise Refusal(
            f"{broken + contents.rejected_count} of {total} records break the contract:"
            f" {told or 'lines cannot be split'}; at most {declared.rejected_share_max:.4g} of them may",
            "Correct the export, or its types and allowed values in the workspace file, or raise rejected_share_max.",
        )
    changed = [
        f"{CHANGED}{column!r}: {count} of {filled[column]} values are {fault.removeprefix(f'{column}: ')}"
        for (column, fault), count in counts.items()
        if fault.startswith(f"{column}: not ") and column in declared.types and 2 * count > filled[column]
    ]
    return replace(contents, warnings=(*contents.warnings, *changed))


def _counted(
    faults: dict[tuple[str, str], str], declared: Entity, folder: Path
) -> tuple[int, dict[tuple[str, str], int], dict[str, int]]:
    """Rows with any fault, rows with each, and rows in which each column is filled."""
    import duckdb

    from ingestion.scratch_duckdb import identifier, literal

    columns = list(dict.fromkeys(column for column, _ in faults if column in promised(declared)))
    asked = [
        " or ".join(f"coalesce({condition}, false)" for condition in faults.values()),
        *faults.values(),
        *(f"{identifier(column)} is not null" for column in columns),
    ]
    counts = ", ".join(f"count(*) filter (where {condition})" for condition in asked)
    texts = texts_of(declared, columns, f"read_parquet({literal(folder / ROWS)})")
    with duckdb.connect() as connection:
        found = connection.execute(f"select {counts} from ({texts})").fetchone()
    broken, *each = found or [0] * len(asked)
    return (
        broken,
        dict(zip(faults, each[: len(faults)], strict=True)),
        dict(zip(columns, each[len(faults) :], strict=True)),
    )


def promised(declared: Entity) -> tuple[str, ...]:
    """Columns, or members of JSON records, of whose texts something is promised."""
    needed = declared.required if declared.is_json else ()
    return tuple(dict.fromkeys((*needed, *declared.types, *declared.allowed)))


def texts_of(declared: Entity, columns: Sequence[str], relation: str) -> str:
    """SQL: the texts of these columns, or members of the JSON in `line`, trimmed, blank as null; under their names.

    Of JSON also `_is_object`. All members are read in one pass, before anything asks for one of them.
    """
    from ingestion.scratch_duckdb import identifier, literal

    if not declared.is_json:
        return f"select {', '.join(f'{_stripped(identifier(c))} as {identifier(c)}' for c in columns)} from {relation}"
    paths = ", ".join(literal("$." + ".".join(f'"{part}"' for part in member.split("."))) for member in columns)
    cells = f"json_extract_string({RECORD}, [{paths}]) as _cells," if columns else ""
    read = f"select {cells} coalesce(json_type({RECORD}) = 'OBJECT', false) as _is_object from {relation}"
    texts = [f"{_stripped(f'_cells[{n}]')} as {identifier(member)}" for n, member in enumerate(columns, start=1)]
    return f"select {', '.join([*texts, '_is_object'])} from ({read})"


def faults_of(declared: Entity, currency: str) -> dict[tuple[str, str], str]:
    """(column or member, reason) -> SQL condition on `texts_of` under which a row has it; null or false otherwise."""
    from ingestion.scratch_duckdb import identifier, literal

    found: dict[tuple[str, str], str] = {}
    if declared.members:
        found["line", "line: not a JSON object"] = "(not _is_object)"
        for member in declared.required:
            found[member, f"{member}: missing"] = f"(_is_object and {identifier(member)} is null)"
    for column, kind in declared.types.items():
        text = identifier(column)
        readable = readable_as(kind, text, declared, currency)
        found[column, f"{column}: not {CALLED[kind]}"] = f"({text} is not null and not coalesce({readable}, false))"
    for column, values in declared.allowed.items():
        listed = ", ".join(literal(value) for value in values)
        found[column, f"{column}: not a known value"] = f"({identifier(column)} not in ({listed}))"
    return found


def readable_as(kind: str, text: str, declared: Entity, currency: str) -> str:
    """SQL: whether the text is of the type in the entity's notation; null or false where it is not."""
    if kind == "integer":
        return f"try_cast({_digits(text, declared)} as integer) is not null and {_is_number(text, declared, 0)}"
    if kind == "number":
        return _is_number(text, declared, 6)
    if kind == "amount":
        sign = "Rp[.]?|" if currency == "IDR" else ""
        bare = f"regexp_replace({text}, '^([+-]?)({sign}{currency})[ \u00a0]*', '\\1')"
        return _is_number(f"regexp_replace({bare}, ',-$', '')", declared, 2)
    if kind == "date":
        formats = [declared.date_format, *(["%Y-%m-%d"] if declared.format == "excel" else [])]
        return " or ".join(f"coalesce({_plausible(_parsed(text, f))}, false)" for f in formats)
    iso = (
        f"(regexp_full_match({text}, '{MOMENT}( ?(Z|[+-][0-9]{{2}}(:?[0-9]{{2}})?))?')"
        f" and try_cast(replace(regexp_extract({text}, '^{MOMENT}'), 'T', ' ') as timestamp) is not null)"
    )
    if declared.timestamp_format == "iso":
        return iso
    parsed = _plausible(_parsed(text, declared.timestamp_format))
    return f"(coalesce({parsed}, false) or {iso})" if declared.format == "excel" else parsed


def _is_number(text: str, declared: Entity, scale: int) -> str:
    whole = "[0-9]+"
    if declared.thousands:
        whole = f"([0-9]+|[0-9]{{1,3}}([{declared.thousands}][0-9]{{3}})+)"
    fraction = f"([{declared.decimal}][0-9]{{1,{scale}}}0*)?" if scale else ""
    return (
        f"(regexp_full_match({text}, '[+-]?{whole}{fraction}')"
        f" and try_cast({_digits(text, declared)} as decimal(18, {scale})) is not null)"
    )


def _digits(text: str, declared: Entity) -> str:
    if declared.thousands:
        return f"replace(replace({text}, '{declared.thousands}', ''), '{declared.decimal}', '.')"
    return f"replace({text}, '{declared.decimal}', '.')"


def _parsed(text: str, form: str) -> str:
    if form == "excel_serial":
        matched = f"regexp_full_match({text}, '{SERIAL}') and try_cast({text} as decimal(28, 15)) >= 61"
        days = f"to_seconds(cast(round(try_cast({text} as decimal(28, 15)) * 86400) as bigint))"
        return f"case when {matched} then timestamp '1899-12-30' + {days} end"
    return f"try_strptime({text}, '{form}')"


def _plausible(moment: str) -> str:
    # Years of two digits were read as of the first century.
    return f"(extract(year from ({moment})) between 1900 and 2199)"


def _stripped(cell: str) -> str:
    text = f"cast({cell} as varchar)"
    # Nearly all texts need no trimming, and to look is ten times faster than to trim.
    return (
        f"case when regexp_full_match({text}, '[!-~]([ -~]*[!-~])?') then {text}"
        f" else nullif(trim({text}, concat(' ', chr(9), chr(10), chr(13), chr(160))), '') end"
    )
