"""Where the files of one audience and destination lie, and how they appear and disappear whole.

`exports/<audience>/<destination>/<as_of>_<run8>/` holds all parts of one export and its manifest. It is written under a
name that begins with a dot, put on disk, and gets its final name by one rename, so that a file at its final name is
whole and the parts of a split file appear together. It disappears the same way: by one rename, then by deletion.
Whatever begins with a dot, or is not the folder that the ledger names, is debris of a killed run.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from workspaces.durable import rename_durably, sync

MANIFEST = "manifest.json"
PARTIAL = ".partial-"
REMOVED = ".removed-"


@dataclass(frozen=True)
class Part:
    """One finished file of an export."""

    name: str
    rows: int
    bytes: int
    sha256: str


def start(place: Path, name: str) -> Path:
    """An empty folder that nobody mistakes for a finished export."""
    partial = place / f"{PARTIAL}{name}"
    if partial.exists():
        shutil.rmtree(partial)
    partial.mkdir(parents=True)
    return partial


def write_part(folder: Path, name: str, header: str, chunks: Iterable[tuple[int, str]]) -> Part:
    """Write one file from finished text and put it on disk."""
    digest, rows, size = hashlib.sha256(), 0, 0
    with (folder / name).open("xb") as writer:
        for count, text in chain([(0, header)], chunks):
            data = text.encode("utf-8")
            digest.update(data)
            writer.write(data)
            size += len(data)
            rows += count
    sync(folder / name)
    return Part(name, rows, size, digest.hexdigest())


def finish(folder: Path, manifest: dict[str, Any]) -> Path:
    """Write the manifest, put all on disk, and give the folder its final name."""
    file = folder / MANIFEST
    file.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    sync(file)
    sync(folder)
    final = folder.with_name(folder.name.removeprefix(PARTIAL))
    if final.exists():
        remove(final)
    rename_durably(folder, final)
    return final


def remove(folder: Path) -> None:
    """Take an export away: at once by a rename, then for good."""
    if not folder.exists():
        return
    gone = folder.with_name(f"{REMOVED}{folder.name}")
    if gone.exists():
        shutil.rmtree(gone)
    rename_durably(folder, gone)
    shutil.rmtree(gone)


def clean(place: Path, standing: str | None) -> None:
    """Remove every folder of this audience and destination but the one of this name; loose files are not ours."""
    if not place.is_dir():
        return
    for entry in sorted(place.iterdir()):
        if entry.name == standing or not entry.is_dir():
            continue
        if entry.name.startswith("."):
            shutil.rmtree(entry)
        else:
            remove(entry)


def is_whole(folder: Path) -> bool:
    """True when the manifest is there and every file that it names has its bytes."""
    file = folder / MANIFEST
    if not file.is_file():
        return False
    parts = json.loads(file.read_text(encoding="utf-8"))["files"]
    return all((folder / p["name"]).is_file() and _sha256(folder / p["name"]) == p["sha256"] for p in parts)


def _sha256(file: Path) -> str:
    with file.open("rb") as reader:
        return hashlib.file_digest(reader, "sha256").hexdigest()
