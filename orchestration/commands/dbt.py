"""`langganan dbt -- ARGUMENTS`: dbt with the workspace's variables and those of the last complete build."""

from __future__ import annotations

import typer

from orchestration.commands import options
from workspaces.errors import ConfigurationError


def dbt(
    context: typer.Context,
    workspace: options.Workspace = None,
    debug: options.Debug = False,
) -> None:
    """Run dbt: `langganan dbt -- ls --select marts`."""
    from orchestration.dbt_process import run_as_asked
    from orchestration.dbt_variables import standing_variables
    from orchestration.run import prepare

    if not context.args:
        raise ConfigurationError("Say what dbt shall do.", "For example `langganan dbt -- ls --select marts`.")
    asked = options.of(context, workspace, debug=debug)
    run = prepare(asked.workspace, f"dbt {' '.join(context.args)}")
    with run.lock():
        variables = standing_variables(run.paths.state, run.as_of)
        raise typer.Exit(0 if run_as_asked(run.project, context.args, variables) else 1)
