"""One generation under way: the plan, what the shop sells, the inbox being written and the truth being kept.

How rows become a delivery's lines is here once, for every text entity.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from workspaces.sample_shop.generator.catalogue import Catalogue
from workspaces.sample_shop.generator.deliveries import Deliveries, taken
from workspaces.sample_shop.generator.faults import move_late, repeat_rows, spoil, spoiled_json, spoiled_line
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
    is_disturbed: bool = True
    """Rows may be late or repeated. Not where corrections rest on the order of the files."""

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

    def deliver(
        self, entity: TextEntity, chunk: int, rows: pa.Table, files: Ints, cells: list[str], groups: Ints | None = None
    ) -> None:
        """Format `rows` by SQL expressions, one a cell, plant the first chunk's faults, append each to its file."""
        line = f" || '{entity.delimiter}' || ".join(f"coalesce({cell}, '')" for cell in cells)
        end = "chr(13) || chr(10)" if entity.line_end == "\r\n" else "chr(10)"
        is_faulty = self.plan.faults and chunk == 0
        if is_faulty and entity.is_disturbed:
            files = move_late(self.plan, self.truth, entity.name, files, groups)
        order = np.argsort(files, kind="stable")
        formatted = self.deliveries.query(f"select {line} || {end} as line from rows", rows=taken(rows, order))
        lines, files = pa.concat_arrays(formatted["line"].chunks or [pa.array([], pa.large_string())]), files[order]
        if is_faulty:
            lines, files = self._with_faults(entity, lines, files, None if groups is None else groups[order])
        header = entity.header + entity.line_end if entity.header else ""
        self.deliveries.write_lines(lines, files, entity.file_names(self.plan), header)

    def _with_faults(
        self, entity: TextEntity, lines: pa.Array[Any], files: Ints, groups: Ints | None
    ) -> tuple[pa.Array[Any], Ints]:
        """Lines sorted by file, with the repeated and the malformed ones at the end of theirs."""
        plan, truth = self.plan, self.truth
        parts, into = [lines], [files]
        if entity.is_disturbed:
            again, later = repeat_rows(plan, truth, entity.name, files, groups)
            parts.append(taken(lines, again))
            into.append(later)
        for position, file, fault in spoil(plan, truth, entity.name, files):
            line = lines[position].as_py()
            if entity.header:
                while '"' in line:
                    position += 1
                    line = lines[position].as_py()
                spoiled = spoiled_line(line, fault, entity.header, entity.delimiter, entity.line_end)
            else:
                spoiled = spoiled_json(line, fault)
            parts.append(pa.array([spoiled], pa.large_string()))
            into.append(np.array([file]))
        order = np.argsort(np.concatenate(into), kind="stable")
        return taken(pa.concat_arrays(parts), order), np.concatenate(into)[order]
