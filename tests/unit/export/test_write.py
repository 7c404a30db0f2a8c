"""Written files, byte for byte, and everything that is told about them."""

from __future__ import annotations

import csv
import datetime as dt
import errno
import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
import small_marts
from exporting_shop import Shop

from export import members
from export.registry import destinations
from ledgers import exports, verdicts
from ledgers.member_files import people

GOLDEN = Path(__file__).parents[2] / "fixtures" / "exports"
MANY = (
    "insert into eligibility.elg_members select audience, channel, 'm' || lpad(i::varchar, 5, '0'), '+62811' ||"
    " (10000000 + i), null, '+62811' || (10000000 + i), full_name, first_name, last_name, country, postal_code,"
    " 'evidence', consented_at, fields from eligibility.elg_members, range({}) as numbers(i)"
    " where channel = 'whatsapp' and customer_id = 'c01'"
)
BY_SMS = (
    "insert into eligibility.elg_members select * replace ('sms' as channel) from eligibility.elg_members"
    " where channel = 'whatsapp'"
)


@pytest.mark.parametrize("destination", sorted(destinations()))
def test_golden_bytes(shop_with: Callable[..., Shop], destination: str) -> None:
    shop = shop_with(BY_SMS, small_marts.AGREED)
    line = shop.export(destination)
    assert line.status == "written"
    (golden,) = GOLDEN.glob(f"birthday_{destination}_full_*.csv")
    assert Path(line.file).name == golden.name
    assert shop.bytes_of(line) == golden.read_bytes()
    assert line.sha256 == hashlib.sha256(golden.read_bytes()).hexdigest()
    assert exports.standing(shop.paths.state, "birthday", destination) == line


def test_two_workspaces_write_the_same_bytes(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = Shop(
        *small_marts.audited(
            tmp_path_factory.mktemp("other"),
            "create or replace table eligibility.elg_members as"
            " select * from eligibility.elg_members order by contact_point desc",
        )
    )
    assert other.export().sha256 == shop.export().sha256


def test_the_manifest_tells_what_the_files_are(shop: Shop) -> None:
    line = shop.export()
    file = shop.paths.exports / line.file
    manifest = json.loads((file.parent / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["files"] == [
        {
            "name": file.name,
            "kind": "full",
            "consent": "granted",
            "rows": 3,
            "bytes": len(file.read_bytes()),
            "sha256": line.sha256,
            "lines_before": 1,
            "consent_signals": {},
        }
    ]
    assert manifest["columns"] == file.read_text(encoding="utf-8").splitlines()[0].split(",")
    assert manifest["verdict"]["verdict"] == "pass"
    assert len(manifest["verdict"]["rows_hash"]) == 64
    told = {k: manifest[k] for k in ("audience", "destination", "as_of", "build", "run", "git_commit", "rows", "kinds")}
    assert told == {
        "audience": "birthday",
        "destination": "generic_csv",
        "as_of": "2026-06-30",
        "build": 1,
        "run": "run00001",
        "git_commit": "0123abc",
        "rows": 3,
        "kinds": {"full": 3, "added": 0, "removed": 0},
    }
    assert manifest["altered"] == {"full_name": 1, "spent_text": 1}
    assert "ayu@" not in (file.parent / "manifest.json").read_text(encoding="utf-8")


def test_who_is_in_the_file_is_kept(shop: Shop) -> None:
    line = shop.export("whatsapp_qiscus")
    with duckdb.connect() as connection:
        rows = connection.execute(
            "select position, customer_id, contact_point, consent_id, audience, channel, purpose, run, build_seq"
            f" from {people(members.file_of(shop.paths.members, line.export_id))} order by position"
        ).fetchall()
    told = ("birthday", "whatsapp", "marketing", "run00001", 1)
    assert rows == [
        (1, "c01", "+6281200000001", "consents:c01-whatsapp", *told),
        (2, "c02", "+6281200000002", "consents:c02-whatsapp", *told),
    ]


def test_a_long_file_is_split(shop_with: Callable[..., Shop]) -> None:
    """The third part crosses the 2,048 rows that DuckDB works on at once, which a join would put in another order."""
    shop = shop_with(MANY.format(2765), small_marts.AGREED)
    line = shop.export("whatsapp_qiscus")
    assert line.row_count == 2767
    parts = sorted((shop.paths.exports / line.file).parent.glob("*.csv"), key=lambda p: p.name.split("rows_")[1])
    told = ["_".join(p.name.split("_")[5:7]) for p in parts]
    assert told == ["1000rows_p01of03", "1000rows_p02of03", "767rows_p03of03"]
    read = [list(csv.reader(io.StringIO(p.read_text(encoding="utf-8"), newline=""))) for p in parts]
    assert [len(rows) - 1 for rows in read] == [1000, 1000, 767]
    assert {tuple(rows[0]) for rows in read} == {tuple(read[0][0])}
    phones = [row[0] for rows in read for row in rows[1:]]
    assert phones == ["6281200000001", "6281200000002", *sorted(phones[2:])]  # in the order of the customers' ids
    assert len(set(phones)) == 2767
    assert (
        line.sha256
        == hashlib.sha256("".join(hashlib.sha256(p.read_bytes()).hexdigest() for p in parts).encode()).hexdigest()
    )


def test_exactly_the_limit_is_one_file(shop_with: Callable[..., Shop]) -> None:
    shop = shop_with(MANY.format(998), small_marts.AGREED)
    assert "1000rows_p01of01" in shop.export("whatsapp_qiscus").file


def test_many_chunks_hold_every_row_once(shop_with: Callable[..., Shop]) -> None:
    shop = shop_with(
        MANY.format(45_000),
        "update eligibility.elg_members set channel = 'ads' where customer_id like 'm%'",
        small_marts.AGREED,
    )
    line = shop.export("google_ads")
    rows = shop.bytes_of(line).decode().split("\r\n")
    assert line.row_count == 45_003
    assert len(rows) == 45_005
    assert len(set(rows)) == 45_005


def test_an_unchanged_export_keeps_its_file(shop: Shop) -> None:
    first = shop.export()
    before = (shop.paths.exports / first.file).stat().st_mtime_ns
    assert shop.export() == first
    shop.build()
    again = shop.export()
    assert (again.status, again.build_seq, again.file, again.sha256) == ("unchanged", 2, first.file, first.sha256)
    assert (shop.paths.exports / first.file).stat().st_mtime_ns == before


def test_a_hold_that_is_over_leaves_no_held_line(shop: Shop) -> None:
    first = shop.export()
    passed = verdicts.verdict(shop.paths.state, shop.build_seq, "birthday")
    assert passed is not None
    verdicts.record_verdicts(shop.paths.state, [replace(passed, verdict="hold", reasons=("A delivery was refused.",))])
    assert shop.export().status == "held"
    verdicts.record_verdicts(shop.paths.state, [passed])
    again = shop.export()
    assert (again.status, again.file) == ("unchanged", first.file)
    assert exports.latest(shop.paths.state)["birthday", "generic_csv"] == again


def test_another_channels_change_does_not_change_the_file(shop: Shop) -> None:
    first = shop.export("whatsapp_qiscus")
    shop.build("delete from eligibility.elg_members where channel = 'email' and customer_id = 'c01'")
    assert shop.export("whatsapp_qiscus").file == first.file


def test_a_damaged_file_is_written_again(shop: Shop) -> None:
    first = shop.export()
    good = shop.bytes_of(first)
    (shop.paths.exports / first.file).write_bytes(b"damaged")
    assert shop.export().status == "written"
    assert shop.bytes_of(first) == good


def test_a_new_file_replaces_the_last_one(shop: Shop) -> None:
    first = shop.export()
    shop.build("delete from eligibility.elg_members where channel = 'email' and customer_id = 'c01'")
    second = shop.export()
    assert second.row_count == 2
    assert {n.split("_")[3] for n in shop.files()} == {"full", "removed"}
    assert first.export_id != second.export_id
    assert (shop.paths.members / f"{first.export_id}.parquet").exists()


def test_another_day_is_another_file(shop: Shop) -> None:
    first, second = shop.export(), shop.export(as_of=dt.date(2026, 7, 1))
    assert first.export_id != second.export_id
    assert shop.files() == [Path(second.file).name]


def test_debris_of_a_killed_run_is_removed(shop: Shop) -> None:
    place = shop.paths.exports / "birthday" / "generic_csv"
    for name in (".partial-2026-06-30_aaaaaaaa", ".removed-2026-06-29_bbbbbbbb", "2026-06-29_cccccccc"):
        (place / name).mkdir(parents=True)
        (place / name / "half.csv").write_bytes(b"half")
    (shop.paths.members / ".partial-x.parquet").write_bytes(b"half")
    line = shop.export()
    assert shop.files() == [Path(line.file).name]
    assert [p.name for p in place.iterdir()] == [Path(line.file).parent.name]
    assert [p.name for p in shop.paths.members.iterdir()] == [f"{line.export_id}.parquet"]


def test_a_full_disk_leaves_the_last_file(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    first = shop.export()
    good = shop.bytes_of(first)
    shop.build("delete from eligibility.elg_members where channel = 'email' and customer_id = 'c01'")

    def full(_: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("export.parts.sync", full)
        with pytest.raises(OSError, match="No space left"):
            shop.export()
    assert exports.standing(shop.paths.state, "birthday", "generic_csv") == first
    assert shop.bytes_of(first) == good
    second = shop.export()
    assert (second.status, len(shop.files())) == ("written", 2)


def test_a_loose_file_of_somebody_stays(shop: Shop) -> None:
    place = shop.paths.exports / "birthday" / "generic_csv"
    place.mkdir(parents=True)
    (place / "notes.txt").write_text("mine", encoding="utf-8")
    shop.export()
    assert (place / "notes.txt").exists()


def test_too_few_for_the_platform_warns(shop: Shop) -> None:
    assert shop.export("google_ads", minimum_size=5).reasons == (
        "Google Ads Customer Match needs 1,000 matched people; this file has 3.",
        "The audience is smaller than its minimum size of 5.",
    )


def test_a_row_with_a_blank_variable_is_held_back(shop_with: Callable[..., Shop]) -> None:
    shop = shop_with(
        'update eligibility.elg_members set fields = \'{"spent": 1, "spent_text": "Rp1"}\' where customer_id = \'c01\''
    )
    line = shop.export("whatsapp_qiscus")
    assert line.row_count == 1
    assert "Rows held back for body_variable1: blank or not valid: 1." in line.reasons
    assert b"6281200000001" not in shop.bytes_of(line)


def test_a_row_that_identifies_nobody_is_held_back(shop_with: Callable[..., Shop]) -> None:
    shop = shop_with(
        "update eligibility.elg_members set email = 'none', phone = '0812'"
        " where channel = 'ads' and customer_id = 'c01'",
        small_marts.AGREED,
    )
    line = shop.export("google_ads")
    assert line.row_count == 2
    rejects = (shop.paths.exports / line.file).parent / "rejects.csv"
    assert rejects.read_bytes() == b"customer_id,reason\r\nc01,Email and Phone: blank or not valid\r\n"
    assert shop.told(line)["rejects"]["rows"] == 1
    assert "Rows held back for Email and Phone: blank or not valid: 1." in line.reasons


def test_the_address_stands_whole_or_not_at_all(shop: Shop) -> None:
    rows = list(csv.DictReader(io.StringIO(shop.bytes_of(shop.export("google_ads")).decode("utf-8"), newline="")))
    address = [[bool(r[c]) for c in ("First Name", "Last Name", "Country", "Zip")] for r in rows]
    assert address == [[True] * 4, [False] * 4, [False] * 4]


def test_a_file_of_nothing_but_held_back_rows_is_not_written(shop_with: Callable[..., Shop]) -> None:
    shop = shop_with("update eligibility.elg_members set email = 'none' where channel = 'email'", small_marts.AGREED)
    line = shop.export()
    assert (line.status, line.reasons) == ("held", ("Every row was held back: 3 email: blank or not valid.",))
    assert shop.files() == []


def test_a_column_that_mixes_hashed_and_plain_values_is_refused(shop_with: Callable[..., Shop]) -> None:
    already = hashlib.sha256(b"ayu@example.com").hexdigest()
    shop = shop_with(
        f"update eligibility.elg_members set email = '{already}' where channel = 'ads' and customer_id = 'c01'",
        small_marts.AGREED,
    )
    line = shop.export("google_ads")
    assert line.status == "held"
    assert line.reasons == ("Email mixes 1 hashed and 2 plain values. Deliver one kind; a mixture would match nobody.",)
    assert shop.files() == []


def test_a_column_of_hashes_passes_through(shop_with: Callable[..., Shop]) -> None:
    shop = shop_with(
        "update eligibility.elg_members set email = sha256(email) where channel = 'ads'", small_marts.AGREED
    )
    rows = list(csv.DictReader(io.StringIO(shop.bytes_of(shop.export("google_ads")).decode("utf-8"), newline="")))
    assert hashlib.sha256(b"citra@example.com").hexdigest() in {r["Email"] for r in rows}
