"""Going back: an older version that is kept becomes current again by one rename, until the next build is published.

The build that was left stays left: publishing it again does not bring it back.
"""

from __future__ import annotations

from ledgers import publications
from publication.publish import current_build, file_name, switch, versions
from workspaces.errors import ConfigurationError, LanggananError
from workspaces.paths import WorkspacePaths


def rollback(paths: WorkspacePaths, version: int | None, who: str, reason: str) -> int:
    """Make this version current, or the one before the current when None; returns it. The caller holds the writer lock.

    Raises ConfigurationError when the version is not kept, LanggananError when there is nothing to go back to.
    """
    current = current_build(paths)
    if current is None:
        raise LanggananError("Nothing was published yet.", "Run `langganan run`.")
    kept = versions(paths.publications)
    older = [v for v in kept if v < current]
    if version is None and not older:
        raise LanggananError(f"No version older than {current} is kept.", "Raise `publications_kept` for the future.")
    chosen = older[-1] if version is None else version
    if chosen not in kept:
        told = ", ".join(map(str, kept))
        raise ConfigurationError(f"Version {chosen} is not kept.", f"Name one of {told}.")
    publications.record_rollback(paths.state, current, chosen, who, reason)
    switch(paths.publications, file_name(chosen))
    return chosen
