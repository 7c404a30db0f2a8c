"""Publishing: only what was audited, as one whole file, idempotent, with the last versions kept."""

from __future__ import annotations

import multiprocessing
import os
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
import small_marts
from held_open import held_open

from ledgers import builds, publications, verdicts
from publication import current_build, publish
from workspaces.errors import BusyError, LanggananError
from workspaces.paths import WorkspacePaths


def next_build(paths: WorkspacePaths) -> int:
    """Another build that changed one table, audited and passed."""
    build_seq = small_marts.complete_build(paths)
    small_marts.change(paths.marts, f"create or replace table marts.build as select {build_seq} as build_seq")
    small_marts.pass_all(paths, build_seq)
    return build_seq


def seen(paths: WorkspacePaths) -> int:
    """The build that a reader of the current version sees in its tables."""
    with duckdb.connect(str(paths.publications / "current.duckdb"), read_only=True) as reader:
        row = reader.execute("select build_seq from marts.build").fetchone()
    assert row is not None
    return int(row[0])


def names(paths: WorkspacePaths) -> list[str]:
    """All files of the folder."""
    return sorted(p.name for p in paths.publications.iterdir())


def test_nothing_is_current_before_the_first(tmp_path: Path) -> None:
    assert current_build(WorkspacePaths(tmp_path)) is None


def test_a_passed_build_becomes_current(tmp_path: Path) -> None:
    paths, _ = small_marts.audited(tmp_path)
    build_seq = next_build(paths)
    version = publish(paths, build_seq, 2, small_marts.PUBLISHED)
    assert (version.version, version.build_seq, version.file) == (2, 2, "v000002.duckdb")
    assert publications.latest(paths.state) == version
    assert (current_build(paths), seen(paths)) == (2, 2)
    assert names(paths) == ["current.duckdb", "v000002.duckdb"]


def test_publishing_twice_writes_nothing(tmp_path: Path) -> None:
    paths, build_seq = small_marts.audited(tmp_path)
    first = publish(paths, build_seq, 2, small_marts.PUBLISHED)
    before = (paths.publications / first.file).stat()
    assert publish(paths, build_seq, 2, small_marts.PUBLISHED) == first
    after = (paths.publications / first.file).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_damaged_version_is_written_again(tmp_path: Path) -> None:
    paths, build_seq = small_marts.audited(tmp_path)
    first = publish(paths, build_seq, 2, small_marts.PUBLISHED)
    file = paths.publications / first.file
    file.chmod(0o644)
    file.write_bytes(b"damaged")
    assert publish(paths, build_seq, 2, small_marts.PUBLISHED) == first
    assert file.stat().st_size > 7


def test_the_last_versions_stay(tmp_path: Path) -> None:
    paths, _ = small_marts.audited(tmp_path)
    for _ in range(4):
        publish(paths, next_build(paths), 2, small_marts.PUBLISHED)
    assert names(paths) == ["current.duckdb", "v000004.duckdb", "v000005.duckdb"]
    assert seen(paths) == 5


def test_debris_is_removed(tmp_path: Path) -> None:
    paths, build_seq = small_marts.audited(tmp_path)
    (paths.publications / ".partial-v000009.duckdb").write_bytes(b"half")
    publish(paths, build_seq, 2, small_marts.PUBLISHED)
    assert names(paths) == ["current.duckdb", "v000001.duckdb"]


def test_without_hard_links_the_current_version_is_a_symbolic_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise OSError("not supported")

    monkeypatch.setattr(os, "link", no_links)
    paths, _ = small_marts.audited(tmp_path)
    publish(paths, next_build(paths), 2, small_marts.PUBLISHED)
    publish(paths, next_build(paths), 2, small_marts.PUBLISHED)
    assert (paths.publications / "current.duckdb").is_symlink()
    assert (current_build(paths), seen(paths)) == (3, 3)


def test_a_restored_backup_without_links_still_knows_its_build(tmp_path: Path) -> None:
    paths, _ = small_marts.audited(tmp_path / "lost")
    publish(paths, next_build(paths), 2, small_marts.PUBLISHED)
    shutil.copytree(paths.root, tmp_path / "restored")
    restored = WorkspacePaths(tmp_path / "restored")
    assert current_build(restored) == 2
    publish(restored, next_build(restored), 1, small_marts.PUBLISHED)
    assert (current_build(restored), names(restored)) == (3, ["current.duckdb", "v000003.duckdb"])


def held(paths: WorkspacePaths, build_seq: int, says: str) -> None:
    """Publishing is refused, and what readers see stays."""
    before = (names(paths), publications.latest(paths.state))
    with pytest.raises(LanggananError, match=says):
        publish(paths, build_seq, 2, small_marts.PUBLISHED)
    assert (names(paths), publications.latest(paths.state)) == before


def test_the_gate_is_asked(tmp_path: Path) -> None:
    paths, _ = small_marts.audited(tmp_path)
    first = next_build(paths)
    publish(paths, first, 2, small_marts.PUBLISHED)
    held(paths, small_marts.complete_build(paths), "was not audited")

    stopped = small_marts.complete_build(paths)
    verdicts.record_verdicts(paths.state, [verdicts.Verdict(stopped, "publication", "hold", ("Bad data.",), "", 0)])
    held(paths, stopped, r"held: Bad data\.")
    held(paths, first, "not the newest complete build")

    passed = next_build(paths)
    builds.start(paths.state, small_marts.AS_OF, "fingerprint", 0, 1, False)
    held(paths, passed, "not the newest complete build")
    assert seen(paths) == first


def test_an_unknown_build_is_refused(tmp_path: Path) -> None:
    paths, _ = small_marts.audited(tmp_path)
    held(paths, 99, "not the newest complete build")


def test_a_foreign_current_file_is_named(tmp_path: Path) -> None:
    paths, build_seq = small_marts.audited(tmp_path)
    publish(paths, build_seq, 2, small_marts.PUBLISHED)
    (paths.publications / "current.duckdb").unlink()
    (paths.publications / "current.duckdb").write_bytes(b"somebody's own")
    with pytest.raises(LanggananError, match="no version that langganan published"):
        current_build(paths)


def test_a_locked_marts_file_says_so(tmp_path: Path) -> None:
    paths, build_seq = small_marts.audited(tmp_path)
    with held_open(paths.marts), pytest.raises(BusyError, match="open elsewhere"):
        publish(paths, build_seq, 2, small_marts.PUBLISHED)


def _read_in_a_loop(current: str, started: object, stop: object, results: object) -> None:
    reads, seen_builds = 0, []
    while not stop.is_set():  # type: ignore[attr-defined]
        with duckdb.connect(current, read_only=True) as reader:
            row = reader.execute(
                "select build_seq, (select count(*) from marts.customer_360) from marts.build"
            ).fetchone()
        assert row is not None
        assert row[1] == 60
        seen_builds.append(row[0])
        reads += 1
        started.set()  # type: ignore[attr-defined]
    results.put((reads, seen_builds))  # type: ignore[attr-defined]


def test_readers_are_never_disturbed(tmp_path: Path) -> None:
    paths, _ = small_marts.audited(tmp_path)
    first = next_build(paths)
    publish(paths, first, 1, small_marts.PUBLISHED)
    spawn = multiprocessing.get_context("spawn")
    started, stop, results = spawn.Event(), spawn.Event(), spawn.Queue()
    current = str(paths.publications / "current.duckdb")
    reader = spawn.Process(target=_read_in_a_loop, args=(current, started, stop, results))
    reader.start()
    assert started.wait(60)
    for _ in range(8):
        last = next_build(paths)
        publish(paths, last, 1, small_marts.PUBLISHED)
    stop.set()
    reads, seen_builds = results.get(timeout=60)
    reader.join()
    assert reader.exitcode == 0
    assert reads >= 8
    assert seen_builds == sorted(seen_builds)
    assert set(seen_builds) <= set(range(first, last + 1))


def test_tables_and_columns_say_what_they_mean(tmp_path: Path) -> None:
    paths, _ = small_marts.audited(tmp_path)
    build_seq = next_build(paths)
    told = {"": "One row.", "build_seq": "The build's number; it isn't reused.", "gone": "No such column."}
    said = {("marts", "build"): told, ("marts", "never_built"): told}
    publish(paths, build_seq, 2, replace(small_marts.PUBLISHED, descriptions=said))
    with duckdb.connect(str(paths.publications / "current.duckdb"), read_only=True) as reader:
        tables = reader.execute("select table_name, comment from duckdb_tables() where comment is not null").fetchall()
        columns = reader.execute(
            "select column_name, comment from duckdb_columns() where comment is not null"
        ).fetchall()
    assert tables == [("build", "One row.")]
    assert columns == [("build_seq", "The build's number; it isn't reused.")]
    assert seen(paths) == build_seq


def test_what_a_killed_copy_to_a_server_left_is_removed(tmp_path: Path) -> None:
    paths, build_seq = small_marts.audited(tmp_path)
    (paths.publications / ".partial-x7k2").mkdir(parents=True)
    (paths.publications / ".partial-x7k2" / "rows.csv").write_bytes(b"half")
    publish(paths, build_seq, 2, small_marts.PUBLISHED)
    assert names(paths) == ["current.duckdb", "v000001.duckdb"]
