"""Runs `langganan run` in a process that kills or interrupts itself before or after the n-th call of a function.

Nothing in the pipeline knows of it. What is delivered, and what must stand afterwards, is the tests' matter.
"""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from workspaces.settings import REPOSITORY

GOES_ON_SECONDS = 60  # an interrupted run that waits for its work to end is seen to wait


def kill_run(home: Path, moment: str, place: str, number: int = 1) -> None:
    """Run, and see it killed `before` or `after` the place's n-th call; a place is `module:function`.

    Fails when the place was not reached.
    """
    ran = _run(home, moment, place, number, signal.SIGKILL)
    assert ran.returncode == -signal.SIGKILL, f"{moment} {place}: {ran.returncode}\n{ran.stdout}{ran.stderr}"


def interrupt_run(home: Path, moment: str, place: str, number: int = 1) -> str:
    """Run, see it end when it is told to (SIGTERM) at that place, and return what it says on standard error."""
    ran = _run(home, moment, place, number, signal.SIGTERM)
    assert ran.returncode == 128 + signal.SIGTERM, f"{moment} {place}: {ran.returncode}\n{ran.stdout}{ran.stderr}"
    return ran.stderr


def _run(home: Path, moment: str, place: str, number: int, by: signal.Signals) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, __file__, moment, place, str(number), str(by.value)],
        capture_output=True,
        text=True,
        check=False,
        cwd=REPOSITORY,
        env={**os.environ, "LANGGANAN_HOME": str(home), "LANGGANAN_WORKSPACE": "sample_shop"},
    )


def _dying(function: Callable[..., Any], moment: str, number: int, by: int) -> Callable[..., Any]:
    """The function, which at its n-th call signals the process before or after its work, and lets it go on a while."""
    calls = 0

    def watched(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == number and moment == "before":
            os.kill(os.getpid(), by)
            time.sleep(GOES_ON_SECONDS)
        result = function(*arguments, **named)
        if calls == number:
            os.kill(os.getpid(), by)
            time.sleep(GOES_ON_SECONDS)
        return result

    return watched


def main() -> None:
    """Child process: moment, place, number, signal. The watch is there before anything imports the function by name."""
    moment, place, number, by = sys.argv[1:]
    module, name = place.split(":")
    owner = importlib.import_module(module)
    setattr(owner, name, _dying(getattr(owner, name), moment, int(number), int(by)))
    from orchestration.command_line import main as langganan

    sys.argv[1:] = ["run"]
    langganan()


if __name__ == "__main__":
    main()
