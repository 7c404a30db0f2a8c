"""Stops at the door who was erased: records that hold an erased contact point are not landed, only counted.

What a column means is not known here, so that the whole text of a record is looked through, for e-mail addresses and
phone numbers in every form that the identity models read as one. The list of the erased holds hashes alone.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ingestion.contents import LINES_BEFORE_RECORDS, REJECTS, ROWS, Contents

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

EMAIL = r"""[^\s"<>,;:()\[\]{}|/=]+@[^\s"'<>,;:()\[\]{}|/=?&#!]+"""
NUMBERS = (r"[+(]?[0-9][0-9 ().-]{5,20}[0-9]", r"[0-9]{8,17}")
"""A number as people write it; and its digits alone, where words or a house number stand before it."""
# How JSON and addresses of pages may write the two signs.
ESCAPED = ((r"\\u0040|%40", "@"), (r"\\u002[bB]|%2[bB]", "+"))


def settle_erased(contents: Contents, erased: Collection[str], region: str, form: str, folder: Path) -> Contents:
    """The contents without the records and rejected lines that hold an erased contact point; how many is told.

    `folder` holds rows.parquet and rejects.parquet, written anew where they lose something; what stays keeps its line.
    `erased` are hashes, `region` is the one whose phone numbers come without a code, `form` the format that was read.
    """
    if not erased:
        return contents
    import duckdb  # here, because most workspaces have nobody to look for

    with duckdb.connect() as connection:
        connection.execute("create table erased as select unnest(?) as contact_hash", [sorted(erased)])
        records = _stop_records(connection, contents, region, form, folder)
        lines = _stop_rejects(connection, region, folder) if contents.rejected_count else 0
    has_line = "_line" in dict(contents.columns)
    return replace(
        contents,
        columns=contents.columns if has_line or not records else (*contents.columns, ("_line", "BIGINT")),
        record_count=contents.record_count - records,
        rejected_count=contents.rejected_count - lines,
        erased_count=contents.erased_count + records + lines,
    )


def _stop_records(connection: DuckDBPyConnection, contents: Contents, region: str, form: str, folder: Path) -> int:
    from ingestion.scratch_duckdb import identifier, literal

    rows = folder / ROWS
    read = f"read_parquet({literal(rows)}, file_row_number = true, hive_partitioning = false)"
    names = [identifier(name) for name, _ in contents.columns if name != "_line"]
    text = f"concat_ws(chr(10), {', '.join(names)})"
    count = _stopped(connection, region, f"select file_row_number as n, {text} as t from {read}")
    if count:
        has_line = "_line" in dict(contents.columns)
        line = "_line" if has_line else f"file_row_number + {LINES_BEFORE_RECORDS.get(form, 0) + 1} as _line"
        _write(connection, f"select {', '.join(names)}, {line} from {read} where file_row_number", rows)
    return count


def _stop_rejects(connection: DuckDBPyConnection, region: str, folder: Path) -> int:
    """A long line lies there in pieces; all of them go with the one that is found."""
    from ingestion.scratch_duckdb import literal

    rejects = folder / REJECTS
    read = f"read_parquet({literal(rejects)}, hive_partitioning = false)"
    # The bytes of a line need not be text in any encoding; those of ASCII are told even then.
    text = r"coalesce(try(decode(_text)), replace(cast(_text as varchar), '\x00', ''))"
    count = _stopped(connection, region, f"select _line as n, {text} as t from {read}")
    if count:
        _write(connection, f"select * from {read} where _line", rejects)
    return count


def _stopped(connection: DuckDBPyConnection, region: str, texts: str) -> int:
    """Put into the table `stopped` which `n` have a text `t` with an erased contact point, and return how many."""
    from ingestion.scratch_duckdb import literal

    text = "t"
    for escape, sign in ESCAPED:
        text = f"regexp_replace({text}, {literal(escape)}, {literal(sign)}, 'g')"
    text = rf"nfc_normalize(case when contains(t, '\u00') or contains(t, '%') then {text} else t end)"
    numbers = " || ".join(f"regexp_extract_all(t, {literal(pattern)})" for pattern in NUMBERS)
    connection.execute(
        f"""
        create or replace table stopped as
        with
            texts as (select n, {text} as t from ({texts})),
            addresses as (
                select n, trim(unnest(regexp_extract_all(lower(t), {literal(EMAIL)})), '''.') as address
                from texts
                where contains(t, '@')
            ),
            numbers as (select n, unnest({numbers}) as number from texts),
            forms as (
                select n, regexp_replace(address, '[+][^@]*@', '@') as form from addresses
                union all
                select n, unnest({_forms_of_a_number(region)}) as form
                from (select n, number, regexp_replace(number, '[^0-9]', '', 'g') as digits from numbers)
            )
        select distinct n from forms where sha256(form) in (select contact_hash from erased)
        """
    )
    (count,) = connection.execute("select count(*) from stopped").fetchall()[0]
    return int(count)


def _forms_of_a_number(region: str) -> str:
    """SQL, a list: what `number` with these `digits` may be in E.164, written abroad, at home, or with the code."""
    import phonenumbers

    code = phonenumbers.country_code_for_region(region)
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region)
    prefix = f"({metadata.national_prefix})?" if metadata and metadata.national_prefix else ""
    return (
        f"['+{code}' || regexp_replace(digits, '^{prefix}', ''),"
        f" case when starts_with(digits, '{code}') or starts_with(digits, '00') or starts_with(number, '+')"
        f" then '+' || regexp_replace(regexp_replace(digits, '^00', ''), '^{code}{prefix}', '{code}') end]"
    )


def _write(connection: DuckDBPyConnection, kept: str, file: Path) -> None:
    """The file anew, never in its place: it may be a link to the file of another load."""
    from ingestion.scratch_duckdb import literal

    written = file.with_suffix(".kept")
    connection.execute(
        f"copy ({kept} not in (select n from stopped)) to {literal(written)} (format parquet, compression snappy)"
    )
    written.replace(file)
