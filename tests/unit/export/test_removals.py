"""Who withdrew is named for removal for as long as declared, wherever this system put the person, and only there."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import small_marts
from exporting_shop import Shop

from export.lookup import files_of
from export.write import Moment, withdraw_stale
from ledgers import exports
from ledgers.exports import Export

DAY = dt.timedelta(days=1)
AYU, CITRA = "ayu@example.com", "citra@example.com"
SAYS = "update eligibility.elg_consent_states set state = '{}' where contact_value = '{}'"
LEAVES = "delete from eligibility.elg_members where customer_id = '{}'"
WITHDRAWS = (SAYS.format("withdrawn", AYU), LEAVES.format("c01"))
KEPT = "create table eligibility.kept as select * from eligibility.elg_members where customer_id = 'c01'"
RETURNS = (SAYS.format("granted", AYU), "insert into eligibility.elg_members select * from eligibility.kept")


def day(number: int) -> dt.date:
    """The date after so many days."""
    return small_marts.AS_OF + number * DAY


def named(shop: Shop, line: Export) -> list[str]:
    """The consent of each removed file of people, and who is in it."""
    told = [(f["name"], f["consent"]) for f in shop.told(line)["files"] if f["kind"] == "removed"]
    place = (shop.paths.exports / line.file).parent
    return [
        f"{consent} {row.split(',')[2]}"
        for name, consent in told
        for row in (place / name).read_text(encoding="utf-8").splitlines()[1:]
    ]


def test_who_withdrew_is_named_in_each_file_until_agreeing_again(shop: Shop) -> None:
    shop.build(KEPT)
    shop.export()
    shop.build(*WITHDRAWS)
    first, second = shop.export(as_of=day(1)), shop.export(as_of=day(2))
    assert not (shop.paths.exports / first.file).exists()  # the second stands in its place, whoever fetched the first
    assert named(shop, second) == [f"withdrawn {AYU}"]
    assert shop.told(second)["removals"] == {"left": 0, "withdrawn": 1, "withdrawn_named_before": 1}
    assert "To be taken out at the tool because they withdrew: 1, 1 of them named before." in second.reasons
    shop.build(*RETURNS)
    third = shop.export(as_of=day(3))
    assert (named(shop, third), third.row_count) == ([], 3)


def test_the_first_file_tells_of_nobody_named_before(shop: Shop) -> None:
    shop.export()
    shop.build(*WITHDRAWS)
    line = shop.export(as_of=day(1))
    assert named(shop, line) == [f"withdrawn {AYU}"]
    assert shop.told(line)["removals"] == {"left": 0, "withdrawn": 1, "withdrawn_named_before": 0}
    assert not [r for r in line.reasons if "Still to be taken out" in r]


@pytest.mark.parametrize(("later", "expected"), [(60, [f"withdrawn {AYU}"]), (61, [])])
def test_it_ends_after_the_declared_days(shop: Shop, later: int, expected: list[str]) -> None:
    shop.export()
    shop.build(*WITHDRAWS)
    for number in (1, 30, later):
        line = shop.export(as_of=day(number))
    assert named(shop, line) == expected
    assert named(shop, shop.export(as_of=day(62))) == []


def test_who_agreed_again_but_is_not_in_the_audience_is_named_no_more(shop: Shop) -> None:
    shop.export()
    shop.build(*WITHDRAWS)
    shop.export(as_of=day(1))
    shop.build(SAYS.format("granted", AYU))
    assert named(shop, shop.export(as_of=day(2))) == []


def test_who_only_left_is_named_on_that_date_and_again_after_withdrawing(shop: Shop) -> None:
    shop.export()
    shop.build(LEAVES.format("c01"))
    assert named(shop, shop.export(as_of=day(1))) == [f"granted {AYU}"]
    assert named(shop, shop.export(as_of=day(2))) == []
    shop.build(SAYS.format("withdrawn", AYU))
    assert named(shop, shop.export(as_of=day(3))) == [f"withdrawn {AYU}"]


def test_who_left_and_then_withdrew_is_named_beside_a_file_that_is_not_due(shop: Shop) -> None:
    shop.export()
    shop.build(LEAVES.format("c01"))
    standing = shop.export(as_of=day(1))
    assert withdraw_stale(shop.paths, small_marts.AUDIENCES) == []
    shop.build(SAYS.format("withdrawn", AYU), audited=False)
    (line,) = withdraw_stale(shop.paths, small_marts.AUDIENCES)
    assert (named(shop, line), line.row_count) == ([f"withdrawn {AYU}"], standing.row_count)
    assert withdraw_stale(shop.paths, small_marts.AUDIENCES) == []
    shop.build(SAYS.format("granted", AYU), audited=False)
    (again,) = withdraw_stale(shop.paths, small_marts.AUDIENCES)
    assert [n for n in named(shop, again) if n.startswith("withdrawn")] == []


def test_nobody_is_named_whom_no_file_ever_held(shop: Shop) -> None:
    shop.build(LEAVES.format("c01"))
    shop.export()
    shop.build(*WITHDRAWS)
    line = shop.export(as_of=day(1))
    assert named(shop, line) == []
    assert files_of(shop.paths, ["c01"], [AYU]) == []


@pytest.mark.parametrize("because", ["expired", "undeclared", "deleted"])
def test_who_withdraws_after_the_file_is_gone_is_taken_out(shop: Shop, because: str) -> None:
    audiences: dict[str, Any] = {} if because == "undeclared" else small_marts.AUDIENCES
    last = shop.export(expires_after="1 days" if because == "expired" else None)
    if because == "deleted":
        (shop.paths.exports / last.file).unlink()
    (gone,) = withdraw_stale(shop.paths, audiences, None, Moment(day(1), "Asia/Jakarta"))
    assert (gone.status, shop.files()) == ("withdrawn", [])
    shop.build(SAYS.format("withdrawn", AYU), audited=False)
    (alone,) = withdraw_stale(shop.paths, audiences, None, Moment(day(2), "Asia/Jakarta"))
    assert (alone.status, alone.row_count, named(shop, alone)) == ("written", 0, [f"withdrawn {AYU}"])
    assert shop.files() == [Path(alone.file).name]
    assert withdraw_stale(shop.paths, audiences, None, Moment(day(61), "Asia/Jakarta")) == []
    (over,) = withdraw_stale(shop.paths, audiences, None, Moment(day(62), "Asia/Jakarta"))
    assert (over.status, shop.files()) == ("withdrawn", [])
    assert withdraw_stale(shop.paths, audiences, None, Moment(day(63), "Asia/Jakarta")) == []


def test_a_full_file_after_a_removal_alone_names_both_kinds(shop: Shop) -> None:
    last = shop.export()
    (shop.paths.exports / last.file).unlink()
    shop.build(*WITHDRAWS, LEAVES.format("c03"))
    withdraw_stale(shop.paths, small_marts.AUDIENCES)
    standing = exports.standing(shop.paths.state, "birthday", "generic_csv")
    assert standing is not None
    assert named(shop, standing) == [f"withdrawn {AYU}"]
    line = shop.export(as_of=day(1), cadence="monthly")
    assert (line.status, named(shop, line)) == ("written", [f"granted {CITRA}", f"withdrawn {AYU}"])


def test_each_file_tells_the_signals_of_its_own_people(shop: Shop) -> None:
    shop.export("google_ads")
    shop.build(*WITHDRAWS)
    line = shop.export("google_ads", as_of=day(1))
    told = {f["kind"]: (f["consent"], f["consent_signals"]["ad_user_data"]) for f in shop.told(line)["files"]}
    assert told == {"full": ("granted", "GRANTED"), "removed": ("withdrawn", "DENIED")}
    assert "consent_signals" not in shop.told(line)


def test_a_removed_file_is_one_that_holds_the_person(shop: Shop) -> None:
    shop.export()
    shop.build(*WITHDRAWS)
    line = shop.export(as_of=day(1))
    held = files_of(shop.paths, [], [AYU])
    assert [(h.kind, h.is_standing) for h in held] == [("full", False), ("removed", True)]
    assert held[1].export_id == line.export_id
