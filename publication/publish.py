"""Publishes the audited marts: a copy at its own version name, and `current.duckdb` switched to it by one rename.

Beside it the whole of the marts is kept once, for the commands that answer questions about people while a run works.

Readers open `current.duckdb` read-only. One that holds an older version keeps it until it closes. A kill at any point
leaves either the former version current or the new one; the next call mends the rest. Nothing here judges: it asks the
ledger for the verdict.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import duckdb

from ledgers import builds, publications, verdicts
from ledgers.publications import Publication
from publication import version as versioned
from publication.contents import Contents
from workspaces.durable import rename_durably, sync
from workspaces.errors import BusyError, LanggananError
from workspaces.paths import WorkspacePaths

CURRENT = "current.duckdb"
TEMPORARY = ".partial-"


def publish(
    paths: WorkspacePaths,
    build_seq: int,
    keep: int,
    contents: Contents,
) -> Publication:
    """Publish what readers may see of this build as version `build_seq` and keep the newest `keep` versions.

    Raises LanggananError when the verdict of this build does not pass, or when it is not the newest, complete one. The
    caller holds the writer lock. Publishing a build twice changes nothing, unless other columns may be seen.
    """
    _refuse_unaudited(paths, build_seq)
    paths.publications.mkdir(parents=True, exist_ok=True)
    remove_debris(paths.publications)
    version = _standing_version(paths, build_seq, contents) or _write_version(paths, build_seq, contents)
    if publications.shown(paths.state) == version.version:  # else somebody rolled it back: it stays left
        switch(paths.publications, version.file)
    _prune(paths.publications, keep, contents)
    return version


def current_build(paths: WorkspacePaths) -> int | None:
    """The build that readers of `current.duckdb` see now; None before the first publication.

    It is the version that has this second name, or after a backup was restored without links, the one of equal bytes,
    or the one that was about to take these.
    """
    current = paths.publications / CURRENT
    if not current.exists():
        return None
    versions = _versions(paths.publications)
    for is_same in (
        current.samefile,
        lambda version: sha256_of(version) == sha256_of(current),
        lambda version: publications.sha256_of(paths.state, _build_of(version)) == sha256_of(current),
    ):
        for version in reversed(versions):
            if is_same(version):
                return _build_of(version)
    raise LanggananError(
        f"{current} is no version that langganan published.", "Delete it and run `langganan run` to publish again."
    )


def _refuse_unaudited(paths: WorkspacePaths, build_seq: int) -> None:
    verdict = verdicts.verdict(paths.state, build_seq, verdicts.PUBLICATION)
    newest = builds.newest(paths.state)
    if newest is None or newest.build_seq != build_seq or newest.status != "complete":
        raise LanggananError(
            f"Build {build_seq} is not the newest complete build, so the marts are not what was audited.",
            "Run `langganan run`.",
        )
    if verdict is None:
        raise LanggananError(f"Build {build_seq} was not audited, so nothing is published.", "Run `langganan run`.")
    if not verdict.passes:
        raise LanggananError(f"The publication is held: {' '.join(verdict.reasons)}", "Mend the data and run again.")


def _standing_version(paths: WorkspacePaths, build_seq: int, contents: Contents) -> Publication | None:
    """This build's version if it was recorded, its file is whole, and it shows what it may."""
    latest = publications.latest(paths.state)
    if latest is None or latest.build_seq != build_seq or not paths.answers.is_file():
        return None
    file = paths.publications / latest.file
    is_whole = file.exists() and sha256_of(file) == latest.sha256
    return latest if is_whole and contents.is_shown_by(file, paths.answers) else None


def _write_version(paths: WorkspacePaths, build_seq: int, contents: Contents) -> Publication:
    """Copy, sync, rename, record. Its name tells its build: a crash before the record loses nothing."""
    _checkpoint(paths.marts)
    name = file_name(build_seq)
    temporary = paths.publications / f"{TEMPORARY}{name}"
    judged = verdicts.verdicts(paths.state, build_seq)
    passed = {v.subject for v in judged if v.passes and v.subject != verdicts.PUBLICATION}
    versioned.write(paths.marts, temporary, contents, passed)
    sha256 = sha256_of(temporary)
    temporary.chmod(0o444)
    sync(temporary)
    _keep_whole(paths)
    rename_durably(temporary, paths.publications / name)
    version = Publication(build_seq, build_seq, name, sha256)
    publications.record(paths.state, version)
    return version


def _keep_whole(paths: WorkspacePaths) -> None:
    """Everything of the build, for our own commands: who was decided on and why, and what people are found by."""
    temporary = paths.publications / f"{TEMPORARY}{paths.answers.name}"
    shutil.copyfile(paths.marts, temporary)
    temporary.chmod(0o400)
    sync(temporary)
    rename_durably(temporary, paths.answers)


def _checkpoint(marts: Path) -> None:
    """Put everything into the one file, so that a copy of it is the whole database."""
    try:
        with duckdb.connect(str(marts)) as connection:
            connection.execute("checkpoint")
    except duckdb.IOException as error:
        if "lock" not in str(error).lower():
            raise
        raise BusyError(
            f"{marts} is open elsewhere: {error}", "Close that program, or let it read current.duckdb."
        ) from error
    if marts.with_name(f"{marts.name}.wal").exists():
        raise LanggananError(
            f"{marts} has changes beside the file that a checkpoint left.", "Run `langganan run` again."
        )


def sha256_of(file: Path) -> str:
    """The bytes of a version."""
    with file.open("rb") as reader:
        return hashlib.file_digest(reader, "sha256").hexdigest()


def switch(folder: Path, name: str) -> None:
    """Give the version its second name by one rename: a hard link, or a symbolic one where there are none."""
    current = folder / CURRENT
    if current.exists() and current.samefile(folder / name):
        return
    link = folder / f"{TEMPORARY}{CURRENT}"
    try:
        os.link(folder / name, link)
    except OSError:
        link.symlink_to(name)
    rename_durably(link, current)


def _prune(folder: Path, keep: int, contents: Contents) -> None:
    """Delete versions beyond the newest `keep` and those that show more than may be seen now, never the current one.

    A reader that holds one keeps it open.
    """
    found = _versions(folder)
    for version in found:
        if not version.samefile(folder / CURRENT) and (version in found[:-keep] or not contents.is_shown_by(version)):
            version.unlink()
    sync(folder)


def versions(folder: Path) -> list[int]:
    """The versions that are kept, oldest first."""
    return [_build_of(version) for version in _versions(folder)]


def _versions(folder: Path) -> list[Path]:
    """Version files, oldest first."""
    return sorted(folder.glob("v[0-9]*.duckdb"), key=_build_of)


def file_name(version: int) -> str:
    """The file of a version, below publications/."""
    return f"v{version:06d}.duckdb"


def _build_of(version: Path) -> int:
    return int(version.stem.removeprefix("v"))


def remove_debris(folder: Path) -> None:
    """Whatever a killed process left half-done: files, and the folder from which a server is filled."""
    for left in folder.glob(f"{TEMPORARY}*"):
        if left.is_dir():
            shutil.rmtree(left)
        else:
            left.unlink()
