"""JSON lines as one text column, each line as it is. Whether a line is JSON is judged in staging."""

from __future__ import annotations

from pathlib import Path

import duckdb

from ingestion.contents import ROWS, Contents
from ingestion.parquet_rows import RejectsWriter, RowsWriter
from ingestion.physical_lines import LINE_BYTES_MAX, PhysicalLines, reject_line
from ingestion.plain_text import PlainText
from ingestion.rejected_share import refuse_above_share
from ingestion.scratch_duckdb import is_machine_fault, literal
from workspaces.configuration import Entity

# A control character that JSON never holds as it is, so that no line is split.
NO_DELIMITER = "\x01"


def land_json_lines(plain: PlainText, entity: Entity, folder: Path, duck: duckdb.DuckDBPyConnection) -> Contents:
    """Write rows.parquet with the column `line`, and rejects.parquet where lines were rejected. Raises Refusal."""
    is_ordinary = not plain.census.has_nul and not plain.census.has_lone_return
    if is_ordinary and _copy(plain, folder, duck):
        return Contents((("line", "VARCHAR"),), plain.census.line_count)
    (folder / ROWS).unlink(missing_ok=True)
    return _land_by_line(plain.file, entity, folder)


def _copy(plain: PlainText, folder: Path, duck: duckdb.DuckDBPyConnection) -> bool:
    """Whether DuckDB found one text on every line."""
    try:
        copied = duck.execute(
            f"copy (select line from read_csv({literal(plain.file)}, auto_detect = false, header = false, quote = '',"
            f" delim = {literal(NO_DELIMITER)}, escape = '', columns = {{'line': 'VARCHAR'}}, strict_mode = true,"
            f" compression = 'none', max_line_size = {LINE_BYTES_MAX})) to {literal(folder / ROWS)} (format parquet)"
        ).fetchone()
        filled = duck.execute(f"select count(line) from read_parquet({literal(folder / ROWS)})").fetchone()
    except duckdb.Error as error:
        if is_machine_fault(error):
            raise
        return False
    return copied == filled == (plain.census.line_count,)


def _land_by_line(file: Path, entity: Entity, folder: Path) -> Contents:
    with file.open("rb") as opened, RowsWriter(folder, ["line"]) as rows, RejectsWriter(folder) as rejects:
        lines = PhysicalLines(opened)
        while (line := lines.next()) is not None:
            if line.fault:
                reject_line(line, lines, line.fault, rejects)
            elif text := line.content.removesuffix(b"\n").removesuffix(b"\r"):
                rows.add([text.decode()], line.number, len(text))
        refuse_above_share(rows.count, rejects, entity)
    return Contents((("line", "VARCHAR"), ("_line", "BIGINT")), rows.count, rejects.count)
