"""What makes a file or a folder survive a power cut before it is renamed to its final name."""

from __future__ import annotations

import os
from pathlib import Path


def sync_file(file: Path) -> None:
    """Put a file's bytes on disk."""
    _sync(file, os.O_RDONLY)


def sync_folder(folder: Path) -> None:
    """Put a folder's names on disk: a rename is durable only after this."""
    _sync(folder, os.O_RDONLY | os.O_DIRECTORY)


def rename_durably(source: Path, target: Path) -> None:
    """Rename within one folder, and put the new name on disk."""
    source.replace(target)
    sync_folder(target.parent)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
