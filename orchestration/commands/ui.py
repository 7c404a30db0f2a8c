"""`langganan ui`: Dagster's pages and daemon on the workspace."""

from __future__ import annotations

import os
import signal
import socket
import sys
from typing import Annotated

import typer

from orchestration.commands import options
from workspaces.errors import BusyError


def ui(
    context: typer.Context,
    workspace: options.Workspace = None,
    port: Annotated[int, typer.Option("--port", "-p", help="Port of the web server.")] = 3000,
    host: Annotated[str, typer.Option("--host", help="Address that the web server listens on.")] = "127.0.0.1",
    debug: options.Debug = False,
) -> None:
    """Start Dagster's web server and daemon; stop them with Ctrl-C."""
    from orchestration.dagster_instance import prepare_instance
    from orchestration.run import prepare

    asked = options.of(context, workspace, debug=debug)
    _refuse_taken(host, port)
    run = prepare(asked.workspace, "ui")
    prepare_instance(run.paths.dagster)
    os.environ.update({"LANGGANAN_WORKSPACE": str(run.workspace.file), "LANGGANAN_HOME": str(run.settings.home)})
    command = ["-m", "dagster", "dev", "-m", "orchestration.definitions", "--host", host, "--port", str(port)]
    # A shell that starts this in the background has it ignore Ctrl-C, and Dagster's children would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.stdout.write(f"Dagster on http://{host}:{port} (Ctrl-C ends it)\n")
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, *command])  # noqa: S606 - Dagster takes this process's place


def _refuse_taken(host: str, port: int) -> None:
    """Dagster would start its daemon all the same, and a second daemon fights the first."""
    with socket.socket() as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind((host, port))
        except OSError as error:
            raise BusyError(
                f"Port {port} of {host} cannot be used: {error.strerror}.",
                "Stop what listens there, perhaps another `langganan ui`, or name another --port.",
            ) from error
