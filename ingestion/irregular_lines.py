"""Finds the lines of a delimited file that DuckDB might read otherwise than the exact way, in one pass over its bytes.

A line is suspected when in doubt: the exact way reads it then, alone. What a suspected line means is not judged here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from ingestion.census import NEWLINE, RETURN
from ingestion.columns import ColumnPlan
from ingestion.physical_lines import LINE_BYTES_MAX
from ingestion.plain_text import PlainText
from workspaces.configuration import Entity

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]
Bools = NDArray[np.bool_]
BLOCK_BYTES = 4 * LINE_BYTES_MAX
# Above a tenth of the lines the exact way alone is the faster one.
SUSPECTED_SHARE_MAX = 0.1


def irregular_lines(plain: PlainText, entity: Entity, plan: ColumnPlan) -> tuple[Ints, Ints] | None:
    """1-based numbers and byte offsets of the suspected lines after the header's one, in order.

    None where this way is of no use: the delimiter or the quote is no single byte, a line is longer than a block, or
    too many lines are suspected.
    """
    delimiter, quote = entity.delimiter.encode(), entity.quote.encode()
    if len(delimiter) != 1 or len(quote) > 1:
        return None
    numbers, offsets = [], []
    found, line_count, offset = 0, 0, 0
    with plain.file.open("rb") as opened:
        for block in _blocks(opened):
            if block is None:
                return None
            starts, ends = _borders(block)
            suspected = _suspected(block, starts, ends, delimiter[0], quote, plan.width)
            if plain.census.has_spaced_quote:
                suspected |= _count(block == quote[0], starts, ends) > 0
            if line_count == 0:
                suspected[0] = False  # the header, which was read already
            numbers.append(np.flatnonzero(suspected) + line_count + 1)
            offsets.append(starts[suspected] + offset)
            found += len(numbers[-1])
            if found > max(1000, SUSPECTED_SHARE_MAX * plain.census.line_count):
                return None
            line_count += len(starts)
            offset += len(block)
    return np.concatenate(numbers), np.concatenate(offsets)


def _blocks(opened: BinaryIO) -> Iterator[Bytes | None]:
    """The file in blocks of whole lines; None for a line that no block holds."""
    while content := opened.read(BLOCK_BYTES):
        if len(content) == BLOCK_BYTES and not content.endswith(b"\n"):
            whole = content.rfind(b"\n") + 1
            if whole == 0:
                yield None
                return
            opened.seek(whole - len(content), 1)
            content = content[:whole]
        yield np.frombuffer(content, np.uint8)


def _borders(block: Bytes) -> tuple[Ints, Ints]:
    """Where each line begins, and where its line end stands."""
    ends = np.flatnonzero(block == NEWLINE)
    if not len(ends) or ends[-1] != len(block) - 1:
        ends = np.append(ends, len(block))
    return np.concatenate(([0], ends[:-1] + 1)), ends


def _suspected(block: Bytes, starts: Ints, ends: Ints, delimiter: int, quote: bytes, width: int) -> Bools:
    delimiters = _count(block == delimiter, starts, ends)
    quotes = _count(block == quote[0], starts, ends) if quote else np.zeros(len(starts), np.int64)
    suspected: Bools = np.where(quotes == 0, delimiters != width - 1, quotes % 2 == 1) | (
        ends - starts > LINE_BYTES_MAX
    )
    is_return = block == RETURN
    if is_return.any():
        lone = np.append(is_return[:-1] & (block[1:] != NEWLINE), is_return[-1])
        suspected |= _count(lone, starts, ends) > 0
    if (block == 0).any():
        suspected |= _count(block == 0, starts, ends) > 0
    try:
        block.tobytes().decode()
    except UnicodeDecodeError:
        suspected |= _count(block >= 0x80, starts, ends) > 0
    return suspected


def _count(marks: Bools, starts: Ints, ends: Ints) -> Ints:
    """How many marks each line holds."""
    positions = np.flatnonzero(marks)
    counted: Ints = np.searchsorted(positions, ends) - np.searchsorted(positions, starts)
    return counted
