"""What the killed child processes run."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import small_marts
from unread_export import export

from export.write import withdraw_stale
from ledgers import builds
from publication import publish
from publication.withdraw import take_out as published_without
from workspaces.configuration import load_workspace
from workspaces.paths import WorkspacePaths

MANY = {**small_marts.AUDIENCES["birthday"], "destinations": ["whatsapp_qiscus"]}


def newest(paths: WorkspacePaths) -> int:
    """The newest build's number."""
    build = builds.newest(paths.state)
    assert build is not None
    return build.build_seq


def publish_newest(root: str) -> None:
    """Publish, keeping one version."""
    paths = WorkspacePaths(Path(root))
    publish(paths, newest(paths), 1, small_marts.PUBLISHED)


def export_newest(root: str, as_of: str = "2026-07-01") -> None:
    """Export birthday for WhatsApp."""
    paths = WorkspacePaths(Path(root))
    export(
        paths,
        load_workspace("sample_shop"),
        "birthday",
        MANY,
        "whatsapp_qiscus",
        newest(paths),
        dt.date.fromisoformat(as_of),
    )


def withdraw(root: str) -> None:
    """Withdraw what is stale."""
    withdraw_stale(WorkspacePaths(Path(root)), small_marts.AUDIENCES)


def take_out(root: str) -> None:
    """Take people out of what is published."""
    published_without(WorkspacePaths(Path(root)), small_marts.PUBLISHED)
