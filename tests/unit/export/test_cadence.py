"""A file is made as often as its audience declares, may be used until it expires, and is taken away then."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from pathlib import Path

import pytest
import small_marts
from exporting_shop import Shop

from export.cadence import expires_at
from export.write import Moment, withdraw_stale
from ledgers import exports
from ledgers.database import SCHEMA

AS_OF = small_marts.AS_OF
DAY = dt.timedelta(days=1)
SUNDAY = dt.date(2026, 6, 28)
FIRST = dt.date(2026, 6, 14)
LEAVER = ("delete from eligibility.elg_members where customer_id = 'c01'",)


@pytest.mark.parametrize(
    ("cadence", "first", "not_due", "due"),
    [
        ("daily", SUNDAY, None, SUNDAY + DAY),
        # The file of a Wednesday is for the Thursday; the next week begins with the file of Sunday.
        ("weekly", dt.date(2026, 7, 1), dt.date(2026, 7, 4), dt.date(2026, 7, 5)),
        ("weekly", SUNDAY, dt.date(2026, 7, 4), dt.date(2026, 7, 5)),
        ("monthly", dt.date(2026, 6, 10), dt.date(2026, 6, 29), dt.date(2026, 6, 30)),
        ("monthly", dt.date(2026, 11, 30), dt.date(2026, 12, 30), dt.date(2026, 12, 31)),
        ("once", SUNDAY, dt.date(2027, 6, 28), None),
        ("on_request", None, SUNDAY, None),
    ],
)
def test_a_file_is_made_as_often_as_declared(
    shop: Shop, cadence: str, first: dt.date | None, not_due: dt.date | None, due: dt.date | None
) -> None:
    made = shop.export(as_of=first, cadence=cadence) if first else None
    shop.build(*LEAVER)
    if not_due:
        line = shop.export(as_of=not_due, cadence=cadence)
        assert line.status == "not_due"
        assert line.file == (made.file if made else "")
        assert exports.standing(shop.paths.state, "birthday", "generic_csv") == made
        asked = shop.export(as_of=not_due, cadence=cadence, is_asked=True)
        assert asked.status == "written"
        assert asked.as_of == not_due.isoformat()
    if due:
        assert shop.export(as_of=due, cadence=cadence).status == "written"


def test_the_line_says_when_the_next_file_comes(shop: Shop) -> None:
    shop.export(as_of=SUNDAY, cadence="weekly")
    line = shop.export(as_of=SUNDAY + DAY, cadence="weekly")
    assert line.reasons == ("weekly: the last file is for 2026-06-28, the next one for 2026-07-05.",)


def test_a_day_may_be_corrected_and_another_definition_waits_for_nothing(shop: Shop) -> None:
    first = shop.export(as_of=SUNDAY, cadence="weekly")
    shop.build(*LEAVER)
    second = shop.export(as_of=SUNDAY, cadence="weekly")
    assert (second.status, second.row_count) == ("written", first.row_count - 1)
    told_otherwise = shop.export(as_of=SUNDAY + DAY, cadence="weekly", title="Other words")
    assert told_otherwise.status == "not_due"
    assert shop.export(as_of=SUNDAY + DAY, cadence="weekly", minimum_size=1).status == "written"


def test_a_file_that_is_gone_is_made_again(shop: Shop) -> None:
    line = shop.export(as_of=SUNDAY, cadence="monthly")
    (shop.paths.exports / line.file).unlink()
    withdraw_stale(shop.paths, small_marts.AUDIENCES)
    assert shop.export(as_of=SUNDAY + DAY, cadence="monthly").status == "written"


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("48 hours", "2026-07-02T17:00:00+00:00"),
        ("7 days", "2026-07-07T17:00:00+00:00"),
    ],
)
def test_a_file_expires_so_long_after_the_end_of_as_of(after: str, expected: str) -> None:
    assert expires_at(dt.date(2026, 6, 30), {"expires_after": after}, "Asia/Jakarta") == expected
    assert expires_at(dt.date(2026, 6, 30), {}, "Asia/Jakarta") == ""
    with pytest.raises(ValueError, match="neither hours nor days"):
        expires_at(dt.date(2026, 6, 30), {"expires_after": "soon"}, "Asia/Jakarta")


def test_days_are_the_zones_own() -> None:
    # The clocks of London went back on 25 October 2026.
    assert expires_at(dt.date(2026, 10, 24), {"expires_after": "1 days"}, "Europe/London").startswith("2026-10-26T00")


@pytest.mark.parametrize("by", ["export", "hold", "withdraw_stale"])
def test_an_expired_file_is_withdrawn_by_the_next_run(shop: Shop, by: str) -> None:
    told = {"cadence": "monthly", "expires_after": "3 days"}
    line = shop.export(as_of=FIRST, **told)
    assert shop.told(line)["expires_at"] == line.expires_at == "2026-06-17T17:00:00+00:00"
    shop.build(*LEAVER, audited=by != "hold")
    last_day, after = FIRST + 2 * DAY, FIRST + 3 * DAY
    if by == "withdraw_stale":
        assert withdraw_stale(shop.paths, small_marts.AUDIENCES, None, Moment(last_day, "Asia/Jakarta")) == []
        (withdrawn,) = withdraw_stale(shop.paths, small_marts.AUDIENCES, None, Moment(after, "Asia/Jakarta"))
        assert withdrawn.reasons[0].startswith("The file has expired")
    else:
        assert shop.export(as_of=last_day, **told).file == line.file
        late = shop.export(as_of=after, **told)
        assert (late.status, late.file) == ("held" if by == "hold" else "not_due", "")
    assert exports.standing(shop.paths.state, "birthday", "generic_csv") is None
    assert shop.files() == []


def test_a_ledger_of_an_older_version_learns_what_is_not_due(tmp_path: Path) -> None:
    state = tmp_path / "state.db"
    with sqlite3.connect(state) as connection:
        former = SCHEMA.replace("'not_due', ", "")
        former = re.sub(r",\n    as_of text not null default '',[^\n]*\n    expires_at[^\n]*\n\)", "\n)", former)
        connection.executescript(former)
        assert "expires_at text not null default ''" not in former
        connection.execute(
            "insert into exports (export_id, build_seq, audience, destination, status, file, row_count, recorded_at)"
            " values ('e', 1, 'birthday', 'generic_csv', 'written', 'f', 3, '2026-07-01')"
        )
    standing = exports.standing(state, "birthday", "generic_csv")
    assert standing is not None
    assert (standing.file, standing.as_of, standing.expires_at) == ("f", "", "")
    late = exports.Export("", 2, "birthday", "generic_csv", "not_due", "", 0)
    exports.record(state, late)
    assert exports.standing(state, "birthday", "generic_csv") == standing
