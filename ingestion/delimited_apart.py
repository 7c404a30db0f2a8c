"""Delimited text of which a few records are out of the ordinary: those are read exactly, and DuckDB reads the rest.

A line end inside quotes, a short row, a stray quote: without this, one such line would send a whole file the exact way,
which takes about eight times as long.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import duckdb
import numpy as np
import pyarrow as pa

from ingestion.columns import ColumnPlan
from ingestion.contents import ROWS, Contents, remove_contents
from ingestion.delimited_by_line import land_record_at
from ingestion.irregular_lines import Ints, irregular_lines
from ingestion.parquet_rows import RejectsWriter, RowsWriter
from ingestion.physical_lines import LINE_BYTES_MAX
from ingestion.plain_text import PlainText
from ingestion.rejected_share import refuse_above_share
from ingestion.scratch_duckdb import identifier, is_machine_fault, literal
from workspaces.configuration import Entity
from workspaces.durable import remove_folder

COPY_BYTES = 1 << 20


@dataclass(frozen=True)
class _Cut:
    """Lines taken out: the first one's number, how many, and their bytes from `start` to `end`."""

    line: int
    line_count: int
    start: int
    end: int


def land_apart(
    plain: PlainText, entity: Entity, plan: ColumnPlan, folder: Path, duck: duckdb.DuckDBPyConnection
) -> Contents | None:
    """Write rows.parquet (with `_line`) and rejects.parquet; None where only the exact way can read the file.

    Raises Refusal for an unclosed quote, or too many rejects.
    """
    remove_contents(folder)
    suspected = irregular_lines(plain, entity, plan)
    if suspected is None:
        return None
    apart = folder / "apart"
    exact = apart / "exact"
    exact.mkdir(parents=True)
    with plain.file.open("rb") as opened, RowsWriter(exact, plan.names) as rows, RejectsWriter(folder) as rejects:
        cuts = _take_out(opened, *suspected, entity, plan, rows, rejects)
        rest = apart / "rest.csv"
        _write_rest(opened, cuts, rest)
        record_count = plain.census.line_count - 1 - sum(cut.line_count for cut in cuts)
        refuse_above_share(record_count + rows.count, rejects, entity)
    if not copy_records(rest, record_count, entity, plan, apart, duck):
        remove_folder(apart)
        return None
    _unite(apart, cuts, plan, folder / ROWS, duck)
    remove_folder(apart)
    columns = (*((name, "VARCHAR") for name in plan.names), ("_line", "BIGINT"))
    return Contents(columns, record_count + rows.count, rejects.count, plan.warnings)


def copy_records(
    file: Path, record_count: int, entity: Entity, plan: ColumnPlan, folder: Path, duck: duckdb.DuckDBPyConnection
) -> bool:
    """Write rows.parquet through DuckDB; whether it found `record_count` records behind the header."""
    columns = ", ".join(f"'c{position}': 'VARCHAR'" for position in range(plan.width))
    selected = ", ".join(f"c{position} as {identifier(name)}" for position, name in plan.kept)
    try:
        copied = duck.execute(
            f"copy (select {selected} from read_csv({literal(file)}, auto_detect = false, header = true,"
            f" delim = {literal(entity.delimiter)}, quote = {literal(entity.quote)}, escape = {literal(entity.quote)},"
            f" columns = {{{columns}}}, strict_mode = true, compression = 'none', max_line_size = {LINE_BYTES_MAX}))"
            f" to {literal(folder / ROWS)} (format parquet)"
        ).fetchone()
    except duckdb.Error as error:
        if is_machine_fault(error):
            raise
        return False
    return copied is not None and int(copied[0]) == record_count


def _take_out(
    opened: BinaryIO,
    numbers: Ints,
    offsets: Ints,
    entity: Entity,
    plan: ColumnPlan,
    rows: RowsWriter,
    rejects: RejectsWriter,
) -> list[_Cut]:
    """Read each record that begins on a suspected line; the lines that it goes on over are out with it."""
    cuts: list[_Cut] = []
    done = 0
    for number, offset in zip(numbers.tolist(), offsets.tolist(), strict=True):
        if number <= done:
            continue
        behind = land_record_at(opened, number, offset, entity, plan, rows, rejects)
        done = behind.number
        cuts.append(_Cut(number, done + 1 - number, offset, behind.offset))
    return cuts


def _write_rest(opened: BinaryIO, cuts: list[_Cut], rest: Path) -> None:
    """The file without the cuts."""
    begin = 0
    with rest.open("wb") as written:
        for start, end in [*((cut.start, cut.end) for cut in cuts), (None, None)]:
            opened.seek(begin)
            left = start - begin if start is not None else sys.maxsize
            while left and (piece := opened.read(min(COPY_BYTES, left))):
                written.write(piece)
                left -= len(piece)
            begin = end or 0


def _unite(apart: Path, cuts: list[_Cut], plan: ColumnPlan, file: Path, duck: duckdb.DuckDBPyConnection) -> None:
    """One file of all records, each with its line: the rest is shifted by the lines that were cut above it."""
    line_counts = np.array([cut.line_count for cut in cuts], np.int64)
    cut_above = np.concatenate(([0], np.cumsum(line_counts)))
    # The line of the rest, 1-based with the header, from which on each shift holds; of cuts side by side, the last.
    begins = np.concatenate(([0], np.array([cut.line for cut in cuts], np.int64) - cut_above[:-1]))
    is_last = np.append(begins[1:] != begins[:-1], True)
    shifts = pa.table({"begins": pa.array(begins[is_last]), "shift": pa.array(cut_above[is_last])})
    names = ", ".join(identifier(name) for name in plan.names)
    duck.register("shifts", shifts)
    duck.execute(
        f"""
        copy (
            select {names}, rest.file_row_number + 2 + shifts.shift as _line
            from read_parquet({literal(apart / ROWS)}, file_row_number = true) as rest
            asof join shifts on rest.file_row_number + 2 >= shifts.begins
            union all
            select {names}, _line from read_parquet({literal(apart / "exact" / ROWS)})
        ) to {literal(file)} (format parquet)
        """
    )
    duck.unregister("shifts")
