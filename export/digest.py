"""The SHA-256 of a file, made while another thread writes it: to read a large file back afterwards is time alone.

What was read is put on disk on the way, so that at the end little is left to wait for.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BLOCK = 1 << 20
PAUSE_SECONDS = 0.002
SYNC_BYTES = 32 << 20


class Digest:
    """What was read so far of a file that only grows."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._hash = hashlib.sha256()
        self._size = 0
        self._is_written = threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True)

    def hexdigest(self) -> str:
        """The hash of the finished file."""
        if self._size != self._file.stat().st_size:  # it was replaced while it was followed
            with self._file.open("rb") as reader:
                return hashlib.file_digest(reader, "sha256").hexdigest()
        return self._hash.hexdigest()

    def _follow(self) -> None:
        while not self._file.exists() and not self._is_written.wait(PAUSE_SECONDS):
            pass
        synced = 0
        with self._file.open("rb") as reader:
            while True:
                is_last = self._is_written.is_set()
                while block := reader.read(BLOCK):
                    self._hash.update(block)
                    self._size += len(block)
                    if self._size - synced >= SYNC_BYTES:
                        os.fsync(reader.fileno())
                        synced = self._size
                if is_last:
                    return
                self._is_written.wait(PAUSE_SECONDS)

    @contextmanager
    def following(self) -> Iterator[Digest]:
        """Follow what the block writes; at its end all of it is read."""
        self._thread.start()
        try:
            yield self
        finally:
            self._is_written.set()
            self._thread.join()
