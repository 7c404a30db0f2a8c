"""What a delivery turned out to hold: the answer of every format's reader to `landing`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROWS = "rows.parquet"
REJECTS = "rejects.parquet"
# The line of a record whose line is not stored: its ordinal, after a header in delimited text.
LINES_BEFORE_RECORDS = {"csv": 1}


@dataclass(frozen=True)
class Contents:
    """Columns of rows.parquet with their types, its records, and the lines in rejects.parquet.

    `erased_count`: records and lines that were not landed, for somebody who was erased stands in them.
    """

    columns: tuple[tuple[str, str], ...]
    record_count: int
    rejected_count: int = 0
    warnings: tuple[str, ...] = ()
    erased_count: int = 0


def remove_contents(folder: Path) -> None:
    """Take away what a way of reading wrote that did not come to its end."""
    for name in (ROWS, REJECTS):
        (folder / name).unlink(missing_ok=True)
