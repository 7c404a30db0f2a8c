"""What becomes of Ctrl-C (SIGINT) and of an order to end (SIGTERM): one sentence, and the process ends at once.

Every file and ledger is written so that a power cut leaves it whole (docs/operating.md), so there is nothing to wait
for: not a model of dbt's that would run for minutes more, nor a step that Dagster would tell of as failed.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import FrameType
from typing import TypeVar

SIGNALS = (signal.SIGINT, signal.SIGTERM)
BEYOND = 128  # a shell's own exit code of a process that a signal ended: this and the signal's number
SHOW_CURSOR = "\r\x1b[?25h\n"  # bars hide it
# What becomes of dbt's semaphores, which a process of Python's own takes away, is nobody's matter.
UNTOLD = "ignore:resource_tracker:UserWarning"
ANYWHERE = ("What was committed before is whole.", "Run the command again.")

Words = tuple[str, str]
"""What stands, and how to go on."""
Asked = TypeVar("Asked")

_words: list[Callable[[], Words]] = []
_endings: list[Callable[[], object]] = []


def telling(words: Callable[[], Words]) -> AbstractContextManager[None]:
    """While the block runs, an interruption is told with these words, asked for when it comes, in another thread."""
    return _within(_words, words)


def ending(end_it: Callable[[], object]) -> AbstractContextManager[None]:
    """While the block runs, an interruption calls this first: what must not outlive the process."""
    return _within(_endings, end_it)


@contextmanager
def _within(asked: list[Asked], one: Asked) -> Iterator[None]:
    asked.append(one)
    try:
        yield
    finally:
        asked.remove(one)


def watch() -> None:
    """From now on, in this process, an interruption is told on standard error and ends it with 128 and its number.

    Whoever handles signals later (Dagster does) changes nothing of that: a thread hears of each before any handler. A
    signal that the caller has told this process to ignore, as a shell does with SIGINT for what runs in its background,
    ends nothing. It has a handler all the same: Dagster gives SIGTERM whatever SIGINT has, and `kill` would be ignored.
    """
    sys.warnoptions.append(UNTOLD)
    heard, written = os.pipe()
    os.set_blocking(written, False)
    signal.set_wakeup_fd(written, warn_on_full_buffer=False)
    ends = [number for number in SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
    for number in SIGNALS:
        signal.signal(number, _left_to_the_thread)
    threading.Thread(target=_hear, args=(heard, ends), name="interruption", daemon=True).start()


def _left_to_the_thread(_number: int, _frame: FrameType | None) -> None:
    """The thread has heard it; this keeps Python from raising in the main one."""


def _hear(heard: int, ends: list[signal.Signals]) -> None:
    end(next(number for number in iter(lambda: os.read(heard, 1)[0], None) if number in ends))


def end(number: int) -> None:
    """Tell of the signal and end the process. Whatever fails on the way out must not keep it alive."""
    try:
        for before in reversed(_endings):
            before()
    finally:
        try:
            sys.stderr.write(told(number))
            sys.stderr.flush()
        finally:
            os._exit(BEYOND + number)


def told(number: int) -> str:
    """The sentences, with the innermost words that can be had."""
    stands, mend = ANYWHERE
    for words in reversed(_words):
        try:
            stands, mend = words()
        except Exception:  # noqa: BLE001, S112 - the ledger may be the very thing that is full; less is told then
            continue
        break
    cursor = SHOW_CURSOR if sys.stderr.isatty() else ""
    return f"{cursor}Interrupted ({signal.Signals(number).name}). {stands}\n  {mend}\n"
