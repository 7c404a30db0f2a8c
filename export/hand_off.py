"""Hands finished files to where a tool takes them: a folder, SFTP or a bucket, by fsspec.

Files keep their place, `<audience>/<destination>/<as_of>_<run8>/`. Each is written beside its name, renamed, and read
back by size and SHA-256; the manifest comes last, so that a folder with a manifest is whole. What stands no more is
taken away there too. Nothing is judged here: whatever stands in the ledger may be downloaded.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from export import folder
from export.manifest import MANIFEST
from ledgers import exports
from workspaces.errors import LanggananError
from workspaces.hand_off import HandOff
from workspaces.paths import WorkspacePaths
from workspaces.remote_folder import opened
from workspaces.secrets import without_secrets

PARTIAL = ".partial"
FOLDER = re.compile(r"^\d{4}-\d\d-\d\d_[0-9a-f]{8}$")
CHUNK = 1 << 20


def hand_over(
    paths: WorkspacePaths, places: Iterable[HandOff], wait: Callable[[float], None] = time.sleep
) -> list[str]:
    """Bring every place to what stands in the ledger; the names of the folders that were written now.

    Raises LanggananError, secrets struck out, when a place cannot be written after its attempts; the files stay here,
    and the next run tries again.
    """
    written: list[str] = []
    pairs = sorted(exports.latest(paths.state))
    for place in places:
        chosen = [pair for pair in pairs if not place.destinations or pair[1] in place.destinations]
        _attempt(place, partial(_bring_all, paths, place, chosen, written), wait)
    return written


def _attempt(place: HandOff, work: Callable[[], None], wait: Callable[[float], None]) -> None:
    for attempt in range(1, place.attempts + 1):
        try:
            return work()
        except LanggananError:
            raise
        except Exception as error:  # noqa: BLE001 - each file system raises what its library raises
            if attempt == place.attempts or isinstance(error, ImportError):
                told = without_secrets(f"{type(error).__name__}: {error}".removesuffix(": "))
                raise LanggananError(
                    f"Files could not be handed to {place.to} ({told}).",
                    "See that the place can be reached and written, and run again; the files stand in exports/.",
                ) from None
            wait(2.0 ** (attempt - 1))
    return None


def _bring_all(paths: WorkspacePaths, place: HandOff, pairs: Iterable[tuple[str, str]], written: list[str]) -> None:
    """Bring every pair of audience and destination, by one connection; what stands there already is passed over."""
    # A cached connection would be the broken one again.
    there, root = opened(place.to, place.options, is_new=True)
    for audience, destination in pairs:
        standing = exports.standing(paths.state, audience, destination)
        here = (paths.exports / standing.file).parent if standing is not None else None
        below = f"{root.rstrip('/')}/{audience}/{destination}"
        if here is not None and _bring(there, here, f"{below}/{here.name}"):
            written.append(f"{audience}/{destination}/{here.name}")
        _take_away(there, below, here.name if here is not None else None)


def _bring(there: Any, here: Path, target: str) -> bool:
    """Write a finished folder; False when it stands there already, or is gone here."""
    if not (here / MANIFEST).is_file():
        return False
    told = folder.told(here)
    names = [part["name"] for part in told["files"]]
    names += [told["rejects"]["name"]] if told.get("rejects") else []
    if _stands(there, here, names, target):
        return False
    there.makedirs(target, exist_ok=True)
    for name in (*names, MANIFEST):
        _put(there, here / name, f"{target}/{name}")
    return True


def _stands(there: Any, here: Path, names: list[str], target: str) -> bool:
    """Whether the same manifest is there, and every file in its size; the content was compared when it came."""
    manifest = f"{target}/{MANIFEST}"
    if not there.exists(manifest) or there.cat_file(manifest) != (here / MANIFEST).read_bytes():
        return False
    found = {str(e["name"]).rstrip("/").rsplit("/", 1)[-1]: e["size"] for e in there.ls(target, detail=True)}
    return all(found.get(name) == (here / name).stat().st_size for name in names)


def _put(there: Any, file: Path, target: str) -> None:
    beside = f"{target}{PARTIAL}"
    there.put_file(str(file), beside)
    size, digest = 0, hashlib.sha256()
    with there.open(beside, "rb") as reader:
        while chunk := reader.read(CHUNK):
            size += len(chunk)
            digest.update(chunk)
    with file.open("rb") as reader:
        expected = hashlib.file_digest(reader, "sha256").hexdigest()
    if (size, digest.hexdigest()) != (file.stat().st_size, expected):
        raise OSError(f"{file.name} arrived damaged")
    if there.exists(target):
        there.rm_file(target)
    there.mv(beside, target)


def _take_away(there: Any, below: str, standing: str | None) -> None:
    """Remove former exports of this audience and destination: folders named like ours, and no other."""
    if not there.exists(below):
        return
    there.invalidate_cache()
    for entry in there.ls(below, detail=False):
        name = str(entry).rstrip("/").rsplit("/", 1)[-1]
        if FOLDER.match(name) and name != standing:
            there.rm(f"{below}/{name}", recursive=True)
