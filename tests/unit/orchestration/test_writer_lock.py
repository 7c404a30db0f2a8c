"""One writer: between processes, between threads, and again within one."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from orchestration.lock import holder, writer_lock
from workspaces.errors import BusyError

HOLDING = """
import sys
from pathlib import Path
from orchestration.lock import writer_lock
with writer_lock(Path(sys.argv[1]), "another command", 5):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def held_by_another_process(lock: Path) -> Iterator[subprocess.Popen[str]]:
    """The lock is another process's while the block runs."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def test_another_process_is_named_and_waited_for_no_longer_than_asked(tmp_path: Path) -> None:
    lock = tmp_path / "writer.lock"
    with held_by_another_process(lock) as process:
        began = time.monotonic()
        with (
            pytest.raises(BusyError, match=rf"process {process.pid} \(`another command`"),
            writer_lock(lock, "me", 0.3),
        ):
            pass
        assert 0.3 <= time.monotonic() - began < 3
        assert f"process {process.pid}" in str(holder(lock))
    assert BusyError.exit_code == 3


def test_a_killed_process_holds_nothing(tmp_path: Path) -> None:
    lock = tmp_path / "writer.lock"
    with held_by_another_process(lock) as process:
        process.kill()
        process.wait()
        assert holder(lock) is None
        with writer_lock(lock, "me", 0):
            assert holder(lock) is not None


def test_a_released_lock_is_taken_by_who_waits(tmp_path: Path) -> None:
    lock = tmp_path / "writer.lock"
    with held_by_another_process(lock) as process:
        assert process.stdin is not None
        threading.Timer(0.3, process.stdin.close).start()
        with writer_lock(lock, "me", 10):
            assert process.wait(5) == 0


def test_it_is_re_entrant_and_free_only_at_the_end(tmp_path: Path) -> None:
    lock = tmp_path / "writer.lock"
    with writer_lock(lock, "outer", 0):
        with writer_lock(lock, "inner", 0):
            pass
        assert "`outer`" in str(holder(lock))
    assert holder(lock) is None


def test_another_thread_waits_too(tmp_path: Path) -> None:
    lock = tmp_path / "writer.lock"
    errors: list[BusyError] = []

    def try_it() -> None:
        try:
            with writer_lock(lock, "thread", 0.1):
                pass
        except BusyError as error:
            errors.append(error)

    with writer_lock(lock, "me", 0):
        thread = threading.Thread(target=try_it)
        thread.start()
        thread.join()
    assert len(errors) == 1
    assert "`me`" in errors[0].message


def test_nobody_holds_a_lock_that_was_never_taken(tmp_path: Path) -> None:
    assert holder(tmp_path / "writer.lock") is None
