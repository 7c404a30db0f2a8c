"""When a new file of an audience is made, and until when it may be used: `cadence` and `expires_after` of the meta.

Time is the business calendar's: a file made for as_of is for the day after it, and a run judges by its own as_of, so
that a demonstration whose date stands still keeps its files.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from export import folder, members
from export.request import Request
from ledgers import exports
from ledgers.exports import Export

DURATION = re.compile(r"^(?P<count>[1-9]\d*) (?P<unit>hours|days)$")
DAY = dt.timedelta(days=1)


def expires_at(as_of: dt.date, meta: Mapping[str, Any], time_zone: str) -> str:
    """ISO 8601, UTC: `expires_after` counted from the end of as_of; '' for an audience that declares none.

    Days are the zone's own, so that a file for three days ends at a midnight. Raises ValueError for another text.
    """
    after = meta.get("expires_after")
    if after is None:
        return ""
    told = DURATION.match(str(after))
    if told is None:
        raise ValueError(f"expires_after {after!r} is neither hours nor days")
    count = int(told["count"])
    if told["unit"] == "hours":
        return (_end_of(as_of, time_zone) + dt.timedelta(hours=count)).isoformat()
    return _end_of(as_of + count * DAY, time_zone).isoformat()


def is_expired(line: Export, as_of: dt.date, time_zone: str) -> bool:
    """Whether the file of this line may be used no more by the end of as_of."""
    return bool(line.expires_at) and dt.datetime.fromisoformat(line.expires_at) <= _end_of(as_of, time_zone)


def is_over(line: Export, as_of: dt.date, time_zone: str) -> bool:
    """Whether the file of this line goes then; one of people to be taken out alone stays."""
    return bool(line.row_count) and is_expired(line, as_of, time_zone)


def why_not_due(request: Request, standing: Export | None) -> str:
    """Why no new file is made for this as_of; '' when one is. `standing`: the file that may be downloaded now.

    A file of this very as_of may always be written again, and so may one that is gone without having expired, or whose
    audience is declared otherwise than it was; so may what somebody asks for by name.
    """
    cadence = request.meta.get("cadence", "daily")
    last = exports.last_written(request.paths.state, request.audience, request.destination.name)
    if request.is_asked:
        return ""
    if last is None or not last.as_of:
        return _on_request(request) if cadence == "on_request" else ""
    made_for = dt.date.fromisoformat(last.as_of)
    is_gone = (standing is None or _is_removal_alone(request, standing)) and not is_expired(
        last, request.as_of, request.time_zone
    )
    if made_for == request.as_of or is_gone or _is_another(request, last):
        return ""
    if cadence == "on_request":
        return _on_request(request)
    if cadence == "once":
        return f"once: the file was made for {made_for}; `langganan export {request.audience}` makes another."
    next_day = _next_period(cadence, made_for + DAY)
    if request.as_of + DAY >= next_day:
        return ""
    return f"{cadence}: the last file is for {made_for}, the next one for {next_day - DAY}."


def _is_removal_alone(request: Request, standing: Export) -> bool:
    """Whether it was written because no full file stood any more (removals.py)."""
    place = (request.paths.exports / standing.file).parent
    return not standing.row_count and folder.is_whole(place) and folder.told(place)["verdict"] is None


def _on_request(request: Request) -> str:
    return f"on request: `langganan export {request.audience}` makes a file."


def _is_another(request: Request, last: Export) -> bool:
    """Whether the audience is declared otherwise than when its last file was made; a change of words alone is none."""
    file: Path = members.file_of(request.paths.members, last.export_id)
    told = members.definition_of(file)
    if told is None:
        return False
    words = ("title", "story", "cadence", "once_per", "expires_after")
    now = members.definition_text(request.meta)
    return {k: v for k, v in told.items() if k not in words} != {k: v for k, v in now.items() if k not in words}


def _next_period(cadence: str, day: dt.date) -> dt.date:
    """The first day of the next day, week (Monday) or month."""
    if cadence == "weekly":
        return day + (7 - day.weekday()) * DAY
    if cadence == "monthly":
        return (day.replace(day=1) + 32 * DAY).replace(day=1)
    return day + DAY


def _end_of(day: dt.date, time_zone: str) -> dt.datetime:
    """The midnight that ends a business date, in UTC."""
    local = dt.datetime.combine(day + DAY, dt.time(), ZoneInfo(time_zone))
    return local.astimezone(dt.UTC)
