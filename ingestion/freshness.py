"""Whether each entity's deliveries come as often as its cadence says: one that does not come says nothing itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from ledgers import loads, pulls
from workspaces.configuration import Workspace
from workspaces.paths import WorkspacePaths

# One delivery may be missing before it is an alarm; `once` is never late.
LATE = {
    "hourly": dt.timedelta(hours=3),
    "daily": dt.timedelta(days=2),
    "weekly": dt.timedelta(days=9),
    "monthly": dt.timedelta(days=40),
}


@dataclass(frozen=True)
class Freshness:
    """An entity's newest delivery (aware; None before the first), and whether another one should have come."""

    source: str
    entity: str
    cadence: str
    newest: dt.datetime | None
    is_late: bool

    @property
    def sentence(self) -> str:
        """What is missing since when."""
        since = (
            "no delivery has come yet"
            if self.newest is None
            else f"the newest delivery is of {self.newest:%Y-%m-%d %H:%M} UTC"
        )
        return f"{self.source}.{self.entity}: {since}, and one is expected {self.cadence}."


def freshness(workspace: Workspace, paths: WorkspacePaths, now: dt.datetime) -> list[Freshness]:
    """Every declared entity with a cadence, in order; none before anything was landed.

    Measured at `now` (aware), or at the end of the workspace's fixed `as_of`, for then nothing newer is expected.
    """
    visible = loads.loads(paths.state)
    if not visible:
        return []
    newest: dict[tuple[str, str], dt.datetime] = {}
    for load in visible:
        moment = dt.datetime.fromisoformat(load.delivered_at)
        newest[load.source, load.entity] = max(moment, newest.get((load.source, load.entity), moment))
    for pair, moment in pulls.latest(paths.state).items():
        newest[pair] = max(moment, newest.get(pair, moment))
    measured = min(now, _end_of(workspace))
    return [
        Freshness(source, entity, declared.cadence, seen, seen is None or measured - seen > LATE[declared.cadence])
        for source, of in sorted(workspace.sources.items())
        for entity, declared in sorted(of.entities.items())
        if declared.cadence in LATE
        for seen in [newest.get((source, entity))]
    ]


def _end_of(workspace: Workspace) -> dt.datetime:
    if workspace.as_of is None:
        return dt.datetime.max.replace(tzinfo=dt.UTC)
    midnight = dt.datetime.combine(workspace.as_of, dt.time(), ZoneInfo(workspace.time_zone))
    return midnight + dt.timedelta(days=1)
