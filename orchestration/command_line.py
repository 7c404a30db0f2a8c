"""The command line `langganan`: its commands, how errors are told, and exit codes. Commands themselves: commands/.

Importing this imports neither Dagster nor dbt nor a data library: `--help` and `status` answer at once.
"""

from __future__ import annotations

import atexit
import errno
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated

import typer

from orchestration import interruption
from orchestration.commands import (
    audience,
    backfill,
    campaign,
    counter_list,
    customer,
    dbt,
    demo,
    docs,
    doctor,
    export,
    gate,
    identity,
    offer,
    options,
    publish,
    quarantine,
    run,
    segment,
    source,
    status,
    ui,
)
from workspaces.errors import LanggananError

FAULT = 70

# What a machine, not this code, can get wrong, and what mends it. What was committed before it is intact.
OF_THE_MACHINE = {
    errno.ENOSPC: ("The disk is full", "Free some space and run it again; what was committed is intact."),
    errno.EDQUOT: ("The disk quota is used up", "Free some space and run it again; what was committed is intact."),
    errno.EROFS: ("The disk is read-only", "Give LANGGANAN_HOME a folder that may be written."),
    errno.EACCES: ("A file or folder may not be used", "Give its rights to the user who runs langganan."),
    errno.EPERM: ("A file or folder may not be used", "Give its rights to the user who runs langganan."),
}

# What DuckDB, SQLite and dbt say of the same in their own errors, which name files and no values.
SAID = {
    os.strerror(errno.ENOSPC).lower(): errno.ENOSPC,
    "database or disk is full": errno.ENOSPC,
    os.strerror(errno.EFBIG).lower(): errno.ENOSPC,
    os.strerror(errno.EDQUOT).lower(): errno.EDQUOT,
    os.strerror(errno.EROFS).lower(): errno.EROFS,
    "attempt to write a readonly database": errno.EROFS,
}

app = typer.Typer(
    name="langganan",
    help="Raw customer data in; consented, audited audience files out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(version("langganan"))
        raise typer.Exit


@app.callback()
def langganan(
    context: typer.Context,
    workspace: options.Workspace = None,
    as_json: options.Json = False,
    debug: options.Debug = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Raw customer data in; consented, audited audience files out."""
    _ = version  # answered by its callback
    context.obj = options.Options(workspace, as_json, debug)


app.command("demo")(demo.demo)
app.command("run")(run.run)
app.command("status")(status.status)
app.command("backfill")(backfill.backfill)
app.command("export")(export.export)
app.command("counter-list")(counter_list.counter_list)
app.add_typer(quarantine.app)
app.command("doctor")(doctor.doctor)
app.add_typer(customer.app)
app.add_typer(segment.app)
app.add_typer(audience.app)
app.add_typer(campaign.app)
app.add_typer(offer.app)
app.add_typer(identity.app)
app.add_typer(gate.app)
app.add_typer(publish.app)
app.add_typer(source.app)
app.command("docs")(docs.docs)
app.command("ui")(ui.ui)
app.command("dbt", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(dbt.dbt)


def call(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code. Errors go to standard error; `--debug` adds the traceback."""
    try:
        app(args=list(arguments), prog_name="langganan")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except LanggananError as error:
        _tell(error, "Error", arguments)
        return error.exit_code
    except Exception as error:  # noqa: BLE001 - the last handler: whatever comes, a person reads one sentence
        told = told_of(error)
        if told is None:
            return _tell_fault(error, arguments)
        sentence, mend = told
        file = f": {error.filename or error.strerror}" if isinstance(error, OSError) else ""
        _tell(error, "Error", arguments, f"{sentence}{file}.", mend)
        return 1
    return 0


def told_of(error: Exception) -> tuple[str, str] | None:
    """What is wrong with the machine and its mend, if the error is of that kind."""
    if isinstance(error, OSError) and error.errno in OF_THE_MACHINE:
        return OF_THE_MACHINE[error.errno]
    said = str(error).lower()
    number = next((number for words, number in SAID.items() if words in said), None)
    return None if number is None else OF_THE_MACHINE[number]


def _tell_fault(error: Exception, arguments: Sequence[str]) -> int:
    sentence = f"{type(error).__name__}: {' '.join(str(error).split())}"[:500]
    _tell(error, "Fault of langganan", arguments, sentence, "Run it again with --debug and report what it prints.")
    return FAULT


def _tell(error: Exception, title: str, arguments: Sequence[str], message: str = "", mend: str = "") -> None:
    if "--debug" in arguments:
        traceback.print_exception(error)
    if isinstance(error, LanggananError):
        message, mend = error.message, error.mend
    sys.stderr.write(f"{title}: {message}\n" + (f"  {mend}\n" if mend else ""))


def keep_standard_output() -> None:
    """From now on Python alone writes to standard output; what libraries in C print goes to standard error.

    DuckDB draws a bar of each query that takes two seconds, into the JSON that another program reads.
    """
    buffering = 1 if sys.stdout.line_buffering else -1
    own = os.fdopen(os.dup(1), "w", buffering, encoding=sys.stdout.encoding, errors=sys.stdout.errors)
    sys.stdout.flush()
    os.dup2(2, 1)
    sys.stdout = own


def main() -> None:
    """Entry point. Ends the process at once: tearing down the imported tools' modules would take two seconds."""
    keep_standard_output()
    interruption.watch()
    code = call(sys.argv[1:])
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
