"""What was planted, kept for tests: who is who, each fault's count and fate, each entity's row accounting, parameters.

No pipeline step reads it.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq


@dataclass
class Fault:
    """A planted fault: `count` rows of `source.entity`, and what must become of them."""

    source: str
    entity: str
    count: int
    reason: str
    what: str


class Truth:
    """Grows while the deliveries are written; `write` puts it beside them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.rows: dict[str, Counter[str]] = defaultdict(Counter)
        self.faults: dict[str, Fault] = {}
        self.facts: dict[str, Any] = {}
        self._tables: dict[str, pq.ParquetWriter] = {}

    def count(self, entity: str, **fates: int) -> None:
        """Add rows of `source.entity` by fate: current, superseded, duplicate, quarantined."""
        self.rows[entity].update(fates)

    def count_snapshots(self, entity: str, rows: list[tuple[str, int, str]]) -> None:
        """Count snapshot rows (key, file, content): the newest of a key is current, an equal older one a duplicate."""
        newest: dict[str, set[str]] = defaultdict(set)
        for key, _, content in sorted(rows, key=lambda row: -row[1]):
            fate = "current" if not newest[key] else "duplicate" if content in newest[key] else "superseded"
            newest[key].add(content)
            self.rows[entity][fate] += 1

    def plant(self, name: str, entity: str, count: int, reason: str, what: str) -> None:
        """Remember a fault; the same name adds up."""
        source, _, of = entity.partition(".")
        fault = self.faults.setdefault(name, Fault(source, of, 0, reason, what))
        fault.count += count

    def append(self, table: str, rows: pa.Table) -> None:
        """Append rows to a Parquet truth table."""
        if table not in self._tables:
            self._tables[table] = pq.ParquetWriter(self.folder / f"{table}.parquet", rows.schema, compression="zstd")
        self._tables[table].write_table(rows)

    def append_people(self, source: str, keys: pa.ChunkedArray[Any], people: Any) -> None:
        """Say whose each record of a source is; the key as delivered, several columns joined by bars."""
        columns = {"source": pa.repeat(source, len(people)), "record_key": keys, "person": pa.array(people)}
        self.append("people", pa.table(columns))

    def add(self, fact: str, amount: int) -> None:
        """Add to a whole-number fact."""
        self.facts[fact] = self.facts.get(fact, 0) + amount

    def write(self) -> None:
        """Close the tables and write truth.json."""
        for writer in self._tables.values():
            writer.close()
        rows = {}
        for entity, fates in sorted(self.rows.items()):
            each = {fate: fates[fate] for fate in ("current", "superseded", "duplicate", "quarantined")}
            rows[entity] = {"raw": sum(each.values()), **each, "unsplittable": fates["unsplittable"]}
        document = {
            **self.facts,
            "faults": {name: asdict(fault) for name, fault in sorted(self.faults.items())},
            "rows": rows,
        }
        text = json.dumps(document, indent=2, ensure_ascii=False, sort_keys=True)
        (self.folder / "truth.json").write_text(text + "\n", encoding="utf-8")
