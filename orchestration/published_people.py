"""Takes people out of what is published who may not be written to any more: of the files, and of the PostgreSQL.

A run does it whether the publication passes or is held, and readers are sent back to no older version without it.
"""

from __future__ import annotations

from ledgers import builds
from orchestration import serving
from orchestration.run import Run


def out_of_files(run: Run) -> None:
    """Out of every version that is kept, if a complete build tells who they are. The caller holds the writer lock."""
    from publication.withdraw import take_out

    if _is_known(run):
        take_out(run.paths, serving.contents(run))


def out_of_server(run: Run) -> None:
    """Out of the declared PostgreSQL; LanggananError when it cannot be reached."""
    from publication.postgresql import take_out

    declared = run.workspace.publication.postgresql
    if declared is not None and _is_known(run):
        take_out(declared, run.paths.marts, run.paths.scratch)


def _is_known(run: Run) -> bool:
    newest = builds.newest(run.paths.state)
    return newest is not None and newest.status == "complete" and run.paths.marts.is_file()
