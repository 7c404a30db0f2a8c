"""Files and folders that survive a power cut: on disk before anything points to them, and renamed in one step."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def sync(path: Path) -> None:
    """Put a file's bytes, or the names in a folder, on disk. A rename is durable only after its folder is synced."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def rename_durably(source: Path, target: Path) -> None:
    """Rename within one folder, and put the new name on disk."""
    source.replace(target)
    sync(target.parent)


def write_text(file: Path, text: str) -> None:
    """Put a text in the place of a file, whole or not at all."""
    beside = file.with_name(f".{file.name}.new")
    beside.write_text(text, encoding="utf-8")
    sync(beside)
    rename_durably(beside, file)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, each known to the one above it."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync(folder.parent)


def move_folder(folder: Path, target: Path) -> None:
    """Give a finished folder its final name: what it holds is on disk first, then the name, in one step."""
    make_folder(target.parent)
    for path in sorted(folder.rglob("*")):
        sync(path)
    sync(folder)
    folder.rename(target)
    sync(target.parent)


def link_or_copy(file: Path, target: Path) -> None:
    """A second name for the same bytes, or a copy where the disk knows no such names."""
    try:
        target.hardlink_to(file)
    except OSError:
        shutil.copyfile(file, target)


def remove_folder(folder: Path) -> None:
    """Remove a folder with all it holds, if it is there."""
    if folder.exists():
        shutil.rmtree(folder)
