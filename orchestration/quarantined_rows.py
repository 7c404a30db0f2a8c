"""Rows that were set aside, as they were delivered: text, reasons, file, line and load. Personal values are masked.

Staging keeps verdicts only; the text is read from raw, by load and line. How many there are is in the run's summary.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingestion.columns import looks_personal
from ingestion.contents import REJECTS
from ledgers import loads
from orchestration.identity import masking
from orchestration.run import Entity, Run
from workspaces import configuration
from workspaces.errors import BusyError, ConfigurationError, LanggananError

LOADER = ("_load_seq", "_line", "_delivered_at")


@dataclass(frozen=True)
class QuarantinedRow:
    """`text`: column -> value for a row that was split, the whole line under `line` for one that was not."""

    source: str
    entity: str
    delivery: str
    delivered_at: str
    load_seq: int
    line: int
    reasons: tuple[str, ...]
    text: dict[str, Any]


def entity_of(run: Run, named: str) -> Entity:
    """`pos.receipts` as source and entity. Raises ConfigurationError when the workspace declares no such."""
    source, _, entity = named.partition(".")
    if source in run.workspace.sources and entity in run.workspace.sources[source].entities:
        return source, entity
    known = ", ".join(f"{s}.{e}" for s, of in sorted(run.workspace.sources.items()) for e in sorted(of.entities))
    raise ConfigurationError(f"{named!r} is no source and entity of this workspace.", f"Name one of {known}.")


def quarantined_rows(run: Run, entity: Entity, reason: str, limit: int, is_shown: bool) -> list[QuarantinedRow]:
    """The newest loads' rows first, at most `limit`, of those one of whose reasons contains `reason`.

    `is_shown`: personal values in full. Raises LanggananError before the first build, BusyError while one is written.
    """
    found = _verdicts(run, entity, reason, limit)
    texts = _texts(run, entity, found)
    declared = run.workspace.sources[entity[0]].entities[entity[1]]
    return [
        QuarantinedRow(*entity, delivery, delivered_at, load_seq, line, tuple(reasons), text)
        for load_seq, line, reasons, delivery, delivered_at in found
        for text in [texts.get((load_seq, line), {})]
        for text in [text if is_shown else masked(text, declared)]
    ]


def masked(text: dict[str, Any], declared: configuration.Entity) -> dict[str, Any]:
    """The text with personal columns starred out: declared ones, and those that are called like one."""
    if set(text) == {"line"}:
        is_personal = declared.is_json or declared.personal or any(map(looks_personal, declared.columns))
        return {"line": _masked_line(str(text["line"])) if is_personal else text["line"]}
    return {
        name: masking.first_sign(str(value))
        if value is not None and (name in declared.personal or looks_personal(name))
        else masking.ADDRESS.sub(lambda found: masking.email(found[0]), value)
        if isinstance(value, str)
        else value
        for name, value in text.items()
    }


def _masked_line(line: str) -> str:
    """A JSON record keeps its members' names; of any other line nothing is shown: nobody knows what stands where."""
    try:
        return json.dumps(_starred(json.loads(line)), ensure_ascii=False)
    except ValueError:
        return f"{masking.STARS} ({len(line)} signs)"


def _starred(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _starred(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_starred(member) for member in value]
    return masking.STARS if isinstance(value, str | int | float) and not isinstance(value, bool) else value


def _verdicts(run: Run, entity: Entity, reason: str, limit: int) -> list[tuple[Any, ...]]:
    with _warehouse(run) as warehouse:
        return list(
            warehouse.execute(
                "select _load_seq, _line, reasons, delivery, strftime(delivered_at, '%Y-%m-%dT%H:%M:%SZ')"
                " from staging.stg_quarantine join raw._loads"
                " on _loads.load_seq = stg_quarantine._load_seq"
                " where stg_quarantine.source = ? and stg_quarantine.entity = ?"
                " and len(list_filter(reasons, lambda r: contains(lower(r), lower(?)))) > 0"
                " order by _load_seq desc, _line limit ?",
                [*entity, reason, limit],
            ).fetchall()
        )


def _texts(run: Run, entity: Entity, found: list[tuple[Any, ...]]) -> dict[tuple[int, int], dict[str, Any]]:
    """(load, line) -> what was delivered there."""
    import duckdb

    try:
        return _read_texts(run, entity, found) if found else {}
    except duckdb.IOException as error:
        raise LanggananError("Raw files changed since the last build.", "Run `langganan run`.") from error


def _read_texts(run: Run, entity: Entity, found: list[tuple[Any, ...]]) -> dict[tuple[int, int], dict[str, Any]]:
    asked = {(int(row[0]), int(row[1])) for row in found}
    with _warehouse(run) as warehouse:
        rows = warehouse.execute(
            f'select * from raw."{entity[0]}__{entity[1]}"'
            " where list_contains(?, _load_seq) and list_contains(?, _line)",
            [sorted({load for load, _ in asked}), sorted({line for _, line in asked})],
        )
        names = [column[0] for column in rows.description]
        told = [dict(zip(names, row, strict=True)) for row in rows.fetchall()]
        texts = {
            (row["_load_seq"], row["_line"]): {name: value for name, value in row.items() if name not in LOADER}
            for row in told
            if (row["_load_seq"], row["_line"]) in asked
        }
        rejected = {load for load, line in asked if (load, line) not in texts}
        for load in loads.of_entity(run.paths.state, *entity):
            if load.load_seq in rejected:
                texts |= _rejected(warehouse, (run.paths.raw / str(load.path)).with_name(REJECTS), load.load_seq)
    return texts


def _rejected(warehouse: Any, file: Path, load_seq: int) -> dict[tuple[int, int], dict[str, Any]]:
    """The first piece of each line that could not be split; a long line lies there in several."""
    if not file.is_file():
        return {}
    found = warehouse.execute(
        "select _line, _text from read_parquet(?, hive_partitioning = false) where _reason is not null", [str(file)]
    )
    return {
        (load_seq, line): {"line": bytes(text).decode("utf-8", "backslashreplace").rstrip("\r\n")}
        for line, text in found.fetchall()
    }


def _warehouse(run: Run) -> Any:
    import duckdb

    if not run.paths.warehouse.is_file():
        raise LanggananError("Nothing was built yet.", "Run `langganan run`.")
    try:
        return duckdb.connect(str(run.paths.warehouse), read_only=True)
    except duckdb.IOException as error:
        raise BusyError("The warehouse is being written.", "Ask again when the run has ended.") from error
