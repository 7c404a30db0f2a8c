"""Runs a function in a process that may write no file longer than a limit: what a disk that fills up does to it.

The kernel refuses the write, as it does on a full disk; only the number of the error is another.
"""

from __future__ import annotations

import importlib
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent


def run_with_limit(limit: int, target: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`module:function` with these texts in a fresh process, and what became of it."""
    return subprocess.run(
        [sys.executable, str(TESTS / "full_disk.py"), str(limit), target, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=TESTS.parent,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS.parent), *filter(None, sys.path)])},
    )


def main() -> None:
    """Child process: limit in bytes, target, arguments."""
    limit, target, *arguments = sys.argv[1:]
    module, function = target.split(":")
    called = getattr(importlib.import_module(module), function)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
    called(*arguments)


if __name__ == "__main__":
    main()
