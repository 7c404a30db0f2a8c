"""One pass over a delivery's bytes: its SHA-256, and the counts that its lines are accounted with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class Census:
    """Counts over text.

    `has_spaced_quote`: somewhere a quote, a space, and a quote, delimiter or line end, which readers disagree on.
    """

    byte_count: int
    newlines: int
    quotes: int
    has_nul: bool
    has_lone_return: bool
    has_spaced_quote: bool
    ends_with_newline: bool

    @property
    def line_count(self) -> int:
        """Physical lines, an unterminated last one included."""
        return self.newlines + int(self.byte_count > 0 and not self.ends_with_newline)


class Counter:
    """Counts chunk by chunk, exact across their borders."""

    def __init__(self, delimiter: str, quote: str) -> None:
        self._quote = quote.encode()
        around = [delimiter.encode(), b"\n", b"\r", b" ", self._quote]
        self._spaced = [a + b" " + self._quote for a in around] + [self._quote + b" " + a for a in around]
        self._tail = b""
        self._bytes = self._newlines = self._quotes = self._returns = self._return_newlines = 0
        self._has_nul = self._has_spaced_quote = False

    def add(self, chunk: bytes) -> None:
        """Count one chunk."""
        self._bytes += len(chunk)
        self._newlines += chunk.count(b"\n")
        self._has_nul = self._has_nul or b"\0" in chunk
        if b"\r" in chunk or self._tail.endswith(b"\r"):
            self._returns += chunk.count(b"\r")
            self._return_newlines += chunk.count(b"\r\n") + (self._tail.endswith(b"\r") and chunk.startswith(b"\n"))
        if self._quote and (quotes := chunk.count(self._quote)):
            self._quotes += quotes
            self._has_spaced_quote = self._has_spaced_quote or any(s in chunk for s in self._spaced)
        if self._quote and not self._has_spaced_quote:
            border = self._tail + chunk[:2]
            self._has_spaced_quote = any(s in border for s in self._spaced)
        self._tail = (self._tail + chunk)[-2:] if len(chunk) < 2 else chunk[-2:]

    def census(self) -> Census:
        """The counts so far."""
        return Census(
            byte_count=self._bytes,
            newlines=self._newlines,
            quotes=self._quotes,
            has_nul=self._has_nul,
            has_lone_return=self._returns != self._return_newlines,
            has_spaced_quote=self._has_spaced_quote,
            ends_with_newline=self._tail.endswith(b"\n"),
        )


def chunks_of(file: Path) -> Iterator[bytes]:
    """The file's bytes in bounded pieces."""
    with file.open("rb", buffering=0) as opened:
        while chunk := opened.read(CHUNK_BYTES):
            yield chunk


def content_hash(chunks: Iterable[bytes], counter: Counter | None = None) -> str:
    """SHA-256 of the bytes; `counter` counts them in the same pass."""
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
        if counter is not None:
            counter.add(chunk)
    return digest.hexdigest()
