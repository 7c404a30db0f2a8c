"""A hold never keeps a person downloadable who may no longer be written to."""

from __future__ import annotations

from pathlib import Path

import pytest
import small_marts
from exporting_shop import Shop

from export.write import withdraw_stale
from ledgers import builds, exports

WITHDRAWN = (
    "update eligibility.elg_consent_states set state = 'withdrawn' where contact_value = '{}' and channel = '{}'"
)
REASONS = {
    "withdrawn at the contact point": [WITHDRAWN.format("ayu@example.com", "email")],
    "expired": ["update eligibility.elg_consent_states set state = 'expired' where contact_value = 'ayu@example.com'"],
    "consent unknown": ["delete from eligibility.elg_consent_states where contact_value = 'ayu@example.com'"],
    "closed for the person": [
        "insert into eligibility.elg_closed_channels values ('c01', 'email', 'marketing', 'consent_withdrawn')"
    ],
    "closed for all purposes": [
        "insert into eligibility.elg_closed_channels values ('c01', 'email', 'all', 'suppressed')"
    ],
    "suppressed": [
        "insert into eligibility.elg_suppressions select contact_hash, 'email', 'complained', true"
        " from eligibility.elg_contact_points where contact_value = 'ayu@example.com'"
    ],
    "complaining": [
        "update eligibility.elg_decisions set is_eligible = false, reason = 'open_complaint'"
        " where customer_id = 'c01' and channel = 'email'"
    ],
    "merged into a person who said no": [
        "update eligibility.elg_contact_points set customer_id = 'c99' where customer_id = 'c01'",
        "insert into eligibility.elg_closed_channels values ('c99', 'email', 'marketing', 'consent_withdrawn')",
    ],
}


@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize("by", ["export", "withdraw_stale"])
def test_the_person_goes_and_the_others_stay(shop: Shop, reason: str, by: str) -> None:
    last = shop.export()
    before = shop.lines_of(last, "full")
    shop.build(*REASONS[reason], audited=False)
    if by == "export":
        line = shop.export()
        assert line.status == "held"
        assert line.reasons[1] == "The last file was written again: 1 of its people may no longer be written to."
    else:
        (line,) = withdraw_stale(shop.paths, small_marts.AUDIENCES)
        assert line.status == "written"
        assert line.reasons == ("1 of its people may no longer be written to.",)
    standing = exports.standing(shop.paths.state, "birthday", "generic_csv")
    assert standing is not None
    assert (standing.file, standing.row_count) == (line.file, 2)
    assert standing.export_id != last.export_id
    renamed = [text.replace(last.export_id, standing.export_id) for text in before if "ayu@" not in text]
    assert shop.lines_of(standing, "full") == renamed
    (_, removed) = shop.lines_of(standing, "removed")
    assert "ayu@example.com" in removed
    # A complaint takes nobody's consent back: the tool must not keep the person as one who said no.
    assert shop.told(standing)["files"][1]["consent"] == ("granted" if reason == "complaining" else "withdrawn")
    assert withdraw_stale(shop.paths, small_marts.AUDIENCES) == []


def test_when_nobody_is_left_only_the_removal_stands(shop: Shop) -> None:
    last = shop.export()
    shop.build("update eligibility.elg_consent_states set state = 'withdrawn'", audited=False)
    (line,) = withdraw_stale(shop.paths, small_marts.AUDIENCES)
    assert (line.status, line.row_count) == ("written", 0)
    assert [n.split("_")[3] for n in shop.files()] == ["removed"]
    assert len(shop.lines_of(line, "removed")) == last.row_count + 1
    assert shop.export().status == "held"
    assert len(shop.files()) == 1


def test_a_damaged_file_goes_whole_and_who_withdrew_is_taken_out(shop: Shop) -> None:
    last = shop.export()
    (shop.paths.exports / last.file).write_bytes(b"damaged")
    shop.build(WITHDRAWN.format("ayu@example.com", "email"), audited=False)
    line, alone = withdraw_stale(shop.paths, small_marts.AUDIENCES)
    assert (line.status, line.file, shop.files()) == ("withdrawn", "", [Path(alone.file).name])
    assert "ayu@example.com" in shop.lines_of(alone, "removed")[1]


def test_a_file_of_an_older_manifest_goes_whole(shop: Shop) -> None:
    last = shop.export()
    manifest = (shop.paths.exports / last.file).parent / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"kind":', '"sort":'))
    shop.build(WITHDRAWN.format("ayu@example.com", "email"), audited=False)
    line, alone = withdraw_stale(shop.paths, small_marts.AUDIENCES)
    assert (line.status, shop.files()) == ("withdrawn", [Path(alone.file).name])


@pytest.mark.parametrize("destination", ["generic_csv", "google_ads"])
def test_who_withdraws_between_build_and_export_is_not_in_the_file(shop: Shop, destination: str) -> None:
    shop.build()
    channel = {"generic_csv": "email", "google_ads": "ads"}[destination]
    small_marts.change(shop.paths.marts, WITHDRAWN.format("ayu@example.com", channel))
    line = shop.export(destination)
    assert (line.status, line.row_count) == ("written", 2)
    assert b"ayu@example.com" not in shop.bytes_of(line)
    assert "People left out because they may no longer be written to: 1." in line.reasons
    rejects = (shop.paths.exports / line.file).parent / "rejects.csv"
    assert rejects.read_bytes() == b"customer_id,reason\r\nc01,may no longer be written to\r\n"


@pytest.mark.parametrize(
    "change",
    [
        WITHDRAWN.format("ayu@example.com", "ads"),
        WITHDRAWN.format("dewi@example.com", "email"),
        "insert into eligibility.elg_closed_channels values ('c01', 'email', 'service', 'consent_withdrawn')",
        "insert into eligibility.elg_closed_channels values ('c01', 'whatsapp', 'marketing', 'consent_withdrawn')",
        "delete from eligibility.elg_decisions where customer_id = 'c01'",
        "update eligibility.elg_decisions set is_eligible = false, reason = 'shared_contact' where customer_id = 'c01'",
    ],
)
def test_the_file_stays_when_everybody_in_it_may_be_written_to(shop: Shop, change: str) -> None:
    last = shop.export()
    shop.build(change, audited=False)
    assert withdraw_stale(shop.paths, small_marts.AUDIENCES) == []
    assert shop.export().file == last.file


def test_a_new_file_without_the_person_needs_no_withdrawal(shop: Shop) -> None:
    shop.export()
    shop.build(
        WITHDRAWN.format("ayu@example.com", "email"),
        "delete from eligibility.elg_members where customer_id = 'c01' and channel = 'email'",
    )
    line = shop.export()
    assert (line.status, line.row_count) == ("written", 2)
    assert b"ayu@example.com" not in shop.bytes_of(line)
    (_, removed) = shop.lines_of(line, "removed")
    assert "ayu@example.com" in removed


@pytest.mark.parametrize(
    "audiences",
    [
        {"win_back": small_marts.AUDIENCES["win_back"]},
        {"birthday": {**small_marts.AUDIENCES["birthday"], "destinations": ["google_ads"]}},
    ],
)
def test_a_removed_audience_or_destination_leaves_no_file(shop: Shop, audiences: dict[str, dict[str, object]]) -> None:
    shop.export()
    (line,) = withdraw_stale(shop.paths, audiences)
    assert line.reasons == ("The audience or its destination was removed from the project.",)
    assert shop.files() == []


def test_a_removed_audience_is_withdrawn_even_while_a_build_is_unfinished(shop: Shop) -> None:
    shop.export()
    builds.start(shop.paths.state, small_marts.AS_OF, "fingerprint", 0, 1, False)
    assert len(withdraw_stale(shop.paths, {})) == 1


def test_an_unfinished_build_tells_nothing_about_consent(shop: Shop) -> None:
    last = shop.export()
    builds.start(shop.paths.state, small_marts.AS_OF, "fingerprint", 0, 1, False)
    small_marts.change(shop.paths.marts, WITHDRAWN.format("ayu@example.com", "email"))
    assert withdraw_stale(shop.paths, small_marts.AUDIENCES) == []
    assert exports.standing(shop.paths.state, "birthday", "generic_csv") == last


def test_a_file_that_somebody_deleted_stands_no_more(shop: Shop) -> None:
    last = shop.export()
    (shop.paths.exports / last.file).unlink()
    (line,) = withdraw_stale(shop.paths, small_marts.AUDIENCES)
    assert line.reasons == ("The file is gone from its folder.",)
    assert exports.standing(shop.paths.state, "birthday", "generic_csv") is None


def test_a_file_of_unknown_people_is_withdrawn(shop: Shop) -> None:
    last = shop.export()
    (shop.paths.members / f"{last.export_id}.parquet").unlink()
    (line,) = withdraw_stale(shop.paths, small_marts.AUDIENCES)
    assert line.reasons == ("Nobody knows any more who is in the file.",)
