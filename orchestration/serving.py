"""The published version elsewhere: in the workspace's PostgreSQL, and as Parquet on request."""

from __future__ import annotations

from pathlib import Path

from orchestration.run import Run
from publication.contents import Contents
from workspaces.errors import ConfigurationError, LanggananError


def contents(run: Run) -> Contents:
    """What the models' YAML and the workspace let readers see."""
    withheld = {} if run.workspace.publication.personal_columns else run.lineage.personal
    published = run.lineage.published
    divided = frozenset(table for table, rows in published.items() if rows == "passed")
    return Contents(frozenset(published), divided, withheld, run.lineage.descriptions)


def to_postgresql(run: Run) -> tuple[int, bool]:
    """Put the version that readers see into the declared PostgreSQL: (version, False when it stood there already)."""
    from publication import postgresql

    declared = run.workspace.publication
    if declared.postgresql is None:
        raise ConfigurationError(
            "The workspace declares no PostgreSQL.", "Add publication.postgresql to it; see docs/publication.md."
        )
    version = _version(run)
    file = run.paths.publications / f"v{version:06d}.duckdb"
    return version, postgresql.publish(file, version, declared.postgresql, contents(run))


def to_parquet(run: Run, folder: Path) -> int:
    """Write each table of the version that readers see as `<schema>.<table>.parquet`; returns how many."""
    from publication.parquet import write

    return write(run.paths.publications / f"v{_version(run):06d}.duckdb", folder, contents(run))


def _version(run: Run) -> int:
    from publication import current_build

    version = current_build(run.paths)
    if version is None:
        raise LanggananError("Nothing was published yet.", "Run `langganan run`.")
    return version
