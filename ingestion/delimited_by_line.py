"""Delimited text split record by record, exactly: what cannot be split is rejected with its bytes, or refuses the file.

Slower than delimited.py's way through DuckDB; delimited_apart.py sends the records here that are out of the ordinary.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from ingestion.columns import ColumnPlan
from ingestion.contents import Contents
from ingestion.parquet_rows import RejectsWriter, RowsWriter
from ingestion.physical_lines import LINE_BYTES_MAX, Line, PhysicalLines, reject_line
from ingestion.refusal import Refusal
from ingestion.rejected_share import refuse_above_share
from workspaces.configuration import Entity


def csv_reader(lines: Iterator[str], entity: Entity) -> Iterator[list[str]]:
    """The declared dialect: a doubled quote is a quote, and nothing else escapes."""
    # csv keeps one limit for the whole process, and its default is an eighth of the longest line that is accepted.
    csv.field_size_limit(2 * LINE_BYTES_MAX)
    if not entity.quote:
        return csv.reader(lines, delimiter=entity.delimiter, quoting=csv.QUOTE_NONE, strict=True)
    return csv.reader(lines, delimiter=entity.delimiter, quotechar=entity.quote, doublequote=True, strict=True)


def land_by_line(file: Path, entity: Entity, plan: ColumnPlan, folder: Path) -> Contents:
    """Write rows.parquet (with `_line`) and rejects.parquet.

    Raises Refusal for an unclosed quote, or too many rejects.
    """
    with file.open("rb") as opened, RowsWriter(folder, plan.names) as rows, RejectsWriter(folder) as rejects:
        lines = PhysicalLines(opened)
        feed = _Feed(lines)
        reader = csv_reader(feed, entity)
        next_record(feed, reader)  # the header, which the caller has read
        while (line := lines.next()) is not None:
            _land_record(line, feed, reader, plan, rows, rejects)
        refuse_above_share(rows.count, rejects, entity)
    columns = (*((name, "VARCHAR") for name in plan.names), ("_line", "BIGINT"))
    return Contents(columns, rows.count, rejects.count, plan.warnings)


def land_record_at(
    opened: BinaryIO,
    number: int,
    offset: int,
    entity: Entity,
    plan: ColumnPlan,
    rows: RowsWriter,
    rejects: RejectsWriter,
) -> PhysicalLines:
    """Land the one record that begins on line `number` at byte `offset`; the answer stands behind it.

    Raises Refusal for an unclosed quote.
    """
    lines = PhysicalLines(opened, number - 1, offset)
    feed = _Feed(lines)
    line = lines.next()
    if line is not None:
        _land_record(line, feed, csv_reader(feed, entity), plan, rows, rejects)
    return lines


def _land_record(
    line: Line, feed: _Feed, reader: Iterator[list[str]], plan: ColumnPlan, rows: RowsWriter, rejects: RejectsWriter
) -> None:
    """Write the record that begins on `line` to the rows or to the rejects; a blank line is none."""
    if not line.is_whole:
        reject_line(line, feed.lines, str(line.fault), rejects)
        return
    fields, fault = feed.record(line, reader)
    fault = fault or _width_fault(fields, plan.width)
    if fault:
        rejects.add(line.number, line.offset, b"".join(p.content for p in feed.taken), fault)
    elif fields:
        rows.add([fields[position] or None for position, _ in plan.kept], line.number, feed.byte_count)


def read_header(file: Path, entity: Entity) -> tuple[list[str], int]:
    """The header's names and how many lines it takes; its blank lines before it count. Raises Refusal."""
    with file.open("rb") as opened:
        feed = _Feed(PhysicalLines(opened))
        fields = next_record(feed, csv_reader(feed, entity))
    return fields, feed.taken[-1].number


def next_record(feed: _Feed, reader: Iterator[list[str]]) -> list[str]:
    """The header: the first record that is not blank. Raises Refusal when there is none, or it cannot be read."""
    while (line := feed.lines.next()) is not None:
        if line.fault:
            raise Refusal(f"the header cannot be read ({line.fault})", _HEADER_MEND, line.number)
        fields, fault = feed.record(line, reader)
        if fault:
            raise Refusal(f"the header cannot be read ({fault})", _HEADER_MEND, line.number)
        if fields:
            return fields
    raise Refusal("the file is empty, without even a header", "Deliver it again.")


_HEADER_MEND = "Correct the file, or the declared delimiter, quote or encoding."


class _Feed:
    """Hands lines to the csv reader, and remembers which ones the present record took."""

    def __init__(self, lines: PhysicalLines) -> None:
        self.lines = lines
        self.taken: list[Line] = []
        self.byte_count = 0
        self.fault: str | None = None
        self._first: Line | None = None

    def record(self, line: Line, reader: Iterator[list[str]]) -> tuple[list[str], str | None]:
        """The record that begins on `line`: its fields, and why it cannot be trusted.

        Raises Refusal for an unclosed quote.
        """
        self._first, self.taken, self.byte_count, self.fault = line, [], 0, None
        fields: list[str] = []
        fault = None
        try:
            fields = next(reader)
        except csv.Error as error:
            if len(self.taken) > 1 or "unexpected end of data" in str(error):
                raise self._unclosed() from error
            is_return = "new-line character" in str(error)
            fault = "a carriage return outside quotes" if is_return else "text after a closing quote"
        return fields, self.fault or fault

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line, self._first = self._first, None
        if line is None:  # the record goes on: a line end inside quotes
            line = self.lines.next()
            if line is None:
                raise StopIteration
            if self.byte_count + len(line.content) > LINE_BYTES_MAX:
                raise self._unclosed()
        self.taken.append(line)
        self.byte_count += len(line.content)
        self.fault = self.fault or line.fault
        return line.content.decode(errors="surrogateescape")

    def _unclosed(self) -> Refusal:
        return Refusal(
            "a quote opens in this record and is not closed as it should be",
            "Correct the quotes in the export, or the declared quote.",
            self.taken[0].number,
        )


def _width_fault(fields: list[str], width: int) -> str | None:
    if not fields or (len(fields) >= width and not any(fields[width:])):
        return None  # blank, right, or right and then empty: some programs end a line with delimiters
    kind = "short" if len(fields) < width else "long"
    return f"{kind} row: {len(fields)} columns instead of {width}"
