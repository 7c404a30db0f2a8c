"""When a delivery was made, as it says itself: by its name or by a sidecar. Never the file's mtime."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from zoneinfo import ZoneInfo

from ingestion.refusal import Refusal
from workspaces.configuration import DeliveredAt

SIDECAR = ".delivered_at"


def read_delivered_at(declared: DeliveredAt, name: str, file: Path, time_zone: str) -> dt.datetime:
    """The delivery time, aware, UTC. `name` is the path below the inbox.

    Raises Refusal when neither name nor sidecar says it.
    """
    if declared.source == "sidecar":
        return _from_sidecar(name, file)
    found = re.search(declared.pattern, name)
    if found is None:
        raise Refusal(
            f"the name does not say when it was delivered; the declared pattern is {declared.pattern!r}",
            "Rename the file, or correct delivered_at of its entity in the workspace file.",
        )
    try:
        moment = dt.datetime.strptime(found.group(1), declared.format)
    except ValueError as error:
        raise Refusal(
            f"{found.group(1)!r} in the name is no delivery time of format {declared.format!r}",
            "Rename the file, or correct delivered_at of its entity in the workspace file.",
        ) from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(time_zone))).astimezone(dt.UTC)


def as_text(moment: dt.datetime) -> str:
    """How the ledger writes it: ISO 8601, UTC, microseconds."""
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")


def _from_sidecar(name: str, file: Path) -> dt.datetime:
    sidecar = file.with_name(file.name + SIDECAR)
    mend = f"Write the delivery time into {name}{SIDECAR}, for example 2026-06-30T02:00:00+07:00."
    try:
        written = sidecar.read_text(encoding="utf-8").strip()
    except FileNotFoundError as error:
        raise Refusal(f"its sidecar {sidecar.name} is missing", mend) from error
    try:
        moment = dt.datetime.fromisoformat(written)
    except ValueError as error:
        raise Refusal(f"its sidecar says {written!r}, which is no ISO 8601 time", mend) from error
    if moment.tzinfo is None:
        raise Refusal(f"its sidecar says {written!r}, which has no offset from UTC", mend)
    return moment.astimezone(dt.UTC)
