"""One JSON document that holds a list of records: each record becomes one text, as a line of JSON lines would be."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from ingestion.contents import ROWS, Contents
from ingestion.plain_text import PlainText
from ingestion.refusal import Refusal
from ingestion.scratch_duckdb import is_machine_fault, literal
from workspaces.configuration import Entity

# A document is read at once, in several times its size of memory; what is longer is for JSON lines.
DOCUMENT_BYTES_MAX = 256 << 20


def land_json_document(plain: PlainText, entity: Entity, folder: Path, duck: duckdb.DuckDBPyConnection) -> Contents:
    """Write rows.parquet with the column `line`, a record each in their order. Raises Refusal."""
    if plain.census.byte_count > DOCUMENT_BYTES_MAX:
        raise Refusal(f"the document is longer than {DOCUMENT_BYTES_MAX} bytes", "Deliver JSON lines.")
    path = "$" + "".join(f'."{name}"' for name in (entity.records or "").split(".") if name)
    document = f"(select ltrim(content, chr(65279))::json as document from read_text({literal(plain.file)}))"
    try:
        found = duck.execute(
            f"select json_type(document), json_type(document, {literal(path)}) from {document}"
        ).fetchone()
        _refuse_other_than_list(entity, *(found or (None, None)))
        copied = duck.execute(
            f"copy (select cast(unnest(json_extract(document, {literal(path + '[*]')})) as varchar) as line"
            f" from {document}) to {literal(folder / ROWS)} (format parquet)"
        ).fetchone()
    except duckdb.Error as error:
        if is_machine_fault(error):
            raise
        raise _unreadable(error, plain.file) from error
    return Contents((("line", "VARCHAR"),), int(copied[0]) if copied else 0)


def _refuse_other_than_list(entity: Entity, whole: str | None, records: str | None) -> None:
    if records == "ARRAY":
        return
    if entity.records is None:
        raise Refusal(
            f"the document is no list of records, but {str(whole).lower()}", "Declare `records`, the name of its list."
        )
    what = "missing" if records is None else f"no list, but {records.lower()}"
    raise Refusal(f"the list {entity.records!r} is {what}", "Correct `records`, the name of the document's list.")


def _unreadable(error: duckdb.Error, file: Path) -> Refusal:
    """What DuckDB says quotes the document, so that only the place is taken from it."""
    place = re.search(r"at byte (\d+)", str(error))
    line = None
    if place is not None:
        with file.open("rb") as opened:
            line = opened.read(int(place.group(1))).count(b"\n") + 1
    return Refusal("it is no JSON document that can be read", "Deliver it again, whole.", line)
