"""The disk fills up while landing, building, checkpointing, exporting: what was committed is whole, and it is told."""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb
import small_marts
from full_disk import run_with_limit
from kill_targets import export_newest
from small_inbox import small_inbox
from test_kills import bytes_of, prepared

from ledgers import exports, loads

ROWS = 200_000


def test_landing(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path)
    first = inbox.land_one("c_20260601.csv", "a,b\n1,x\n")
    inbox.put("c_20260602.csv", "a,b\n" + "".join(f"{i},{_noise(i)}\n" for i in range(ROWS)))
    ended = run_with_limit(1_000_000, "full_targets:land", str(tmp_path))
    assert ended.returncode == 1
    assert "The disk is full" in ended.stderr, ended.stderr[-800:]
    assert [load.load_seq for load in loads.loads(inbox.paths.state, ("landed",))] == [first.load_seq]
    assert inbox.rows() == [("1", "x", None, 1, 2)]
    (second,) = inbox.land()
    assert (second.status, second.row_count) == ("landed", ROWS)


def test_building_and_checkpointing(tmp_path: Path) -> None:
    paths, _ = small_marts.audited(tmp_path)
    before = _people(paths.marts)
    ended = run_with_limit(8_000_000, "full_targets:build", str(tmp_path))
    assert ended.returncode == 1
    assert "The disk is full" in ended.stderr, ended.stderr[-800:]
    assert _people(paths.marts) == before


def test_exporting(tmp_path: Path) -> None:
    paths = prepared(tmp_path)
    standing = exports.standing(paths.state, "birthday", "whatsapp_qiscus")
    before = bytes_of(paths.exports)
    ended = run_with_limit(50_000, "kill_targets:export_newest", str(tmp_path))
    assert ended.returncode == 1
    assert {name: digest for name, digest in bytes_of(paths.exports).items() if "/." not in name} == before
    assert exports.standing(paths.state, "birthday", "whatsapp_qiscus") == standing
    export_newest(str(tmp_path))
    assert not [name for name in bytes_of(paths.exports) if "/." in name]
    now = exports.standing(paths.state, "birthday", "whatsapp_qiscus")
    assert now is not None
    assert now != standing


def _noise(number: int) -> str:
    """Text that compression makes no shorter than half."""
    return hashlib.sha256(str(number).encode()).hexdigest()


def _people(marts: Path) -> list[tuple[object, ...]]:
    with duckdb.connect(str(marts), read_only=True) as connection:
        return connection.execute("select customer_id, email from marts.marts.customer_360 order by all").fetchall()
