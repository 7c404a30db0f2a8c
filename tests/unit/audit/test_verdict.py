"""The gate's truth table: only a full set of passed checks over rows that are there lets an audience pass."""

from __future__ import annotations

import pytest

from audit.verdict import UNFINISHED, AudienceRows, decide, is_benign
from ledgers.verdicts import CheckResult, Verdict

ROWS = AudienceRows(row_count=3, rows_hash="abc")
FAULT = "a contact point that is none"


def result(status: str, name: str = "check", subjects: tuple[str, ...] = ("birthday",), **more: object) -> CheckResult:
    """One recorded result."""
    return CheckResult(name, "dbt", subjects, status, fault=FAULT, **more)  # type: ignore[arg-type]


def verdicts(
    results: list[CheckResult],
    expected: dict[str, tuple[str, ...]] | None = None,
    complete: bool = True,
    rows: AudienceRows = ROWS,
) -> dict[str, Verdict]:
    """The verdicts of `birthday`, `win_back` and the publication."""
    expected = {"check": ("birthday",)} if expected is None else expected
    return {v.subject: v for v in decide(7, complete, expected, results, {"birthday": rows, "win_back": ROWS})}


@pytest.mark.parametrize(
    ("status", "verdict", "reasons"),
    [
        ("pass", "pass", ()),
        ("warn", "pass", ()),
        ("fail", "hold", ("A check failed: a contact point that is none (check).",)),
        ("skipped", "hold", ("A check was skipped: a contact point that is none (check).",)),
        ("error", "hold", ("A check could not be computed: a contact point that is none (check).",)),
        (None, "hold", ("A check did not run: check.",)),
    ],
)
def test_one_check_decides(status: str | None, verdict: str, reasons: tuple[str, ...]) -> None:
    found = verdicts([] if status is None else [result(status)])
    assert found["birthday"] == Verdict(7, "birthday", verdict, reasons, "abc", 3)
    assert found["win_back"].verdict == "pass"
    assert found["publication"] == Verdict(7, "publication", "pass", (), "", 0)


@pytest.mark.parametrize(
    ("status", "evaluated", "approvable"),
    [("fail", 5, ("check",)), ("fail", None, ("check",)), ("fail", 0, ()), ("error", None, ()), ("skipped", None, ())],
)
def test_only_what_was_judged_may_be_approved(status: str, evaluated: int | None, approvable: tuple[str, ...]) -> None:
    of = CheckResult("check", "great_expectations", ("birthday",), status, evaluated, evaluated, "a fault")
    held, *_ = decide(7, True, {"check": ("birthday",)}, [of], {"birthday": ROWS}, {"check"})
    assert held.verdict == "hold"
    assert held.checks == approvable


def test_an_unfinished_build_holds_everything() -> None:
    assert {v.verdict for v in verdicts([result("pass")], complete=False).values()} == {"hold"}
    assert verdicts([result("pass")], complete=False)["publication"].reasons == (UNFINISHED,)


def test_a_check_for_all_holds_everything() -> None:
    assert {v.verdict for v in verdicts([result("fail", subjects=("*",))]).values()} == {"hold"}


def test_a_missing_check_holds_whom_it_was_expected_for() -> None:
    found = verdicts([], {"check": ("win_back", "publication")})
    assert [s for s, v in found.items() if v.verdict == "hold"] == ["win_back", "publication"]


def test_a_result_that_nobody_expected_still_counts() -> None:
    assert verdicts([result("fail", name="other")], {})["birthday"].verdict == "hold"


def test_a_result_cannot_narrow_whom_it_was_expected_for() -> None:
    found = verdicts([result("fail", subjects=("win_back",))])
    assert [s for s, v in found.items() if v.verdict == "hold"] == ["birthday", "win_back"]


def test_counts_are_told() -> None:
    (reason,) = verdicts([result("fail", evaluated_count=1200, failed_count=3)])["birthday"].reasons
    assert reason == "A check failed: a contact point that is none, 3 of 1,200 rows (check)."
    (reason,) = verdicts([result("fail", evaluated_count=0, failed_count=0)])["birthday"].reasons
    assert reason == "A check failed: a contact point that is none, no row to check (check)."


def test_a_refused_delivery_speaks_for_itself() -> None:
    refused = CheckResult(
        "deliveries.pos", "ledger", ("birthday",), "fail", fault="pos/struk.csv was refused: no header"
    )
    assert verdicts([refused], {})["birthday"].reasons == ("pos/struk.csv was refused: no header.",)


def test_many_reasons_are_all_told_in_order() -> None:
    found = verdicts([result("fail", name="b"), result("error", name="a")], {"c": ("birthday",)})
    assert [r.split("(")[-1] for r in found["birthday"].reasons] == ["a).", "b).", "A check did not run: c."]


NOBODY = {"rows_hash": "empty", "row_count": 0}


@pytest.mark.parametrize(
    ("excluded", "had_members", "reason", "benign"),
    [
        (
            {"no_contact_point": 120},
            False,
            "no contact point: none of the people in this audience can be reached here.",
            True,
        ),
        (
            {"no_contact_point": 120},
            True,
            "became empty: it had members, now none (120 without a contact point).",
            False,
        ),
        (
            {"no_contact_point": 1, "no_consent": 1200, "eligible": 0},
            False,
            "no eligible member: 1,200 without consent, 1 without a contact point.",
            True,
        ),
        ({}, False, "no eligible member: nobody fits the definition.", True),
        (
            {"written_before": 1, "no_consent": 2},
            True,
            "nobody left to write to: 2 without consent, 1 written to before.",
            True,
        ),
        ({"no_consent": 2}, True, "became empty: it had members, now none (2 without consent).", False),
        ({}, True, "became empty: it had members, now none (nobody fits the definition).", False),
    ],
)
def test_an_empty_audience_is_held_and_its_reason_told(
    excluded: dict[str, int], had_members: bool, reason: str, benign: bool
) -> None:
    rows = AudienceRows(**NOBODY, excluded=excluded, had_members=had_members)  # type: ignore[arg-type]
    found = verdicts([result("pass")], rows=rows)["birthday"]
    assert found == Verdict(7, "birthday", "hold", (reason,), "empty", 0)
    assert is_benign(found) is benign


def test_the_skipped_checks_of_an_empty_audience_add_no_reason() -> None:
    rows = AudienceRows(**NOBODY)  # type: ignore[arg-type]
    skipped = [result("skipped", evaluated_count=0)]
    assert verdicts(skipped, rows=rows)["birthday"].reasons == ("no eligible member: nobody fits the definition.",)
    assert verdicts(skipped)["birthday"].reasons == ("A check was skipped: a contact point that is none (check).",)


def test_an_empty_audience_with_a_failed_check_is_no_mere_emptiness() -> None:
    rows = AudienceRows(**NOBODY, excluded={"no_contact_point": 1})  # type: ignore[arg-type]
    assert not is_benign(verdicts([result("fail", subjects=("*",))], rows=rows)["birthday"])


def test_a_pass_is_benign_and_a_plain_hold_is_not() -> None:
    assert is_benign(Verdict(1, "birthday", "pass", (), "", 1))
    assert not is_benign(Verdict(1, "birthday", "hold", ("A check did not run: x.",), "", 1))
    assert not is_benign(Verdict(1, "birthday", "hold", (), "", 1))
