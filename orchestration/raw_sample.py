"""The first rows of a load as Dagster shows them: no personal data is among them, declared or only called like it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingestion.columns import looks_personal
from orchestration.identity import masking
from workspaces.configuration import Entity

SAMPLE_ROWS = 5
MOBILE = re.compile(r"(?<![A-Za-z0-9])(\+?62|0)[ ().-]*8(?:[ ().-]*\d){7,}")
"""A mobile number, wherever a text mentions one; other long numbers may be ids of orders."""


def sample(file: Path, declared: Entity) -> list[dict[str, str | None]]:
    """The first rows of rows.parquet without personal columns; of JSON records, the members by their paths."""
    import duckdb

    with duckdb.connect() as connection:
        # Lines that were read one by one stand behind the others; their numbers say where they were.
        names = [row[0] for row in connection.execute("select name from parquet_schema(?)", [str(file)]).fetchall()]
        order = "order by _line" if "_line" in names else ""
        rows = connection.execute(
            f"select * from read_parquet(?, hive_partitioning = false) {order} limit {SAMPLE_ROWS}", [str(file)]
        )
        names = [column[0] for column in rows.description]
        found = [dict(zip(names, row, strict=True)) for row in rows.fetchall()]
    if declared.is_json:
        found = [dict(_members(str(row["line"]))) if "line" not in declared.personal else {} for row in found]
    return [{name: _shown(value) for name, value in row.items() if not _is_personal(name, declared)} for row in found]


def _is_personal(name: str, declared: Entity) -> bool:
    """Whether a column, or the path of a member or of what it lies in, is declared or called like a personal one."""
    parts = name.split(".") if declared.is_json else [name]
    paths = {".".join(parts[: length + 1]) for length in range(len(parts))}
    return name.startswith("_") or not paths.isdisjoint(declared.personal) or any(map(looks_personal, parts))


def _members(line: str) -> Iterator[tuple[str, Any]]:
    """Paths and values of a record's members; of a list its length, for anything may stand in it."""
    try:
        record = json.loads(line)
    except ValueError:
        return
    waiting = list(record.items()) if isinstance(record, dict) else []
    while waiting:
        path, value = waiting.pop(0)
        if isinstance(value, dict):
            waiting = [(f"{path}.{name}", inner) for name, inner in value.items()] + waiting
        else:
            yield path, f"a list of {len(value)}" if isinstance(value, list) else value


def _shown(value: Any) -> str | None:
    if value is None:
        return None
    return MOBILE.sub(masking.STARS, masking.ADDRESS.sub(masking.STARS, str(value)))
