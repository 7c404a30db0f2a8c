"""The options that every command takes, before or after its name."""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Annotated, Any, Concatenate

import typer

from workspaces.errors import ConfigurationError

Workspace = Annotated[
    str | None,
    typer.Option("--workspace", "-w", help="A shipped workspace, or the path of a workspace file.", metavar="NAME"),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for another program to read.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show tracebacks and every tool's log.")]
ShowPersonalData = Annotated[
    bool,
    typer.Option("--show-personal-data", help="Show names, addresses and numbers in full; they are masked otherwise."),
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="The last complete business date, instead of the workspace's.", metavar="DATE"),
]


@dataclass(frozen=True)
class Options:
    """What was asked of the command line as a whole."""

    workspace: str | None = None
    as_json: bool = False
    debug: bool = False

    def with_command(self, workspace: str | None, as_json: bool = False, debug: bool = False) -> Options:
        """These, with what stands after the command's name; the latter wins."""
        return Options(workspace or self.workspace, as_json or self.as_json, debug or self.debug)


def of(context: typer.Context, workspace: str | None, as_json: bool = False, debug: bool = False) -> Options:
    """The options of this call."""
    before = context.find_object(Options) or Options()
    return before.with_command(workspace, as_json, debug)


def common(command: Callable[Concatenate[Options, ...], None]) -> Callable[..., None]:
    """Give a command --workspace, --json and --debug, and hand it what they say as its first argument."""

    @wraps(command)
    def called(context: typer.Context, workspace: str | None, as_json: bool, debug: bool, **own: Any) -> None:
        command(of(context, workspace, as_json, debug), **own)

    kind = inspect.Parameter.KEYWORD_ONLY
    _, *own = inspect.signature(command, eval_str=True).parameters.values()
    everywhere = [
        inspect.Parameter("workspace", kind, default=None, annotation=Workspace),
        inspect.Parameter("as_json", kind, default=False, annotation=Json),
        inspect.Parameter("debug", kind, default=False, annotation=Debug),
    ]
    context = inspect.Parameter("context", kind, annotation=typer.Context)
    parameters = [context, *(p.replace(kind=kind) for p in own), *everywhere]
    called.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    called.__annotations__ = {p.name: p.annotation for p in parameters}
    return called


def date_of(written: str | None) -> dt.date | None:
    """A date as it was typed. Raises ConfigurationError."""
    try:
        return dt.date.fromisoformat(written) if written else None
    except ValueError as error:
        raise ConfigurationError(f"{written!r} is no date.", "Write it as 2026-06-30.") from error
