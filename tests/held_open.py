"""Holds a DuckDB file open for writing in another process, as a tool that should not does."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb


@contextmanager
def held_open(file: Path) -> Iterator[None]:
    """The file is locked while the block runs."""
    spawn = multiprocessing.get_context("spawn")
    opened, done = spawn.Event(), spawn.Event()
    holder = spawn.Process(target=_hold, args=(str(file), opened, done))
    holder.start()
    try:
        assert opened.wait(60)
        yield
    finally:
        done.set()
        holder.join()


def _hold(file: str, opened: Any, done: Any) -> None:
    with duckdb.connect(file):
        opened.set()
        done.wait(60)
