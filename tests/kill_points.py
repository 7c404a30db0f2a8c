"""Kills a process before or after each rename and commit, so that a test can look at what is left.

Points are counted in the order in which the process reaches them: 0 is before its first rename or commit, 1 after it, 2
before the second, and so on. A commit of SQLite counts when its transaction changed a row.
"""

from __future__ import annotations

import importlib
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parent
KILLED = -signal.SIGKILL


def killed_at(point: int, target: str, *arguments: str) -> bool:
    """Run `module:function` with these texts in a fresh process; True when it was killed, False when it ended first."""
    ran = subprocess.run(
        [sys.executable, str(TESTS / "kill_points.py"), str(point), target, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=TESTS.parent,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS.parent), *filter(None, sys.path)])},
    )
    if ran.returncode not in (0, KILLED):
        raise AssertionError(f"{target} failed at point {point}:\n{ran.stderr}")
    return ran.returncode == KILLED


class _Fuse:
    """Counts the points and blows at one of them."""

    def __init__(self, point: int) -> None:
        self.left = point

    def reach(self) -> None:
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self.left -= 1

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*arguments: Any, **named: Any) -> Any:
            self.reach()
            result = function(*arguments, **named)
            self.reach()
            return result

        return watched


def _arm(fuse: _Fuse) -> None:
    """Put the fuse around renames and commits. pathlib calls them through the module `os`."""
    os.replace = fuse.around(os.replace)
    os.rename = fuse.around(os.rename)
    connect = sqlite3.connect

    class Watched(sqlite3.Connection):
        def commit(self) -> None:
            if self.total_changes:
                fuse.reach()
                super().commit()
                fuse.reach()
            else:
                super().commit()

    sqlite3.connect = lambda *a, **k: connect(*a, **{"factory": Watched, **k})  # type: ignore[assignment]


def main() -> None:
    """Child process: point, target, arguments."""
    point, target, *arguments = sys.argv[1:]
    module, function = target.split(":")
    called = getattr(importlib.import_module(module), function)
    _arm(_Fuse(int(point)))
    called(*arguments)


if __name__ == "__main__":
    main()
