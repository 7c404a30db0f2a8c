"""The sample shop's deliveries read back without the generator's or the pipeline's help, and judged by the rules.

A record is what a file says: its key, its version, when it was delivered, its content, and whether it is malformed.
The rules are architecture.md's: the newest of a key is current, a row equal to a newer one a duplicate, the rest
superseded.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import json
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from python_calamine import CalamineWorkbook

from workspaces.configuration import Entity, Workspace

NUMBERS = {
    "shipping_amount",
    "quantity",
    "unit_price",
    "amount",
    "seller_discount",
    "platform_discount",
    "tax_amount",
    "jumlah",
    "harga_satuan",
    "diskon",
    "pajak",
    "points",
}


@dataclass(frozen=True)
class Record:
    """One row as delivered; `cells` is None for a line that cannot be split."""

    file: str
    delivered: dt.datetime
    cells: dict[str, Any] | None

    @property
    def content(self) -> str:
        return json.dumps(self.cells, sort_keys=True, default=str)


def delivered_at(path: Path, entity: Entity) -> dt.datetime:
    """Midnight, local, of the date in the path; or what the sidecar says. Naive local time."""
    if entity.delivered_at.source == "sidecar":
        return dt.datetime.fromisoformat(Path(f"{path}.delivered_at").read_text().strip()).replace(tzinfo=None)
    found = re.search(entity.delivered_at.pattern, str(path))
    assert found, path
    return dt.datetime.strptime(found.group(1), entity.delivered_at.format)


_READ: dict[tuple[Path, str, str], list[Record]] = {}


def records(workspace: Workspace, inbox: Path, source: str, name: str) -> list[Record]:
    """Every record of an entity's files, read once; a file equal to one of the same delivery time is no second load."""
    if (inbox, source, name) not in _READ:
        _READ[inbox, source, name] = _records(workspace.sources[source].entities[name], inbox)
    return _READ[inbox, source, name]


def _records(entity: Entity, inbox: Path) -> list[Record]:
    paths = sorted(inbox.glob(entity.files)) if entity.files else [inbox / "support/support.sqlite"]
    seen: set[tuple[dt.datetime, bytes]] = set()
    found = []
    for path in paths:
        at, content = delivered_at(path, entity), path.read_bytes()
        if (at, content) not in seen:
            seen.add((at, content))
            found += [Record(path.name, at, cells) for cells in _cells(path, entity)]
    return found


def _cells(path: Path, entity: Entity) -> Iterator[dict[str, Any] | None]:
    if entity.format == "csv":
        with path.open(newline="", encoding="utf-8") as file:
            rows = csv.reader(file, delimiter=entity.delimiter)
            header = next(rows)
            yield from (dict(zip(header, row, strict=True)) if len(row) == len(header) else None for row in rows)
    elif entity.format == "json_lines":
        text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        yield from (_json(line) for line in text.decode().splitlines())
    elif entity.format == "excel":
        rows_of = CalamineWorkbook.from_path(path).get_sheet_by_name(str(entity.sheet)).to_python()
        header = [str(cell) for cell in rows_of[entity.header_row - 1]]
        yield from (dict(zip(header, row, strict=True)) for row in rows_of[entity.header_row :])
    elif entity.format == "parquet":
        yield from pq.read_table(path).to_pylist()
    else:
        with closing(sqlite3.connect(path)) as database:
            database.row_factory = sqlite3.Row
            yield from (dict(row) for row in database.execute(f"select * from {entity.table}"))


def _json(line: str) -> dict[str, Any]:
    try:
        return dict(json.loads(line))
    except json.JSONDecodeError:
        return {"broken": line}


def is_malformed(record: Record, entity: Entity, key: tuple[str, ...]) -> bool:
    """A blank key, an unreadable number or time, or a time more than a day after the delivery."""
    cells = record.cells
    if cells is None or "broken" in cells or not any(str(cells.get(k) or "").strip() for k in key):
        return True
    if any(not _is_number(str(cells[c] or ""), entity) for c in NUMBERS & cells.keys()):
        return True
    times = [(c, v) for c, v in cells.items() if re.search(r"(_at|waktu_daftar|^tanggal)$", c) and v not in (None, "")]
    moments = [_time(v, entity) for c, v in times if c != "expires_at"]
    return any(at is None or at > record.delivered + dt.timedelta(days=1) for at in moments)


def _is_number(text: str, entity: Entity) -> bool:
    if entity.thousands:
        text = re.sub(r"^Rp |,-$", "", text).replace(entity.thousands, "").replace(entity.decimal, ".")
    return re.fullmatch(r"-?\d*(\.\d+)?", text) is not None


def _time(value: Any, entity: Entity) -> dt.datetime | None:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.timezone(dt.timedelta(hours=7))).replace(tzinfo=None)
    for read in (
        lambda text: dt.datetime.fromisoformat(text).replace(tzinfo=None),
        lambda text: dt.datetime.strptime(text, entity.date_format),
        lambda text: dt.datetime.strptime(text, entity.timestamp_format),
    ):
        try:
            return read(str(value))
        except ValueError:
            continue
    return None


def fates(found: list[Record], entity: Entity) -> Counter[str]:
    """How many rows have each fate, with `raw` and `unsplittable`."""
    if entity.group:
        return _group_fates(found, entity)
    key = entity.key or ("change_id",)
    counts = Counter(raw=len(found), unsplittable=sum(r.cells is None for r in found))
    rows: dict[str, list[Record]] = defaultdict(list)
    for record in found:
        if is_malformed(record, entity, key):
            counts["quarantined"] += 1
        else:
            assert record.cells is not None
            rows["|".join(str(record.cells[k]) for k in key)].append(record)
    for versions in rows.values():
        versions.sort(key=lambda r: (str((r.cells or {}).get(entity.version or "", "")), r.delivered), reverse=True)
        seen: set[str] = set()
        for rank, record in enumerate(versions):
            fate = "current" if rank == 0 else "duplicate" if record.content in seen else "superseded"
            counts[fate] += 1
            seen.add(record.content)
    return counts


def _group_fates(found: list[Record], entity: Entity) -> Counter[str]:
    counts = Counter(raw=len(found), unsplittable=sum(r.cells is None for r in found))
    groups: dict[str, dict[tuple[dt.datetime, str], list[str]]] = defaultdict(lambda: defaultdict(list))
    for record in found:
        if is_malformed(record, entity, entity.group):
            counts["quarantined"] += 1
        else:
            assert record.cells is not None
            group = "|".join(str(record.cells[k]) for k in entity.group)
            groups[group][record.delivered, record.file].append(record.content)
    for deliveries in groups.values():
        seen: list[list[str]] = []
        for rank, (_, lines) in enumerate(sorted(deliveries.items(), reverse=True)):
            fate = "current" if rank == 0 else "duplicate" if sorted(lines) in seen else "superseded"
            counts[fate] += len(lines)
            seen.append(sorted(lines))
    return counts
