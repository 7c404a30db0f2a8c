"""Ends a test's server when the test's process is gone, also when that was killed and could not end it itself."""

from __future__ import annotations

import os
import sys
import threading


def end_with_parent() -> None:
    """From now on: when the pipe on standard input closes, because nobody holds its other end, this process ends."""

    def wait() -> None:
        sys.stdin.buffer.read()
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()
