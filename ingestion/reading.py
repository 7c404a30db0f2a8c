"""Reads one delivery by its declared format into rows.parquet and rejects.parquet of a scratch folder."""

from __future__ import annotations

from pathlib import Path

from ingestion import pulling
from ingestion.contents import Contents
from ingestion.delimited import land_delimited
from ingestion.deliveries import Delivery
from ingestion.json_document import land_json_document
from ingestion.json_lines import land_json_lines
from ingestion.parquet import land_parquet
from ingestion.plain_text import plain_text
from ingestion.refusal import Refusal
from ingestion.scratch_duckdb import scratch_duckdb
from ingestion.sqlite_database import copy_database, extract_table
from workspaces.configuration import Entity

LANDINGS = {"csv": land_delimited, "json_lines": land_json_lines, "json": land_json_document}


def read_delivery(delivery: Delivery, declared: Entity, scratch: Path, folder: Path) -> Contents:
    """Write the delivery's rows and rejected lines into `folder`. Raises Refusal."""
    if delivery.file.name.endswith(pulling.NOTE):
        pulling.refuse_note(delivery.file)
    # DuckDB takes * ? [ in a name as a pattern; under this name every delivery is one file.
    file = scratch / "delivery"
    file.symlink_to(delivery.file.resolve())
    if declared.format == "excel":
        from ingestion.excel import land_excel

        return land_excel(file, declared, folder)
    with scratch_duckdb(scratch) as duck:
        if declared.format == "parquet" or delivery.pulled_at is not None:
            return land_parquet(file, declared, folder, duck)
        if declared.format == "database":
            return land_parquet(_extract(delivery, declared, scratch), declared, folder, duck)
        plain = plain_text(file, delivery.file.name, declared, delivery.census, scratch)
        return LANDINGS[declared.format](plain, declared, folder, duck)


def _extract(delivery: Delivery, declared: Entity, scratch: Path) -> Path:
    """The table as Parquet, from a copy that nobody writes to. Both are gone once the delivery is landed."""
    copy = scratch / "database.sqlite"
    if copy_database(delivery.file, copy) != delivery.content_hash:
        raise Refusal("it changed while it was read", "Run again when it has been written whole.")
    written = scratch / "extract.parquet"
    extract_table(copy, str(declared.table), written)
    return written
