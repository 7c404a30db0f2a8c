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
from pathlib import Path
from typing import Any

from export.manifest import MANIFEST
from workspaces.durable import rename_durably, sync

PARTIAL = ".partial-"
REMOVED = ".removed-"


def start(place: Path, name: str) -> Path:
    """An empty folder that nobody mistakes for a finished export."""
    partial = place / f"{PARTIAL}{name}"
    if partial.exists():
        shutil.rmtree(partial)
    partial.mkdir(parents=True)
    return partial


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


def told(folder: Path) -> dict[str, Any]:
    """The manifest of a finished export."""
    found: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return found


def is_whole(folder: Path) -> bool:
    """True when the manifest is there and every file that it names has its bytes."""
    if not (folder / MANIFEST).is_file():
        return False
    parts = told(folder)["files"]
    return all((folder / p["name"]).is_file() and _sha256(folder / p["name"]) == p["sha256"] for p in parts)


def _sha256(file: Path) -> str:
    with file.open("rb") as reader:
        return hashlib.file_digest(reader, "sha256").hexdigest()
