"""dbt for slices of the project: one child process takes all calls, because importing dbt costs seconds.

Not in the tests' own process, as dbt leaves its log file open. A slice that is called again with other variables need
not be parsed again where they are read when SQL is compiled, and not by a model's config.
"""

from __future__ import annotations

import functools
import io
import json
import multiprocessing
import os
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.dbt_listening import hear_no_debug
from orchestration.dbt_process import uncompiled
from orchestration.dbt_variables import dbt_environment
from workspaces.paths import WorkspacePaths
from workspaces.settings import TELEMETRY_OFF


@dataclass(frozen=True)
class Answer:
    """Whether dbt succeeded, and what it said."""

    is_success: bool
    said: str


def dbt(folder: Path, *command: str, variables: dict[str, Any], parsed: bool = False, threads: int = 2) -> Answer:
    """Run a dbt command on the project in `folder`, whose databases lie in its folder `data`.

    `parsed`: the project as the last call parsed it will do. Artifacts are in `target`.
    """
    environment = {**TELEMETRY_OFF, **dbt_environment(WorkspacePaths(folder / "data"), threads)}
    return _child().submit(_answer, folder, command, variables, environment, parsed).result()


@functools.cache
def _child() -> Executor:
    return ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))


_MANIFESTS: dict[Path, Any] = {}
"""In the child: each project as it was parsed last."""


def _answer(
    folder: Path, command: tuple[str, ...], variables: dict[str, Any], environment: dict[str, str], parsed: bool
) -> Answer:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    hear_no_debug()
    os.environ.update(environment)
    options = [
        *("--vars", json.dumps(variables), "--project-dir", str(folder), "--profiles-dir", str(folder)),
        *("--target-path", str(folder / "target"), "--log-path", str(folder / "logs")),
    ]
    said = io.StringIO()
    try:
        with redirect_stdout(said), redirect_stderr(said):
            if command[-1] == "parse":
                return Answer(dbtRunner().invoke([*command, *options]).success, said.getvalue())
            if not (parsed and folder in _MANIFESTS):
                read = dbtRunner().invoke(["-q", "parse", *options])
                if not read.success:
                    return Answer(False, said.getvalue())
                _MANIFESTS[folder] = read.result
            done = dbtRunner(manifest=uncompiled(_MANIFESTS[folder])).invoke([*command, *options])
            return Answer(done.success, said.getvalue())
    finally:
        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
