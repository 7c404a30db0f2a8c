"""The lines of a plain text file one by one, with number and offset, in bounded memory however long one is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from ingestion.parquet_rows import RejectsWriter
from ingestion.plain_text import UTF_8_BOM

# A record of a shop has a few hundred bytes; what is longer than this is damage, and is kept as a rejected line.
LINE_BYTES_MAX = 1 << 20


class Line(NamedTuple):
    """One physical line with its line end. `is_whole` is false for the first piece of one that is too long."""

    number: int
    offset: int
    content: bytes
    is_whole: bool = True

    @property
    def fault(self) -> str | None:
        """Why its text cannot be trusted, or None."""
        if not self.is_whole:
            return f"longer than {LINE_BYTES_MAX} bytes"
        if b"\0" in self.content:
            return "a NUL byte"
        try:
            self.content.decode()
        except UnicodeDecodeError:
            return "not valid UTF-8"
        return None


class PhysicalLines:
    """Reads forward once, from the beginning of line `number` + 1 at byte `offset`. Both go on with the lines."""

    def __init__(self, opened: BinaryIO, number: int = 0, offset: int = 0) -> None:
        self._opened = opened
        self.number = number
        self.offset = offset
        opened.seek(offset)
        if offset == 0 and opened.read(len(UTF_8_BOM)) == UTF_8_BOM:
            self.offset = len(UTF_8_BOM)
        else:
            opened.seek(offset)

    def next(self) -> Line | None:
        """The next line, or None at the end. One that is not whole must be followed by `rest_of`."""
        content = self._opened.readline(LINE_BYTES_MAX)
        if not content:
            return None
        self.number += 1
        is_whole = content.endswith(b"\n") or len(content) < LINE_BYTES_MAX or not self._opened.peek(1)  # type: ignore[attr-defined]
        line = Line(self.number, self.offset, content, is_whole)
        self.offset += len(content)
        return line

    def rest_of(self, line: Line) -> Iterator[tuple[int, bytes]]:
        """The further pieces (offset, bytes) of a line that is too long."""
        piece = line.content
        while not piece.endswith(b"\n") and (piece := self._opened.readline(LINE_BYTES_MAX)):
            yield self.offset, piece
            self.offset += len(piece)


def reject_line(line: Line, lines: PhysicalLines, reason: str, rejects: RejectsWriter) -> None:
    """Keep a line's bytes, all of them, beside the rows."""
    rejects.add(line.number, line.offset, line.content, reason)
    if not line.is_whole:
        for offset, piece in lines.rest_of(line):
            rejects.add(line.number, offset, piece, None)
