"""dbt in a process of its own, by Dagster's stock DbtCliResource: slower by its start and a parse at each command.

LANGGANAN_DBT_PROCESS=stock chooses it. What is run, and what becomes of the events, is the same as in dbt_process.py.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from orchestration import interruption
from orchestration.dbt_process import RESULT_EVENTS, DbtError, DbtProject


def stock_events(project: DbtProject, command: list[str], variables: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The result events of one dbt command. Raises DbtError when dbt, a model or a seed failed."""
    from dagster_dbt import DbtCliResource

    os.environ.update(project.environment)
    dbt = Path(sys.executable).with_name("dbt")
    folder = str(project.folder)
    resource = DbtCliResource(project_dir=folder, profiles_dir=folder, dbt_executable=str(dbt))
    arguments = project.command([*command, "--no-write-json"], variables)
    invocation = resource.cli(arguments, raise_on_error=False, target_path=project.target)
    failures: list[str] = []
    with interruption.ending(invocation.process.terminate):  # or it would hold DuckDB's lock against the next run
        for message in invocation.stream_raw_events():
            event = message.raw_event
            if event["info"]["name"] in RESULT_EVENTS:
                yield event
            if event["info"]["level"] == "error":
                failures.append(" ".join(event["info"]["msg"].split()))
    if not invocation.is_successful() and not (command[0] == "test" and invocation.process.returncode == 1):
        told = failures[0] if failures else "no reason given"
        raise DbtError(f"dbt {command[0]} failed: {told}", "The full log is in the workspace's dbt/logs/dbt.log.")
