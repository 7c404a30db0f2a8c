"""One file that is asked for: the facts that every step of an export needs. It decides nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from export.registry import Destination
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

    @property
    def place(self) -> Path:
        """Where its folder goes."""
        return self.paths.exports / self.audience / self.destination.name
