"""Counts the rows of a delivery that break their entity's contract, and refuses it whole above the declared share.

Below it the rows are landed as they came, and staging sets them aside (the macro `contract_reasons`, whose judgement
this repeats in SQL; a test compares the two).
"""

from __future__ import annotations

from pathlib import Path

from ingestion.contents import ROWS, Contents
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


def refuse_broken_contract(contents: Contents, declared: Entity, currency: str, folder: Path) -> None:
    """Raise Refusal when more rows than `rejected_share_max` break the contract or could not be split.

    `folder` holds rows.parquet; `currency` is the workspace's.
    """
    present = {name for name, _ in contents.columns}
    faults = {f: condition for (column, f), condition in faults_of(declared, currency).items() if column in present}
    if not faults or contents.record_count == 0:
        return
    import duckdb

    from ingestion.scratch_duckdb import literal

    counts = ", ".join(f"count(*) filter (where {condition})" for condition in faults.values())
    anyhow = " or ".join(f"coalesce({condition}, false)" for condition in faults.values())
    with duckdb.connect() as connection:
        found = connection.execute(
            f"select count(*) filter (where {anyhow}), {counts} from read_parquet({literal(folder / ROWS)})"
        ).fetchone()
    broken, *each = found or (0,)
    total = contents.record_count + contents.rejected_count
    if broken + contents.rejected_count <= declared.rejected_share_max * total:
        return
    told = ", ".join(f"{fault} ({count})" for fault, count in zip(faults, each, strict=True) if count)
    raise Refusal(
        f"{broken + contents.rejected_count} of {total} records break the contract: {told or 'lines cannot be split'}; "
        f"at most {declared.rejected_share_max:.4g} of them may",
        "Correct the export, or its types and allowed values in the workspace file, or raise rejected_share_max.",
    )


def faults_of(declared: Entity, currency: str) -> dict[tuple[str, str], str]:
    """(column, reason) -> SQL condition under which a row has it; null or false otherwise."""
    from ingestion.scratch_duckdb import identifier, literal

    found: dict[tuple[str, str], str] = {}
    for column, kind in declared.types.items():
        text = _stripped(identifier(column))
        readable = readable_as(kind, text, declared, currency)
        found[column, f"{column}: not {CALLED[kind]}"] = f"({text} is not null and not coalesce({readable}, false))"
    for column, values in declared.allowed.items():
        listed = ", ".join(literal(value) for value in values)
        found[column, f"{column}: not a known value"] = f"({_stripped(identifier(column))} not in ({listed}))"
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


def _stripped(column: str) -> str:
    return f"nullif(trim(cast({column} as varchar), concat(' ', chr(9), chr(10), chr(13), chr(160))), '')"
