"""Runs `langganan run` in a process that kills itself before or after the n-th call of a function.

Nothing in the pipeline knows of it. What is delivered, and what must stand afterwards, is the tests' matter.
"""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from workspaces.settings import REPOSITORY


def kill_run(home: Path, moment: str, place: str, number: int = 1) -> None:
    """Run, and see it killed `before` or `after` the place's n-th call; a place is `module:function`.

    Fails when the place was not reached.
    """
    ran = subprocess.run(
        [sys.executable, __file__, moment, place, str(number)],
        capture_output=True,
        text=True,
        check=False,
        cwd=REPOSITORY,
        env={**os.environ, "LANGGANAN_HOME": str(home), "LANGGANAN_WORKSPACE": "sample_shop"},
    )
    assert ran.returncode == -signal.SIGKILL, f"{moment} {place}: {ran.returncode}\n{ran.stdout}{ran.stderr}"


def _dying(function: Callable[..., Any], moment: str, number: int) -> Callable[..., Any]:
    """The function, which at its n-th call ends the process before or after its work."""
    calls = 0

    def watched(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == number and moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = function(*arguments, **named)
        if calls == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return watched


def main() -> None:
    """Child process: moment, place and number. The watch is put there before anything imports the function by name."""
    moment, place, number = sys.argv[1:]
    module, name = place.split(":")
    owner = importlib.import_module(module)
    setattr(owner, name, _dying(getattr(owner, name), moment, int(number)))
    from orchestration.command_line import main as langganan

    sys.argv[1:] = ["run"]
    langganan()


if __name__ == "__main__":
    main()
