"""Writes rows.parquet and rejects.parquet from Python, in bounded memory. Readers that DuckDB serves do not need it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

from ingestion.contents import REJECTS, ROWS

BATCH_ROWS = 50_000
BATCH_BYTES = 32 << 20
REJECTS_TYPES: dict[str, pa.DataType] = {
    "_line": pa.int64(),
    "_offset": pa.int64(),
    "_text": pa.binary(),
    "_reason": pa.string(),
}
REJECTS_SCHEMA = pa.schema(REJECTS_TYPES)


class RowsWriter:
    """Text columns and `_line`. The file stands even when no row came."""

    def __init__(self, folder: Path, columns: Sequence[str]) -> None:
        types: dict[str, pa.DataType] = {**dict.fromkeys(columns, pa.string()), "_line": pa.int64()}
        self._schema = pa.schema(types)
        self._writer = pq.ParquetWriter(folder / ROWS, self._schema, compression="snappy")
        self._rows: list[tuple[str | int | None, ...]] = []
        self._bytes = 0
        self.count = 0

    def add(self, values: Sequence[str | None], line: int, size: int) -> None:
        """Append a record that was `size` bytes long."""
        self._rows.append((*values, line))
        self._bytes += size
        self.count += 1
        if len(self._rows) >= BATCH_ROWS or self._bytes >= BATCH_BYTES:
            self._flush()

    def _flush(self) -> None:
        columns = zip(*self._rows, strict=True) if self._rows else [[] for _ in self._schema]
        arrays = [pa.array(values, field.type) for values, field in zip(columns, self._schema, strict=True)]
        self._writer.write_table(pa.table(arrays, schema=self._schema))
        self._rows, self._bytes = [], 0

    def __enter__(self) -> RowsWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._flush()
        self._writer.close()


class RejectsWriter:
    """Lines that could not be split, with their bytes. Made with the first one.

    A long line is kept in pieces of the same `_line`; `_reason` stands on the first piece only.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / REJECTS
        self._writer: pq.ParquetWriter | None = None
        self._pieces: list[tuple[int, int, bytes, str | None]] = []
        self._bytes = 0
        self.count = 0
        self.first: tuple[int, str] | None = None
        self.has_wrong_encoding = False

    def add(self, line: int, offset: int, text: bytes, reason: str | None) -> None:
        """Append a piece; a reason begins a new line."""
        if reason is not None:
            self.count += 1
            self.first = self.first or (line, reason)
            self.has_wrong_encoding = self.has_wrong_encoding or reason == "not valid UTF-8"
        self._pieces.append((line, offset, text, reason))
        self._bytes += len(text)
        if len(self._pieces) >= BATCH_ROWS or self._bytes >= BATCH_BYTES:
            self._flush()

    def _flush(self) -> None:
        if not self._pieces:
            return
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._file, REJECTS_SCHEMA, compression="snappy")
        columns = zip(*self._pieces, strict=True)
        arrays = [pa.array(values, field.type) for values, field in zip(columns, REJECTS_SCHEMA, strict=True)]
        self._writer.write_table(pa.table(arrays, schema=REJECTS_SCHEMA))
        self._pieces, self._bytes = [], 0

    def __enter__(self) -> RejectsWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._flush()
        if self._writer is not None:
            self._writer.close()
