"""How the command line speaks: bars and tables on a terminal, plain lines elsewhere, JSON for programs.

What is said stands in summary.py and in the commands.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from orchestration.run import silent

PLAIN_WIDTH = 160


def console(stderr: bool = False) -> Console:
    """A console that does not wrap when its output is read by a program or kept in a log."""
    stream = sys.stderr if stderr else sys.stdout
    return Console(file=stream, width=None if stream.isatty() else PLAIN_WIDTH, highlight=False)


def print_json(value: Any) -> None:
    """One JSON document on standard output."""
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False, default=str) + "\n")


class StageBars:
    """A bar per stage, each shown when its stage first speaks."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, stage: str, done: int, total: int, step: str) -> None:
        """Move a stage's bar; a stage that speaks ends the ones before it."""
        if stage not in self._tasks:
            self.finish()
            self._tasks[stage] = self._progress.add_task(stage, total=None)
        task = self._tasks[stage]
        self._progress.update(task, completed=done, total=total or None, step=step)

    def finish(self) -> None:
        """Fill every bar."""
        for task in self._progress.tasks:
            total = task.total or 1
            self._progress.update(task.id, completed=total, total=total, step="")
            self._progress.stop_task(task.id)


class StageLines:
    """A line when a stage begins: for logs."""

    def __init__(self, out: Console) -> None:
        self._out = out
        self._stage = ""

    def __call__(self, stage: str, done: int, total: int, step: str) -> None:
        """Tell of a stage once."""
        _ = total
        if stage != self._stage:
            self._stage = stage
            self._out.print(f"{stage} ..." + (f" ({step})" if step and done == 0 else ""))


@contextmanager
def stage_progress(is_quiet: bool) -> Iterator[Any]:
    """A callable that shows stages' progress on standard error, as bars, lines, or not at all."""
    out = console(stderr=True)
    if is_quiet:
        yield silent
    elif not out.is_terminal:
        yield StageLines(out)
    else:
        columns = (
            SpinnerColumn(finished_text="[green]✓[/]"),
            TextColumn("{task.description:<9}"),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("[dim]{task.fields[step]}"),
        )
        with Progress(*columns, console=out, transient=False) as progress:
            bars = StageBars(progress)
            yield bars
            bars.finish()
