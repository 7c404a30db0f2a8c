"""`langganan publish rollback | postgresql | parquet`: which version readers see, and where else it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration.commands import options
from orchestration.commands.options import Options

app = typer.Typer(name="publish", help="Which version readers see, and where else it stands.", no_args_is_help=True)


@app.command("rollback")
@options.common
def rollback(
    asked: Options,
    version: Annotated[int | None, typer.Argument(help="A kept version; the one before when left out.")] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why.")] = "",
    who: Annotated[str, typer.Option("--who", help="Who decides; your login name when left out.")] = "",
) -> None:
    """Let readers see an older version, until the next build is published."""
    from orchestration import published_people
    from orchestration.gate.approving import account
    from orchestration.run import prepare
    from orchestration.terminal import console, print_json
    from publication.rollback import rollback as go_back

    run = prepare(asked.workspace, "publish rollback")
    with run.lock():
        published_people.out_of_files(run)
        chosen = go_back(run.paths, version, who or account(), reason)
    if asked.as_json:
        print_json({"version": chosen})
        return
    console().print(f"Readers see version {chosen} until the next build is published.")


@app.command("postgresql")
@options.common
def postgresql(asked: Options) -> None:
    """Put the version that readers see into the workspace's PostgreSQL, as each run does."""
    from orchestration import published_people, serving
    from orchestration.run import prepare
    from orchestration.terminal import console, print_json

    run = prepare(asked.workspace, "publish postgresql")
    with run.lock():
        published_people.out_of_files(run)
        version, is_new = serving.to_postgresql(run)
        published_people.out_of_server(run)
    if asked.as_json:
        print_json({"version": version, "is_new": is_new})
        return
    console().print(f"PostgreSQL {'has now' if is_new else 'had already'} version {version}.")


@app.command("parquet")
@options.common
def parquet(
    asked: Options,
    folder: Annotated[Path, typer.Argument(help="A folder that does not exist yet.")],
) -> None:
    """Write the version that readers see as Parquet, one file a table."""
    from orchestration import serving
    from orchestration.run import prepare
    from orchestration.terminal import console, print_json

    written = serving.to_parquet(prepare(asked.workspace, "publish parquet"), folder)
    if asked.as_json:
        print_json({"folder": str(folder), "tables": written})
        return
    console().print(f"{written} tables in {folder}")
