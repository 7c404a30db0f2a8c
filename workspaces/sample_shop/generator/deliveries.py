"""The inbox being written: rows become text by DuckDB, and bytes are appended to each delivery's file.

What a row says is decided elsewhere; here only files, their names and the count of their records.
"""

from __future__ import annotations

import gzip
import io
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from workspaces.sample_shop.generator.plan import Ints, Plan

GZIP_LEVEL = 3


class Deliveries:
    """Open files below the inbox. A file without records is never made: nothing was delivered that day."""

    def __init__(self, inbox: Path) -> None:
        self.inbox = inbox
        self.records: Counter[str] = Counter()
        self._files: dict[str, BinaryIO] = {}
        self._parquet: dict[str, pq.ParquetWriter] = {}

    def __enter__(self) -> Deliveries:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for writer in self._parquet.values():
            writer.close()
        for file in self._files.values():
            file.close()

    def query(self, sql: str, **tables: pa.Table) -> pa.Table:
        """Project Arrow tables by SQL, one output row per input row and in its order."""
        # One connection a query: a lasting one grows by 20 MB per 20,000 people.
        with duckdb.connect(config={"arrow_large_buffer_size": True}) as connection:
            for name, table in tables.items():
                connection.register(name, table)
            return connection.execute(sql).to_arrow_table()

    def write_lines(self, lines: pa.Array[Any], files: Ints, names: list[str], header: str = "") -> None:
        """Append each line (with its line end) to `names[file]`; lines come sorted by file."""
        edges = np.searchsorted(files, np.arange(len(names) + 1))
        _, offsets_buffer, text_buffer = lines.buffers()
        offsets = np.frombuffer(memoryview(offsets_buffer or b""), dtype=np.int64)[lines.offset :]
        text = memoryview(text_buffer or b"")
        for file, name in enumerate(names):
            first, last = int(edges[file]), int(edges[file + 1])
            if first < last:
                self.records[name] += last - first
                self._text(name, header).write(text[offsets[first] : offsets[last]])

    def write_snapshot(
        self, rows: list[str], files: list[int], plan: Plan, name: str, header: str, key_columns: int
    ) -> list[tuple[str, int, str]]:
        """Write small snapshots, rows in order of files. Returns (key, file, row) of each, to count fates by."""
        names = [name.format(date=plan.file_date(file)) for file in range(plan.days + 1)]
        self.write_lines(pa.array(rows, pa.large_string()), np.array(files), names, header)
        return [(",".join(row.split(",")[:key_columns]), file, row) for row, file in zip(rows, files, strict=True)]

    def write_parquet(self, rows: pa.Table, files: Ints, names: list[str]) -> None:
        """Append rows, sorted by file, to the Parquet files `names[file]`, one row group per call."""
        edges = np.searchsorted(files, np.arange(len(names) + 1))
        for file, name in enumerate(names):
            first, last = int(edges[file]), int(edges[file + 1])
            if first < last:
                self.records[name] += last - first
                if name not in self._parquet:
                    self._parquet[name] = pq.ParquetWriter(self._path(name), rows.schema, compression="zstd")
                self._parquet[name].write_table(rows.slice(first, last - first))

    def _text(self, name: str, header: str) -> BinaryIO:
        if name not in self._files:
            path = self._path(name)
            file: Any = path.open("wb")
            if name.endswith(".gz"):
                file = _Gzip(file)
            file.write(header.encode())
            self._files[name] = file
        return self._files[name]

    def _path(self, name: str) -> Path:
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path


class _Gzip(gzip.GzipFile):
    """A gzip file without name and time, so that equal content gives equal bytes. It closes the file below it."""

    def __init__(self, file: io.BufferedWriter) -> None:
        super().__init__(filename="", mode="wb", compresslevel=GZIP_LEVEL, fileobj=file, mtime=0)
        self._below = file

    def close(self) -> None:
        super().close()
        self._below.close()


def words(vocabulary: list[str], indices: Ints) -> pa.DictionaryArray[Any, Any]:
    """Strings by index, without making them."""
    return pa.DictionaryArray.from_arrays(pa.array(indices, pa.int32()), pa.array(vocabulary, pa.string()))


def moments(seconds: Ints) -> pa.Array[Any]:
    """Local wall-clock seconds as a timestamp that DuckDB can format."""
    return pa.array(seconds, pa.int64()).cast(pa.timestamp("s"))


def table_of(columns: Mapping[str, Any]) -> pa.Table:
    """An Arrow table of numpy and Arrow arrays."""
    return pa.table({name: pa.array(c) if isinstance(c, np.ndarray) else c for name, c in columns.items()})


def taken(values: Any, positions: Any) -> Any:
    """The rows of an Arrow array or table at positions, in their order."""
    return values.take(pa.array(positions, pa.int64()))
