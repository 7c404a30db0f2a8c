"""Draws up an export and settles it at once, without the audit in between: for tests of what the export itself does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from export.write import Draft, Reading, draw_up, settle
from ledgers.exports import Export
from workspaces.configuration import Workspace
from workspaces.paths import WorkspacePaths


def export(
    paths: WorkspacePaths,
    workspace: Workspace,
    audience: str,
    meta: Mapping[str, Any],
    destination: str,
    build_seq: int,
    as_of: dt.date,
    is_asked: bool = False,
) -> Export:
    """The line that stands afterwards."""
    with Reading(paths) as reading:
        drawn = draw_up(
            paths, workspace, audience, meta, destination, build_seq, as_of, "run00001", "0123abc", reading, is_asked
        )
        return settle(drawn, (), reading) if isinstance(drawn, Draft) else drawn
