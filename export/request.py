"""One file that is asked for: the facts that every step of an export needs. It decides nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from export.registry import Destination, Kind
from workspaces.paths import WorkspacePaths


@dataclass(frozen=True)
class Request:
    """One file that is asked for."""

    paths: WorkspacePaths
    workspace: str
    audience: str
    meta: Mapping[str, Any]
    destination: Destination
    build_seq: int
    as_of: dt.date
    run: str
    git_commit: str
    time_zone: str
    expires_at: str = ""
    """ISO 8601, UTC; '' where the audience's files never expire."""
    is_asked: bool = False
    """Somebody asks for this very file, whatever its cadence."""
    tools: tuple[Destination, ...] = ()
    """All that the audience goes to by this channel: one table of its people serves them."""

    removal_days: int = 60
    """For how many dates removed files name somebody who withdrew."""

    @property
    def place(self) -> Path:
        """Where its folder goes."""
        return self.paths.exports / self.audience / self.destination.name

    @property
    def purpose(self) -> str:
        """What its people are written to for."""
        return str(self.meta.get("purpose", "marketing"))

    def folder_name(self, export_id: str) -> str:
        """The name of its folder."""
        return f"{self.as_of.isoformat()}_{export_id[:8]}"

    def file_name(self, export_id: str, kind: Kind, rows: int, number: int, parts: int) -> str:
        """The name of one of its files."""
        return (
            f"{self.audience}_{self.destination.name}_{kind}_{self.as_of.isoformat()}_{rows}rows"
            f"_p{number:02d}of{parts:02d}_{export_id[:8]}.csv"
        )
