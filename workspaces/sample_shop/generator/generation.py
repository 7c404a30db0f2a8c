"""One generation under way: the plan, what the shop sells, the inbox being written and the truth being kept.

How rows become a delivery's lines is here once, for every text entity.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from workspaces.sample_shop.generator.catalogue import Catalogue
from workspaces.sample_shop.generator.deliveries import Deliveries
from workspaces.sample_shop.generator.plan import Ints, Plan
from workspaces.sample_shop.generator.truth import Truth


@dataclass(frozen=True)
class TextEntity:
    """A kind of text delivery: `name` as `source.entity`, `file` below the inbox with `{date}`."""

    name: str
    file: str
    header: str = ""
    delimiter: str = ","
    line_end: str = "\n"

    def file_names(self, plan: Plan) -> list[str]:
        """The name of each file, the backfill first."""
        return [self.file.format(date=plan.file_date(file)) for file in range(plan.days + 1)]


@dataclass
class Generation:
    """What every writer needs. `numbers` hold the next free number of each kind of id."""

    plan: Plan
    catalogue: Catalogue
    deliveries: Deliveries
    truth: Truth
    numbers: dict[str, int] = field(default_factory=dict)

    def take_numbers(self, kind: str, count: int) -> Ints:
        """`count` ids never used before, rising from 1."""
        first = self.numbers.get(kind, 1)
        self.numbers[kind] = first + count
        return np.arange(first, first + count)

    def deliver(self, entity: TextEntity, chunk: int, rows: pa.Table, files: Ints, cells: list[str]) -> None:
        """Format `rows` by SQL expressions, one a cell, and append each to its file."""
        order = np.argsort(files, kind="stable")
        line = f" || '{entity.delimiter}' || ".join(f"coalesce({cell}, '')" for cell in cells)
        end = "chr(13) || chr(10)" if entity.line_end == "\r\n" else "chr(10)"
        formatted = self.deliveries.query(f"select {line} || {end} as line from rows", rows=rows.take(pa.array(order)))
        self.write_lines(entity, chunk, formatted["line"], files[order])

    def write_lines(self, entity: TextEntity, chunk: int, lines: pa.ChunkedArray, files: Ints) -> None:
        """Append formatted lines, sorted by file."""
        whole = pa.concat_arrays(lines.chunks) if lines.num_chunks else pa.array([], pa.large_string())
        header = entity.header + entity.line_end if entity.header else ""
        self.deliveries.write_lines(whole, files, entity.file_names(self.plan), header)
