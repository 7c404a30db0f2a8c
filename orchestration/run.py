"""What a stage needs to know: the workspace, its paths, the settings, the date, and whom to tell of progress.

The stages themselves are in stages.py.
"""

from __future__ import annotations

import datetime as dt
import os
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from ledgers.clock import now_utc
from orchestration.audiences.model import refresh
from orchestration.dbt_process import DbtProject
from orchestration.dbt_variables import dbt_environment, static_variables
from orchestration.fingerprint import fingerprint
from orchestration.lineage import Lineage
from orchestration.lock import writer_lock
from workspaces import decided_links, trained_weights
from workspaces.audiences import refuse_unknown
from workspaces.configuration import Workspace, load_workspace, paths_of
from workspaces.errors import ConfigurationError
from workspaces.paths import WorkspacePaths
from workspaces.settings import DBT_PROJECT, REPOSITORY, Settings, read_settings

STAGES = ("ingest", "build", "audit", "publish", "export")


Entity = tuple[str, str]
"""Source and entity."""


class Progress(Protocol):
    """Hears how far a stage is: `done` of `total` steps, the last one named `step`."""

    def __call__(self, stage: str, done: int, total: int, step: str) -> None: ...


def silent(stage: str, done: int, total: int, step: str) -> None:
    """Progress that nobody hears."""
    _ = (stage, done, total, step)


@dataclass(frozen=True)
class Run:
    """One run of the house on one workspace.

    `run_seq` is its line in the run log, 0 before it has one; `problems` are the errors that ended a stage; `replay` is
    the entity whose staging models it makes anew, though only these changed; `again` names loads to be landed again.
    """

    workspace: Workspace
    paths: WorkspacePaths
    settings: Settings
    as_of: dt.date
    command: str
    progress: Progress = field(default=silent, compare=False)
    run_seq: int = 0
    replay: Entity | None = None
    again: tuple[str, ...] = ()
    problems: list[Exception] = field(default_factory=list, compare=False)

    @cached_property
    def project(self) -> DbtProject:
        """The dbt project, told what the workspace declares."""
        refresh(DBT_PROJECT)
        return DbtProject(
            DBT_PROJECT,
            (REPOSITORY / "estimators", REPOSITORY / "matching"),
            self.paths,
            dbt_environment(self.paths, self.settings.dbt_threads),
            static_variables(self.workspace, DBT_PROJECT),
            stock=self.settings.dbt_process == "stock",
            parsed_folder=self.settings.parsed_folder,
        )

    @cached_property
    def lineage(self) -> Lineage:
        """What depends on what; parses the dbt project if no parsed one is at hand."""
        choices = self.workspace.audiences
        lineage = Lineage(
            self.project.manifest,
            {n: c.destinations for n, c in choices.items() if c.destinations is not None},
            {n: c.parameters for n, c in choices.items()},
        )
        declared = Lineage(self.project.manifest).audiences
        refuse_unknown(
            choices, declared, self.workspace.file, self.workspace.priority_lists, tuple(self.workspace.offers)
        )
        return lineage

    @property
    def conformed(self) -> set[str]:
        """The canonical entities that an enabled source delivers."""
        return {entity for entity, models in self.project.static_variables["conformed"].items() if models}

    @cached_property
    def parts(self) -> dict[str, str]:
        """What a build depends on beside the loads and `as_of`: the project, what people decided, trained weights."""
        trained = trained_weights.standing(self.paths) if self.workspace.identity.probabilistic.enabled else None
        beside = {
            "decided links": decided_links.digest(self.paths.decided_links),
            "trained weights": trained.digest if trained else "",
        }
        return self.project.parts | {name: digest for name, digest in beside.items() if digest}

    @cached_property
    def fingerprint(self) -> str:
        """One hash over those parts."""
        return fingerprint(self.parts)

    def lock(self) -> AbstractContextManager[None]:
        """The writer lock, for a `with` block."""
        return writer_lock(self.paths.lock, self.command, self.settings.lock_wait_seconds)


def prepare(workspace_name: str | None, command: str, as_of: dt.date | None = None, progress: Progress = silent) -> Run:
    """Read settings and the workspace file, and make its folders.

    Raises ConfigurationError, for an `as_of` that is not over yet too: nobody has bought anything tomorrow, so all
    would seem to have lapsed, and what was built for a later date is not built for an earlier one again.
    """
    settings = read_settings()
    workspace = load_workspace(workspace_name or settings.workspace)
    asked, last_whole = as_of or workspace.as_of, workspace.last_whole_date(now_utc())
    if asked is not None and asked > last_whole:
        raise ConfigurationError(
            f"as_of {asked} is not over yet: the last whole date in {workspace.time_zone} is {last_whole}.",
            f"Ask for {last_whole} or earlier, or leave as_of out.",
        )
    paths = paths_of(workspace, settings)
    paths.create()
    os.environ.update(dbt_environment(paths, settings.dbt_threads))
    return Run(workspace, paths, settings, as_of or workspace.business_date(now_utc()), command, progress)
