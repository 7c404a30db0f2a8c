"""The one writer lock of a workspace: an fcntl lock on `writer.lock`, re-entrant in its thread, with a bounded wait.

The kernel frees it when the process dies, so a killed run never leaves it behind. Nothing here knows what is written.
"""

from __future__ import annotations

import fcntl
import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ledgers.clock import now_text
from workspaces.errors import BusyError

POLL_SECONDS = 0.1


@dataclass
class _Held:
    """What this process knows of one lock file. `guard` keeps its threads apart, as the fcntl lock keeps processes."""

    guard: threading.RLock = field(default_factory=threading.RLock)
    depth: int = 0
    descriptor: int = -1


_held: dict[Path, _Held] = {}
_registry = threading.Lock()


@contextmanager
def writer_lock(lock: Path, command: str, wait_seconds: float) -> Iterator[None]:
    """Hold the lock while the block runs.

    Raises BusyError, which names the process and the command that hold it, after `wait_seconds`.
    """
    with _registry:
        held = _held.setdefault(lock.resolve(), _Held())
    deadline = time.monotonic() + wait_seconds
    if not held.guard.acquire(timeout=max(wait_seconds, 0)):
        raise _busy(lock)
    try:
        if held.depth == 0:
            held.descriptor = _take(lock, command, deadline)
        held.depth += 1
        try:
            yield
        finally:
            held.depth -= 1
            if held.depth == 0:
                os.close(held.descriptor)
                held.descriptor = -1
    finally:
        held.guard.release()


def holder(lock: Path) -> str | None:
    """Who holds the lock now, in words; None when it is free. Takes nothing."""
    if not lock.exists():
        return None
    descriptor = os.open(lock, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _who(lock)
    finally:
        os.close(descriptor)
    return None


def _take(lock: Path, command: str, deadline: float) -> int:
    lock.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o644)
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                os.close(descriptor)
                raise _busy(lock) from None
            time.sleep(POLL_SECONDS)
            continue
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps({"pid": os.getpid(), "command": command, "since": now_text()}).encode(), 0)
        return descriptor


def _busy(lock: Path) -> BusyError:
    return BusyError(
        f"The workspace is being written by {_who(lock)}.",
        "Wait for it to end, or raise LANGGANAN_LOCK_WAIT_SECONDS.",
    )


def _who(lock: Path) -> str:
    try:
        known = json.loads(lock.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        # It is between taking the lock and writing its name.
        return "another process"
    return f"process {known['pid']} (`{known['command']}`, since {known['since'][:19].replace('T', ' ')} UTC)"
