"""Fetches files from an fsspec folder (S3, GCS, SFTP, ...) into the inbox, where they are deliveries like any other.

A file is fetched once, when two looks found it the same or it has some age, and counts as fetched only when it came
whole. What was fetched stays in the inbox as the archive of what was delivered. A folder that cannot be reached leaves
a note, as a failed pull does: landing refuses it, until fetching succeeds.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from ingestion import pulling
from ingestion.delivered_at import SIDECAR
from ingestion.inbox import pattern_of, printable
from ingestion.refusal import Refusal
from ledgers import fetches
from ledgers.clock import now_utc
from ledgers.fetches import Fetch
from workspaces.configuration import Source, Workspace
from workspaces.durable import make_folder, rename_durably, sync
from workspaces.errors import LanggananError
from workspaces.paths import WorkspacePaths
from workspaces.remote_folder import opened
from workspaces.secrets import without_secrets

AT_REST_SECONDS = 30  # written to no more for so long, a file counts as whole; else two looks must agree
CHUNK_BYTES = 1 << 20
# What tells one version of a file from another, by the kind of file system; the size always counts.
MARKS = ("ETag", "etag", "md5Hash", "checksum", "mtime", "LastModified", "last_modified", "modified", "created")
MODIFIED = ("LastModified", "last_modified", "mtime", "modified", "updated", "created")


@dataclass(frozen=True)
class Remote:
    """A file as one look at its folder found it. `name` is its path below the folder; `mark` tells its version."""

    path: str
    name: PurePosixPath
    byte_count: int
    mark: str
    modified: float | None


def fetch(workspace: Workspace, paths: WorkspacePaths, source: str, entity: str) -> None:
    """Bring an entity's new files into the inbox. The caller holds the writer lock. What fails leaves a note."""
    folder = pulling.folder_of(paths, source, entity)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        _fetch(workspace, paths, source, entity)
    except Refusal as refusal:
        pulling.leave_note(folder, now_utc(), without_secrets(refusal.what), refusal.mend)
        return
    for note in folder.glob(f"*{pulling.NOTE}"):
        note.unlink()


def news(workspace: Workspace, paths: WorkspacePaths) -> list[str]:
    """What the remote folders hold that was not fetched yet, as a word per version of a file.

    A folder that cannot be looked into is news too: the run will say so.
    """
    found: list[str] = []
    for source, of in sorted(workspace.sources.items()):
        for entity in sorted(of.entities) if of.inbox is not None else ():
            known = fetches.known(paths.state, source, entity)
            try:
                seen = _look(workspace, source, entity)[1]
            except Refusal:
                found.append(f"{source}/{entity}")
                continue
            found += [
                f"{source}/{entity}/{file.name}/{file.byte_count}/{file.mark}"
                for file in seen
                if not _is_fetched(file, known)
            ]
    return found


def _fetch(workspace: Workspace, paths: WorkspacePaths, source: str, entity: str) -> None:
    system, seen = _look(workspace, source, entity)
    known = fetches.known(paths.state, source, entity)
    for remote in seen:
        if _is_fetched(remote, known):
            continue
        former = known.get(str(remote.name))
        seen_so_before = former is not None and (former.byte_count, former.mark) == (remote.byte_count, remote.mark)
        has_age = remote.modified is not None and now_utc().timestamp() - remote.modified >= AT_REST_SECONDS
        is_whole = (seen_so_before or has_age) and _bring(system, remote, paths, source)
        fetches.record(
            paths.state, Fetch(source, entity, str(remote.name), remote.byte_count, remote.mark, is_fetched=is_whole)
        )


def _is_fetched(remote: Remote, known: dict[str, Fetch]) -> bool:
    former = known.get(str(remote.name))
    return (
        former is not None
        and former.is_fetched
        and (former.byte_count, former.mark) == (remote.byte_count, remote.mark)
    )


def _look(workspace: Workspace, source: str, entity: str) -> tuple[Any, list[Remote]]:
    """The file system, and the entity's files and sidecars in it, by name. Raises Refusal."""
    of = workspace.sources[source]
    pattern = PurePosixPath(*pattern_of(workspace, source, entity).parts[1:])
    try:
        system, root, found = _listed_again(of, pattern)
        files = [_remote(path, info, root) for path, info in sorted(found.items()) if info.get("type") == "file"]
    except LanggananError as error:
        raise Refusal(f"the inbox cannot be read: {error.message}", error.mend) from error
    except (ImportError, ValueError) as error:
        raise Refusal(
            f"the inbox cannot be read ({_first_line(error)})", "Install the extra that it names, or correct `inbox`."
        ) from error
    except Exception as error:
        # Each file system raises what its library raises; a person needs to know that this folder did not answer.
        raise _unreachable(error) from error
    return system, [file for file in files if not file.name.name.startswith(".") and ".." not in file.name.parts]


def _listed_again(of: Source, pattern: PurePosixPath, is_last: bool = False) -> tuple[Any, str, dict[str, Any]]:
    """What `_listed` says, by a new connection where the kept one fails: a server closes what was idle for long."""
    try:
        return _listed(of, pattern)
    except Exception as error:
        if is_last or isinstance(error, ImportError | ValueError | LanggananError):
            raise
    import fsspec

    protocol = str(fsspec.core.split_protocol(str(of.inbox))[0] or "file").split("::")[-1]
    fsspec.get_filesystem_class(protocol).clear_instance_cache()
    return _listed_again(of, pattern, is_last=True)


def _listed(of: Source, pattern: PurePosixPath) -> tuple[Any, str, dict[str, Any]]:
    """The file system, the inbox's place in it, and what matches there. A place that is not there is an error."""
    system, root = opened(str(of.inbox), of.inbox_options)
    root = root.rstrip("/")
    system.invalidate_cache()
    # Most file systems leave out a folder that they cannot list, which would be silence; those that ask all at once
    # raise by themselves, and know no such option.
    told = {} if system.async_impl else {"on_error": "raise"}
    found: dict[str, Any] = {}
    for glob in (str(pattern), f"{pattern}{SIDECAR}"):
        found |= system.glob(f"{root}/{glob}", detail=True, **told)
    if not found and system.async_impl:
        with contextlib.suppress(PermissionError):  # whoever may read one folder of a bucket alone
            system.ls(root.split("/")[0])
    return system, root, found


def _remote(path: str, info: dict[str, Any], root: str) -> Remote:
    marks = [str(info[name]) for name in MARKS if info.get(name) is not None]
    moments = [info[name] for name in MODIFIED if info.get(name) is not None]
    return Remote(
        path,
        PurePosixPath(path.removeprefix(root).lstrip("/")),
        int(info.get("size") or 0),
        "|".join(marks),
        _seconds(moments[0]) if moments else None,
    )


def _seconds(moment: Any) -> float | None:
    if isinstance(moment, dt.datetime):
        return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp()
    if isinstance(moment, int | float):
        return float(moment)
    try:
        return _seconds(dt.datetime.fromisoformat(str(moment)))
    except ValueError:
        return None


def _bring(system: Any, remote: Remote, paths: WorkspacePaths, source: str) -> bool:
    """Copy the file into the inbox under its name; False when it changed meanwhile. Raises Refusal."""
    target = paths.inbox / source / Path(*remote.name.parts)
    drawn = paths.scratch / "fetched"
    drawn.parent.mkdir(parents=True, exist_ok=True)
    try:
        with system.open(remote.path, "rb") as opened, drawn.open("wb") as written:
            while chunk := opened.read(CHUNK_BYTES):
                written.write(chunk)
        system.invalidate_cache()
        after = system.info(remote.path)
    except OSError as error:
        if error.errno is not None and getattr(error, "filename", None) == str(drawn):
            raise  # this disk failed, not the folder
        raise _unreachable(error, remote) from error
    except Exception as error:
        raise _unreachable(error, remote) from error
    if not drawn.stat().st_size == remote.byte_count == int(after.get("size") or 0):
        drawn.unlink()
        return False
    make_folder(target.parent)
    sync(drawn)
    rename_durably(drawn, target)
    return True


def _unreachable(error: Exception, remote: Remote | None = None) -> Refusal:
    what = f"{printable(remote.name)} could not be fetched" if remote else "the inbox cannot be read"
    return Refusal(
        f"{what} ({_first_line(error)})",
        "Look whether it is there and lets this user read; the next run asks again.",
    )


def _first_line(error: Exception) -> str:
    told = str(error).splitlines()
    return told[0][:200] if told and told[0] else type(error).__name__
