"""The export's gate: a truth table. Nothing leaves unless this build, complete and newest, passed for these rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import small_marts
from exporting_shop import Shop
from held_open import held_open

from ledgers import builds, exports, verdicts
from ledgers.verdicts import Verdict
from workspaces.errors import BusyError

ADD = (
    "insert into eligibility.elg_members (audience, channel, customer_id, contact_point, email, fields)"
    " values ('birthday', 'email', 'c09', 'x@example.com', 'x@example.com', '{}')"
)


def unaudited(shop: Shop) -> None:
    shop.build(audited=False)


def stopped(shop: Shop) -> None:
    shop.build(audited=False)
    verdicts.record_verdicts(
        shop.paths.state, [Verdict(shop.build_seq, "birthday", "hold", ("A check did not run: x.",), "", 3)]
    )


def other_subject(shop: Shop) -> None:
    shop.build(audited=False)
    verdicts.record_verdicts(shop.paths.state, [Verdict(shop.build_seq, "publication", "pass", (), "", 0)])


def forgotten(shop: Shop) -> None:
    verdicts.begin_audit(shop.paths.state, shop.build_seq)


def rows_changed(shop: Shop) -> None:
    shop.build()
    small_marts.change(shop.paths.marts, ADD)


def rows_swapped(shop: Shop) -> None:
    shop.build()
    small_marts.change(
        shop.paths.marts, "update eligibility.elg_members set email = 'other@example.com' where customer_id = 'c03'"
    )


def later_build_failed(shop: Shop) -> None:
    build = builds.start(shop.paths.state, small_marts.AS_OF, "fingerprint", 0, 2, False)
    builds.finish(shop.paths.state, build.build_seq, "failed")


def later_build_running(shop: Shop) -> None:
    builds.start(shop.paths.state, small_marts.AS_OF, "fingerprint", 0, 2, False)


def later_build_complete(shop: Shop) -> None:
    small_marts.complete_build(shop.paths)


def build_unfinished(shop: Shop) -> None:
    shop.build_seq = builds.start(shop.paths.state, small_marts.AS_OF, "fingerprint", 0, 2, False).build_seq
    small_marts.pass_all(shop.paths, shop.build_seq)


def unknown_build(shop: Shop) -> None:
    shop.build_seq = 99


@pytest.mark.parametrize(
    ("happens", "says"),
    [
        (unaudited, "has no verdict for this audience"),
        (stopped, "A check did not run: x."),
        (other_subject, "has no verdict for this audience"),
        (forgotten, "has no verdict for this audience"),
        (rows_changed, "rows changed after they were audited"),
        (rows_swapped, "rows changed after they were audited"),
        (later_build_failed, "is not the newest build"),
        (later_build_running, "is not the newest build"),
        (later_build_complete, "is not the newest build"),
        (build_unfinished, "did not finish"),
        (unknown_build, "is not the newest build"),
    ],
)
@pytest.mark.parametrize("stands", [False, True])
def test_the_file_is_held_and_the_last_one_untouched(
    shop: Shop, happens: Callable[[Shop], None], says: str, stands: bool
) -> None:
    last = shop.export() if stands else None
    before = {p: p.read_bytes() for p in shop.paths.exports.rglob("*") if p.is_file()}
    happens(shop)
    line = shop.export()
    assert line.status == "held"
    assert says in line.reasons[0]
    assert {p: p.read_bytes() for p in shop.paths.exports.rglob("*") if p.is_file()} == before
    assert exports.standing(shop.paths.state, "birthday", "generic_csv") == last
    assert (line.file, line.row_count) == ((last.file, last.row_count) if last else ("", 0))


def test_without_marts_nothing_leaves(shop: Shop) -> None:
    shop.paths.marts.unlink()
    assert shop.export().reasons == ("There are no marts: nothing was built yet.",)


def test_locked_marts_say_so_and_leave_everything(shop: Shop) -> None:
    last = shop.export()
    with held_open(shop.paths.marts), pytest.raises(BusyError, match="open elsewhere"):
        shop.export()
    assert exports.standing(shop.paths.state, "birthday", "generic_csv") == last


def test_nobody_in_the_audience(shop: Shop) -> None:
    verdicts.record_verdicts(
        shop.paths.state,
        [Verdict(1, "win_back", "pass", (), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", 0)],
    )
    line = shop.export(audience="win_back")
    assert (line.status, line.file) == ("held", "")
    assert line.reasons == ("no contact point: none of the people in this audience can be reached here.",)
    assert shop.files() == []


def test_an_audience_that_becomes_empty_keeps_its_last_file(shop: Shop) -> None:
    last = shop.export("whatsapp_qiscus")
    shop.build(
        "delete from eligibility.elg_members where channel = 'whatsapp'",
        "delete from eligibility.elg_decisions where channel = 'whatsapp'",
        "delete from eligibility.elg_exclusion_counts where channel = 'whatsapp'",
    )
    line = shop.export("whatsapp_qiscus")
    assert line.reasons == ("became empty: it had members, now none (nobody fits the definition).",)
    assert shop.files() == [Path(last.file).name]


def test_the_gate_reads_no_other_table_than_the_members(shop: Shop) -> None:
    # customer_360 stays: what it says of the eligible is kept with their arms.
    shop.build("drop table marts.fct_orders", "drop table segments.seg_customers")
    assert shop.export().status == "written"
