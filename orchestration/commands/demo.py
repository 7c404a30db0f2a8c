"""`langganan demo`: a workspace's made deliveries, then a run on them."""

from __future__ import annotations

import importlib
import json
import shutil
from typing import Annotated

import typer

from orchestration.commands import options
from orchestration.commands.options import Options
from orchestration.commands.run import carry_out
from workspaces.errors import ConfigurationError


@options.common
def demo(
    asked: Options,
    size: Annotated[
        int | None,
        typer.Option("--size", min=1, help="How many people to invent; the workspace's own number by default."),
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Delete the workspace's data first.")] = False,
) -> None:
    """Make the sample deliveries and run the whole path on them."""
    _make_deliveries(asked, size, fresh)
    raise typer.Exit(carry_out(asked, "demo", None, is_first=True))


def _make_deliveries(asked: options.Options, size: int | None, fresh: bool) -> None:
    """Deliveries of one size belong to one data folder: others would be new versions of the same files."""
    from orchestration.run import prepare
    from orchestration.terminal import stage_progress

    run = prepare(asked.workspace, "demo")
    if run.workspace.deliveries is None:
        raise ConfigurationError(
            f"Workspace {run.workspace.name} makes no deliveries of its own.", "Use `langganan run` on its inbox."
        )
    note = run.paths.root / "demo.json"
    with run.lock(), stage_progress(asked.as_json) as progress:
        if fresh:
            _empty(run.paths.root, keep=run.paths.lock.name)
            run.paths.create()
        made = json.loads(note.read_text(encoding="utf-8")) if note.is_file() else {"size": size}
        if made["size"] != size and (size is not None or run.paths.state.is_file()):
            raise ConfigurationError(
                f"{run.paths.root} holds a demo of {made['size'] or 'the default'} people.",
                "Ask for the same --size, or add --fresh to start over.",
            )
        progress("deliver", 0, 0, "making deliveries")
        make = importlib.import_module(run.workspace.deliveries).make
        make(run.paths, **({} if size is None else {"size": size}))
        note.write_text(json.dumps({"size": size}), encoding="utf-8")


def _empty(folder: object, keep: str) -> None:
    from pathlib import Path

    for entry in Path(str(folder)).iterdir():
        if entry.name == keep:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
