"""SIGKILL before and after every rename and commit of the publication and the export: what stands is whole, always."""

from __future__ import annotations

import hashlib
import itertools
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import kill_targets
import small_marts
from kill_points import killed_at

from export import folder
from export.write import withdraw_stale
from ledgers import exports, publications
from publication import current_build
from workspaces.paths import WorkspacePaths

MORE_MEMBERS = (
    "insert into eligibility.elg_members select audience, channel, 'm' || i, '+62811' || (10000000 + i), null,"
    " '+62811' || (10000000 + i), full_name, first_name, last_name, country, postal_code, 'evidence', consented_at,"
    " fields from eligibility.elg_members, range(2500) as numbers(i) where channel = 'whatsapp' and customer_id = 'c01'"
)


def prepared(root: Path) -> WorkspacePaths:
    """Version 1 and a split file of build 1 stand; build 2 is audited and changes both."""
    paths, _ = small_marts.audited(
        root, MORE_MEMBERS, small_marts.AGREED, "create table marts.build as select 1 as build_seq"
    )
    kill_targets.publish_newest(str(root))
    kill_targets.export_newest(str(root), "2026-06-30")
    build_seq = small_marts.complete_build(paths)
    small_marts.change(
        paths.marts,
        "update marts.build set build_seq = 2",
        "delete from eligibility.elg_members where customer_id = 'm7'",
        "update eligibility.elg_consent_states set state = 'withdrawn' where contact_value = '+6281110000007'",
    )
    small_marts.pass_all(paths, build_seq)
    return paths


def each_kill(tmp_path: Path, target: str, look: Callable[[WorkspacePaths], None]) -> int:
    """Kill the target at each of its points in a copy of the prepared workspace, and look; returns the points."""
    prepared(tmp_path / "prepared")
    for point in itertools.count():
        root = tmp_path / f"killed_at_{point}"
        shutil.copytree(tmp_path / "prepared", root)
        if not killed_at(point, f"kill_targets:{target}", str(root)):
            return point
        look(WorkspacePaths(root))
    raise AssertionError


def bytes_of(folder_of_files: Path) -> dict[str, str]:
    """Every file below a folder with its hash."""
    return {
        str(p.relative_to(folder_of_files)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder_of_files.rglob("*"))
        if p.is_file()
    }


def test_publication(tmp_path: Path) -> None:
    clean = prepared(tmp_path / "clean")
    kill_targets.publish_newest(str(clean.root))

    def look(paths: WorkspacePaths) -> None:
        with duckdb.connect(str(paths.publications / "current.duckdb"), read_only=True) as reader:
            seen = reader.execute("select build_seq from marts.build").fetchone()
        assert seen in ((1,), (2,))
        assert current_build(paths) == seen[0]
        for version in paths.publications.glob("v*.duckdb"):
            duckdb.connect(str(version), read_only=True).close()
        kill_targets.publish_newest(str(paths.root))
        assert sorted(p.name for p in paths.publications.iterdir()) == ["current.duckdb", "v000002.duckdb"]
        latest = publications.latest(paths.state)
        assert latest is not None
        assert hashlib.sha256((paths.publications / latest.file).read_bytes()).hexdigest() == latest.sha256
        assert current_build(paths) == 2
        with duckdb.connect(str(paths.answers), read_only=True) as whole:
            assert whole.execute("select build_seq from marts.build").fetchone() == (2,)

    # the rename of what answers, the version's rename, its ledger line, the switch: each before and after
    assert each_kill(tmp_path, "publish_newest", look) == 8


def test_withdrawal_from_a_publication(tmp_path: Path) -> None:
    """Build 2 is held and says who withdrew: version 1 is whole always, and without the person at the next call."""

    def look(paths: WorkspacePaths) -> None:
        assert current_build(paths) == 1
        kill_targets.take_out(str(paths.root))
        assert current_build(paths) == 1
        for name in ("v000001.duckdb", "current.duckdb"):
            with duckdb.connect(str(paths.publications / name), read_only=True) as reader:
                found = reader.execute("select count(*) from eligibility.elg_members where customer_id = 'm7'")
                assert found.fetchone() == (0,), name
        latest = publications.latest(paths.state)
        assert latest is not None
        assert latest.sha256 == hashlib.sha256((paths.publications / latest.file).read_bytes()).hexdigest()

    # its ledger line, the rename of what readers open, its own: each before and after
    assert each_kill(tmp_path, "take_out", look) == 6


def test_export(tmp_path: Path) -> None:
    clean = prepared(tmp_path / "clean")
    kill_targets.export_newest(str(clean.root))
    expected = bytes_of(clean.exports)
    assert len(expected) == 5

    def look(paths: WorkspacePaths) -> None:
        place = paths.exports / "birthday" / "whatsapp_qiscus"
        finished = [f for f in place.iterdir() if not f.name.startswith(".")]
        assert finished
        for export_folder in finished:
            assert folder.is_whole(export_folder)
            assert json.loads((export_folder / "manifest.json").read_text())["rows"] in (2501, 2502)
            assert len(list(export_folder.glob("*_full_*.csv"))) == 3
        standing = exports.standing(paths.state, "birthday", "whatsapp_qiscus")
        assert standing is not None
        assert (paths.exports / standing.file).is_file()
        assert (paths.members / f"{standing.export_id}.parquet").is_file()
        kill_targets.export_newest(str(paths.root))
        assert bytes_of(paths.exports) == expected
        assert not list(paths.members.glob(".*"))

    # the members' rename, the folder's, its ledger line, the old folder's removal: each before and after
    assert each_kill(tmp_path, "export_newest", look) == 12


def test_withdrawal(tmp_path: Path) -> None:
    """Somebody in the standing file withdraws, and the gate holds: the person goes, whenever the process dies."""

    def look(paths: WorkspacePaths) -> None:
        withdraw_stale(paths, small_marts.AUDIENCES)
        standing = exports.standing(paths.state, "birthday", "whatsapp_qiscus")
        assert standing is not None
        place = (paths.exports / standing.file).parent
        assert folder.is_whole(place)
        assert json.loads((place / "manifest.json").read_text())["kinds"] == {"full": 2501, "added": 0, "removed": 1}
        assert [p.name for p in place.parent.iterdir()] == [place.name]
        assert not list(paths.members.glob(".*"))

    # the members' rename, the new folder's, its ledger line, the old folder's removal: each before and after
    assert each_kill(tmp_path, "withdraw", look) == 12
