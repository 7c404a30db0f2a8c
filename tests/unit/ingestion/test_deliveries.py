"""What is a delivery, when it was made, and which are new: no-ops, new versions, re-assertions, standing refusals."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from small_inbox import SmallInbox, small_inbox

from ingestion import deliveries
from ledgers import loads
from workspaces.errors import ConfigurationError, LanggananError

A, B = "a,b\n1,x\n", "a,b\n1,y\n"


def statuses(inbox: SmallInbox) -> list[tuple[str, str]]:
    """(delivery, status) of everything in the ledger."""
    every = loads.loads(inbox.paths.state, ("landed", "reasserted", "refused", "resolved"))
    return [(load.delivery, load.status) for load in every]


def test_delivery_times_come_from_names_in_the_workspaces_time_zone(inbox: SmallInbox) -> None:
    inbox.put("b_20260602.csv", A)
    inbox.put("deep/er_20260601.csv", A)
    inbox.put("a_20260602.csv", B)
    inbox = inbox.declared(files="**/*_*")
    assert [(d.name, d.delivered_at.isoformat()) for d in inbox.discover()] == [
        ("deep/er_20260601.csv", "2026-05-31T17:00:00+00:00"),
        ("a_20260602.csv", "2026-06-01T17:00:00+00:00"),
        ("b_20260602.csv", "2026-06-01T17:00:00+00:00"),
    ]


def test_the_declared_pattern_and_format(tmp_path: Path) -> None:
    said = {"from": "name", "pattern": r"at-([\d-]+T\d+Z)", "format": "%Y-%m-%dT%H%M%z"}
    inbox = small_inbox(tmp_path, delivered_at=said)
    inbox.put("20260101_at-2026-06-01T0930Z.csv", A)
    assert [d.delivered_at.isoformat() for d in inbox.discover()] == ["2026-06-01T09:30:00+00:00"]


def test_delivery_times_come_from_sidecars(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path, delivered_at={"from": "sidecar"})
    inbox.put("c_1.csv", A)
    inbox.put("c_1.csv.delivered_at", "2026-06-01T09:00:00+07:00\n")
    (delivery,) = inbox.discover()
    assert delivery.delivered_at == dt.datetime(2026, 6, 1, 2, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "c_june.csv",
            "the name does not say when it was delivered; the declared pattern is '(\\\\d{8})'.",
        ),
        ("c_20261301.csv", "'20261301' in the name is no delivery time of format '%Y%m%d'."),
    ],
)
def test_a_name_without_a_time_is_refused_and_stops_no_other(inbox: SmallInbox, name: str, message: str) -> None:
    inbox.put("c_20260601.csv", B)
    refused, landed = inbox.land_all(name, A)
    assert (refused.status, refused.reason) == ("refused", f"{name}: {message}")
    assert refused.mend == "Rename the file, or correct delivered_at of its entity in the workspace file."
    assert (landed.delivery, landed.status) == ("c_20260601.csv", "landed")
    assert (inbox.land(), deliveries.pending(inbox.workspace, inbox.paths)) == ([], [])
    (inbox.paths.inbox / name).rename(inbox.paths.inbox / "c_20260602.csv")
    assert [load.status for load in inbox.land()] == ["landed"]
    assert inbox.refused() == []


def test_two_files_without_a_time_are_refused_both_though_they_are_alike(inbox: SmallInbox) -> None:
    inbox.put("c_june.csv", A)
    inbox.put("c_july.csv", A)
    assert [(load.delivery, load.status) for load in inbox.land()] == [
        ("c_july.csv", "refused"),
        ("c_june.csv", "refused"),
    ]


def test_a_corrected_pattern_lands_what_was_refused(inbox: SmallInbox) -> None:
    inbox.land_one("c_06-2026.csv", A)
    mended = inbox.declared(delivered_at={"pattern": r"(\d{2}-\d{4})", "format": "%m-%Y"})
    assert [look.name for look in deliveries.pending(mended.workspace, mended.paths)] == ["c_06-2026.csv"]
    assert [load.status for load in mended.land()] == ["landed"]
    assert statuses(inbox) == [("c_06-2026.csv", "resolved"), ("c_06-2026.csv", "landed")]


@pytest.mark.parametrize(
    ("written", "fault"),
    [("June", "which is no ISO 8601 time"), ("2026-06-01T09:00:00", "which has no offset from UTC")],
)
def test_an_unreadable_sidecar_is_a_refusal(tmp_path: Path, written: str, fault: str) -> None:
    inbox = small_inbox(tmp_path, delivered_at={"from": "sidecar"})
    inbox.put("c_1.csv.delivered_at", written)
    load = inbox.land_one("c_1.csv", A)
    assert load.reason == f"c_1.csv: its sidecar says {written!r}, {fault}."
    assert load.mend == "Write the delivery time into c_1.csv.delivered_at, for example 2026-06-30T02:00:00+07:00."
    inbox.put("c_1.csv.delivered_at", "2026-06-01T09:00:00+07:00")
    assert [load.status for load in inbox.land()] == ["landed"]


def test_the_same_content_of_the_same_time_is_a_no_op_under_any_name(inbox: SmallInbox) -> None:
    inbox.land_one("c_20260601.csv", A)
    inbox.put("copy_20260601.csv", A)
    assert inbox.land() == []
    inbox.put("d_20260602.csv", B)
    inbox.put("e_20260602.csv", B)
    assert [load.delivery for load in inbox.land()] == ["d_20260602.csv"]
    assert inbox.rows() == [("1", "x", None, 1, 2), ("1", "y", None, 2, 2)]


def test_the_same_name_with_new_content_is_a_new_load(inbox: SmallInbox) -> None:
    inbox.land_one("c_20260601.csv", A)
    load = inbox.land_one("c_20260601.csv", B)
    assert (load.status, load.load_seq) == ("landed", 2)


def test_known_content_of_another_time_is_a_reassertion(inbox: SmallInbox) -> None:
    first = inbox.land_one("c_20260601.csv", A)
    inbox.land_one("c_20260602.csv", B)
    again = inbox.land_one("c_20260603.csv", A)
    assert (again.status, again.row_count, again.columns) == ("reasserted", 1, first.columns)
    files = [inbox.paths.raw / str(load.path) for load in (first, again)]
    assert files[0] != files[1]
    assert files[0].samefile(files[1])
    assert [row[1] for row in inbox.rows()] == ["x", "y", "x"]
    older = inbox.land_one("c_20260531.csv", A)
    assert older.status == "reasserted"


def test_a_reassertion_keeps_rejected_lines(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path, rejected_share_max=1)
    inbox.land_one("c_20260601.csv", "a,b\n1,x\nshort\n")
    load = inbox.land_one("c_20260602.csv", "a,b\n1,x\nshort\n")
    assert (load.status, load.row_count, load.rejected_count) == ("reasserted", 2, 1)
    assert inbox.rejects() == [(n, 3, "short row: 1 columns instead of 2") for n in (1, 2)]


def test_deliveries_in_any_order_give_the_same_rows(tmp_path: Path) -> None:
    texts = {"c_20260601.csv": A, "c_20260602.csv": B, "c_20260603.csv": A}
    seen = []
    for number, names in enumerate((list(texts), list(reversed(texts)))):
        inbox = small_inbox(tmp_path / str(number))
        for name in names:
            inbox.land_one(name, texts[name])
        seen.append(inbox.query("select a, b, _line, _delivered_at from raw.shop__things order by all"))
    assert seen[0] == seen[1]
    assert len(seen[0]) == 3


def test_an_unchanged_file_is_not_hashed_again(inbox: SmallInbox, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox.land_one("c_20260601.csv", A)
    monkeypatch.setattr(deliveries, "content_hash", None)  # a call of it would fail
    assert inbox.discover() == []
    file = inbox.put("c_20260601.csv", A)
    os.utime(file, ns=(1, 1))
    with pytest.raises(TypeError):
        inbox.discover()


def test_a_refusal_stands_until_something_changes(inbox: SmallInbox) -> None:
    bad = 'a,b\n1,"x\n'
    inbox.land_one("c_20260601.csv", bad)
    assert inbox.land() == []
    assert [load.delivery for load in deliveries.refusals(inbox.workspace, inbox.paths)] == ["c_20260601.csv"]
    assert inbox.land_one("c_20260601.csv", A).status == "landed"
    assert statuses(inbox) == [("c_20260601.csv", "resolved"), ("c_20260601.csv", "landed")]
    assert deliveries.refusals(inbox.workspace, inbox.paths) == []


def test_a_refusal_is_tried_again_under_a_changed_declaration(inbox: SmallInbox) -> None:
    inbox.land_one("c_20260601.csv", "a;b\n1;x\n")
    mended = inbox.declared(delimiter=";")
    assert [look.name for look in deliveries.pending(mended.workspace, mended.paths)] == ["c_20260601.csv"]
    assert [load.status for load in mended.land()] == ["landed"]
    assert statuses(inbox) == [("c_20260601.csv", "resolved"), ("c_20260601.csv", "landed")]


def test_a_refusal_is_resolved_when_its_file_is_gone(inbox: SmallInbox) -> None:
    inbox.land_one("c_20260601.csv", "")
    (inbox.paths.inbox / "c_20260601.csv").unlink()
    assert deliveries.refusals(inbox.workspace, inbox.paths) == []
    assert inbox.land() == []
    assert statuses(inbox) == [("c_20260601.csv", "resolved")]


def test_pending_sees_what_is_new_and_opens_nothing(inbox: SmallInbox) -> None:
    inbox.put("c_20260601.csv", A)
    inbox.put("c_20260602.csv", "")
    names = lambda: [look.name for look in deliveries.pending(inbox.workspace, inbox.paths)]  # noqa: E731
    assert names() == ["c_20260601.csv", "c_20260602.csv"]
    inbox.land()
    assert names() == []
    inbox.put("c_20260601.csv", B)
    assert names() == ["c_20260601.csv"]


def test_pending_of_five_hundred_files_is_quick_and_imports_nothing_slow(inbox: SmallInbox) -> None:
    for number in range(500):
        inbox.put(f"c_20260601_{number}.csv", f"a,b\n{number},x\n")
    inbox.discover()
    started = time.process_time()
    assert len(deliveries.pending(inbox.workspace, inbox.paths)) == 500
    assert time.process_time() - started < 0.3
    slow = {"dagster", "dlt", "pandas", "pyarrow", "duckdb"}
    asked = f"import sys, ingestion.deliveries; print(*sorted({slow} & {{*sys.modules}}))"
    ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == ""


def test_a_delivery_is_stable_when_it_keeps_its_size_and_has_an_age(inbox: SmallInbox) -> None:
    file = inbox.put("c_20260601.csv", A)
    now = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
    os.utime(file, (now.timestamp() - 60, now.timestamp() - 60))
    (look,) = deliveries.pending(inbox.workspace, inbox.paths)
    assert deliveries.stable(look, now, 60)
    assert not deliveries.stable(look, now, 61)
    with file.open("a") as opened:
        opened.write("2,y\n")
    os.utime(file, (now.timestamp() - 60, now.timestamp() - 60))
    assert not deliveries.stable(look, now, 60)
    file.unlink()
    assert not deliveries.stable(look, now, 60)


@pytest.mark.parametrize("files", ["../*_*", "/etc/*", "x/../../*"])
def test_a_pattern_may_not_leave_the_inbox(tmp_path: Path, files: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        small_inbox(tmp_path, files=files).discover()
    assert raised.value.message == f"Source shop, entity things: files {files!r} lead out of the inbox."


def test_a_link_may_not_leave_the_inbox(inbox: SmallInbox, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text(A)
    (inbox.paths.inbox / "c_20260601.csv").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(LanggananError) as raised:
        inbox.discover()
    assert raised.value.message == "c_20260601.csv in the inbox is a link that leads out of it."


def test_hidden_files_folders_and_sidecars_are_no_deliveries(inbox: SmallInbox) -> None:
    inbox.put("c_20260601.csv.delivered_at", "")
    inbox.put(".c_20260601.csv", A)
    (inbox.paths.inbox / "c_20260601").mkdir()
    assert inbox.discover() == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("c'; drop_20260601.csv", "c'; drop_20260601.csv"),
        ("c_*?[1]_20260601.csv", "c_*?[1]_20260601.csv"),
        ("c\n..\\_20260601.csv", "c\\n..\\_20260601.csv"),
        (os.fsdecode(b"c\xff_20260601.csv"), "c\\xff_20260601.csv"),
    ],
)
def test_odd_names_are_landed_and_shown_safely(inbox: SmallInbox, name: str, shown: str) -> None:
    inbox.put("c_x1_20260602.csv", B)  # what the second name would match as a pattern
    inbox.put(name, A)
    load, other = inbox.land()
    assert (load.delivery, load.status, other.status) == (shown, "landed", "landed")
    assert load.path == "shop/things/_load_seq=1/_delivered_at=20260531T170000000000Z/rows.parquet"
    assert inbox.rows() == [("1", "x", None, 1, 2), ("1", "y", None, 2, 2)]
    assert {p.name for p in inbox.paths.root.iterdir()} >= {"inbox", "raw"}
