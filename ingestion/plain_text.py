"""A text delivery as plain UTF-8: decompressed, decoded by the declared encoding, counted. Nothing is guessed.

Splitting lines into columns is done in delimited.py, delimited_by_line.py, json_lines.py and json_document.py.
"""

from __future__ import annotations

import codecs
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ingestion.census import CHUNK_BYTES, Census, chunks_of, counter_of
from ingestion.refusal import Refusal
from workspaces.configuration import Entity

# A gzip of text is rarely over 50:1; the format itself allows 1,032:1.
EXPANSION_MAX = 200
EXPANSION_FREE_BYTES = 32 << 20
UTF_16_BOMS = (b"\xff\xfe", b"\xfe\xff")
UTF_8_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class PlainText:
    """A file of UTF-8 text, and its census. Offsets of rejected lines are offsets in it."""

    file: Path
    census: Census


def is_plain(file_name: str, entity: Entity) -> bool:
    """Whether the delivery's own bytes are the plain text."""
    return _is_utf_8(entity) and not file_name.endswith((".gz", ".zst"))


def plain_text(file: Path, file_name: str, entity: Entity, census: Census | None, scratch: Path) -> PlainText:
    """The delivery as plain text, written to `scratch` unless its bytes are that already.

    `census` is that of the delivery's bytes if they were counted when hashed. Raises Refusal.
    """
    _refuse_other_kinds(file, file_name, entity)
    if is_plain(file_name, entity):
        counted = census if census is not None else _count(chunks_of(file), entity)
        plain = PlainText(file, counted)
    else:
        plain = _write(_decoded(_decompressed(file, file_name), entity), entity, scratch / "plain_text")
    if plain.census.byte_count == 0:
        what = "the file is empty" if entity.is_json else "the file is empty, without even a header"
        raise Refusal(what, "Deliver it again.")
    if plain.census.newlines == 0 and plain.census.has_lone_return:
        # Lines that end in a carriage return alone, as old Macintosh programs write them.
        return _write((c.replace(b"\r", b"\n") for c in chunks_of(plain.file)), entity, scratch / "plain_lines")
    return plain


def _is_utf_8(entity: Entity) -> bool:
    return codecs.lookup(entity.encoding).name in {"utf-8", "utf-8-sig"}


def _refuse_other_kinds(file: Path, file_name: str, entity: Entity) -> None:
    with file.open("rb") as opened:
        start = opened.read(1024)
    if file_name.endswith((".gz", ".zst")):
        return
    if start.startswith(b"\x1f\x8b"):
        raise Refusal("it is compressed by gzip, but its name does not end in .gz", "Name it .gz.")
    if start.startswith(b"PK\x03\x04"):
        raise Refusal(
            "it is a zip archive or a workbook, not text",
            f"Deliver {entity.format}, or declare the format that it has.",
        )
    looks_utf_16 = start.startswith(UTF_16_BOMS) or _has_every_second_byte_zero(start)
    declares_utf_16 = codecs.lookup(entity.encoding).name.startswith("utf-16")
    if looks_utf_16 and not declares_utf_16:
        raise Refusal(f"it is UTF-16, and {entity.encoding} is declared", "declare encoding: utf-16")
    if declares_utf_16 and start and not looks_utf_16:
        raise Refusal(f"it is not UTF-16, and {entity.encoding} is declared", "Declare the encoding that it has.")


def _has_every_second_byte_zero(start: bytes) -> bool:
    pairs = len(start) // 2
    zeros = max(start[0::2].count(0), start[1::2].count(0))
    return pairs >= 4 and zeros > pairs * 0.6


def _decompressed(file: Path, file_name: str) -> Iterator[bytes]:
    if file_name.endswith(".gz"):
        return _bounded(_gunzipped(file), file.stat().st_size)
    if file_name.endswith(".zst"):
        return _bounded(_unzstandard(file), file.stat().st_size)
    return chunks_of(file)


def _gunzipped(file: Path) -> Iterator[bytes]:
    """Every member of the gzip file, its checksums verified."""
    mend = "Deliver it again; it was cut off or damaged on its way."
    member = zlib.decompressobj(wbits=31)
    has_begun = False
    try:
        for chunk in chunks_of(file):
            left = chunk
            while left:
                if member.eof:
                    if not left.strip(b"\0"):
                        break  # padding after the last member, which gzip itself ignores
                    member = zlib.decompressobj(wbits=31)
                has_begun = True
                yield member.decompress(left, CHUNK_BYTES)
                while member.unconsumed_tail:
                    yield member.decompress(member.unconsumed_tail, CHUNK_BYTES)
                left = member.unused_data
    except zlib.error as error:
        raise Refusal(f"the gzip data is corrupt ({str(error).split(': ')[-1]})", mend) from error
    if not member.eof:
        what = "the gzip data ends before its end" if has_begun else "the file is empty, not even gzip data"
        raise Refusal(what, mend)


def _unzstandard(file: Path) -> Iterator[bytes]:
    import pyarrow as pa

    try:
        with pa.OSFile(str(file), "rb") as raw, pa.CompressedInputStream(raw, "zstd") as stream:
            while chunk := stream.read(CHUNK_BYTES):
                yield chunk
    except OSError as error:
        raise Refusal(
            "the zstd data is corrupt or ends before its end", "Deliver it again; it was cut off or damaged on its way."
        ) from error


def _bounded(chunks: Iterable[bytes], compressed_bytes: int) -> Iterator[bytes]:
    written = 0
    for chunk in chunks:
        written += len(chunk)
        if written > max(EXPANSION_FREE_BYTES, EXPANSION_MAX * compressed_bytes):
            raise Refusal(
                f"its {compressed_bytes} bytes expand to more than {EXPANSION_MAX} times as many",
                "If it is no decompression bomb, deliver it uncompressed.",
            )
        yield chunk


def _decoded(chunks: Iterable[bytes], entity: Entity) -> Iterator[bytes]:
    """UTF-8 from the declared encoding. A byte that is undefined there refuses the file with its line."""
    if _is_utf_8(entity):
        yield from chunks
        return
    decoder = codecs.getincrementaldecoder(entity.encoding)("strict")
    suspicion = _Utf8Suspicion()
    lines = 1
    try:
        for chunk in chunks:
            suspicion.add(chunk)
            text = decoder.decode(chunk)
            lines += text.count("\n")
            yield text.encode()
        yield decoder.decode(b"", final=True).encode()
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode(error.encoding, "ignore").count("\n")
        raise Refusal(
            f"bytes that are not {entity.encoding}", "Declare the encoding that the file has.", lines + before
        ) from error
    if suspicion.is_utf_8:
        raise Refusal(f"it is UTF-8, and {entity.encoding} is declared", "declare encoding: utf-8")


class _Utf8Suspicion:
    """Proof against mojibake: accented text in a one-byte encoding is practically never valid UTF-8."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("strict")
        self._has_others = False
        self._is_valid = True

    def add(self, chunk: bytes) -> None:
        if not self._is_valid:
            return
        self._has_others = self._has_others or not chunk.isascii()
        try:
            self._decoder.decode(chunk)
        except UnicodeDecodeError:
            self._is_valid = False

    @property
    def is_utf_8(self) -> bool:
        return self._is_valid and self._has_others


def _count(chunks: Iterable[bytes], entity: Entity) -> Census:
    counter = counter_of(entity)
    for chunk in chunks:
        counter.add(chunk)
    return counter.census()


def _write(chunks: Iterable[bytes], entity: Entity, file: Path) -> PlainText:
    counter = counter_of(entity)
    with file.open("wb") as opened:
        for chunk in chunks:
            counter.add(chunk)
            opened.write(chunk)
    return PlainText(file, counter.census())
