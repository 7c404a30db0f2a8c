"""`langganan source`: bring a system in, by a preset that ships or from a sample of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.commands import options
from orchestration.commands.options import Options

if TYPE_CHECKING:
    from pathlib import Path

app = typer.Typer(
    name="source", help="Bring a system in: a shipped preset, or a file of your own.", no_args_is_help=True
)

Name = Annotated[
    str | None, typer.Option("--name", metavar="NAME", help="What the source is to be called in the workspace.")
]


@app.command("list")
@options.common
def presets(asked: Options) -> None:
    """List the presets, and which of them the workspace has."""
    from rich.table import Table

    from orchestration import source_files
    from orchestration.terminal import console, print_json
    from workspaces.configuration import load_workspace
    from workspaces.settings import DBT_PROJECT, read_settings

    standing = load_workspace(asked.workspace or read_settings().workspace).sources
    found = source_files.presets(DBT_PROJECT)
    if asked.as_json:
        print_json([{"name": p.name, "title": p.title, "is_enabled": p.name in standing} for p in found.values()])
        return
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    for title in ("preset", "what it reads", "where its files go", ""):
        table.add_column(title)
    for preset in found.values():
        places = ", ".join(entity.files or "" for entity in preset.source.entities.values())
        table.add_row(preset.name, preset.title, places, "enabled" if preset.name in standing else "")
    console().print(table)


@app.command("enable")
@options.common
def enable(
    asked: Options,
    preset: Annotated[str, typer.Argument(help="A preset that `langganan source list` names.", metavar="PRESET")],
    name: Name = None,
) -> None:
    """Write a preset's declaration into the workspace file, and its staging models beside the others."""
    from orchestration import source_files
    from orchestration.terminal import console, print_json
    from workspaces.configuration import load_workspace
    from workspaces.settings import DBT_PROJECT, read_settings

    declared = load_workspace(asked.workspace or read_settings().workspace)
    chosen = source_files.preset_of(DBT_PROJECT, preset)
    written = source_files.enable(declared, DBT_PROJECT, chosen, name)
    if asked.as_json:
        print_json([str(file) for file in written])
        return
    out = console()
    say_what_was_written(written)
    out.print(chosen.about, markup=False)
    out.print("`langganan doctor` says where the files go; `langganan run` loads them.", markup=False)


@app.command("add")
@options.common
def add(
    asked: Options,
    file: Annotated[str, typer.Argument(help="A sample of the delivery.", metavar="FILE")],
    name: Name = None,
) -> None:
    """Read a sample, say what it holds and why, and write declaration, staging models and a test for you to correct."""
    from pathlib import Path

    from orchestration import source_addition
    from orchestration.terminal import console, print_json
    from workspaces.configuration import load_workspace
    from workspaces.settings import DBT_PROJECT, read_settings

    declared = load_workspace(asked.workspace or read_settings().workspace)
    added = source_addition.add(declared, DBT_PROJECT, Path(file), name)
    if asked.as_json:
        print_json(added.as_object)
        return
    out = console()
    for title, lines in added.told:
        out.print(f"[bold]{title}[/]")
        for line in lines:
            out.print(f"  {line}", markup=False)
    say_what_was_written(added.written)
    out.print(f"Deliver as {added.files} below the inbox, the day (20260630) for the star.", markup=False)
    out.print("Then: langganan doctor, langganan run, langganan quarantine.", markup=False)


def say_what_was_written(written: list[Path]) -> None:
    """Name the workspace file, and the folder with its number of files."""
    from orchestration.terminal import console

    file, *models = written
    console().print(f"{file}: declared.", markup=False)
    console().print(f"{models[0].parent}: {len(models)} files.", markup=False)
