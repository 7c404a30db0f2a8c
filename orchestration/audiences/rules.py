"""What is declared of writing by an audience's channels, for a plan: the rows of elg_audience_rules, before any build.

The macro audience_rules says the same to dbt; a test compares both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb

from workspaces.configuration import Workspace

TABLE = "elg_audience_rules"
COLUMNS = (
    "audience varchar, channel varchar, purpose varchar, has_file boolean, priority_list varchar,"
    " priority_rank integer, cap_count integer, cap_days integer, once_days integer,"
    " is_promotional boolean"
)
FOR_EVER = 36500
Rule = tuple[Any, ...]


def rules_of(
    workspace: Workspace,
    metas: Mapping[str, Mapping[str, Any]],
    channels: Mapping[str, str],
    defaults: Mapping[str, Any],
) -> list[Rule]:
    """A row per audience and channel.

    `metas`: audience -> meta; `channels`: destination -> its channel; `defaults`: the project's variables.
    """
    thresholds = {**defaults, **workspace.thresholds}
    places = {
        audience: (name, rank)
        for name, audiences in workspace.priority_lists.items()
        for rank, audience in enumerate(audiences, start=1)
    }
    found: list[Rule] = []
    for audience, meta in sorted(metas.items()):
        leaving = {channels.get(destination) for destination in meta["destinations"]}
        for channel in meta["channels"]:
            cap = workspace.caps.get(channel) if meta["purpose"] == "marketing" else None
            place = places.get(audience, (None, None))
            of_cap = (cap.count, cap.days) if cap else (None, None)
            held = meta["purpose"] == "marketing" and meta.get("holdout") != "none"
            once = _once_days(meta, thresholds)
            found.append((audience, channel, meta["purpose"], channel in leaving, *place, *of_cap, once, held))
    return found


def _once_days(meta: Mapping[str, Any], thresholds: Mapping[str, Any]) -> int | None:
    once = meta.get("once_per", "send")
    if meta.get("event_at") or once == "never_again":
        return FOR_EVER
    if isinstance(once, Mapping):
        return int(once["days"])
    return int(thresholds[f"once_per_{once}_days"]) if once in ("event", "year") else None


def tell(connection: duckdb.DuckDBPyConnection, rules: list[Rule]) -> None:
    """Make the temporary table of these rules."""
    connection.execute(f"create or replace temp table {TABLE} ({COLUMNS})")
    if rules:
        marks = ", ".join("?" for _ in rules[0])
        connection.executemany(f"insert into {TABLE} values ({marks})", rules)
