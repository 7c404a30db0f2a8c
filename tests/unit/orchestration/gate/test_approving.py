"""A held audience is approved: it passes until the approval expires, for the faults it had and no other."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import small_marts
from unread_export import export as write_export

from audit.eligible_rows import audience_rows
from audit.verdict import decide
from ledgers import approvals, clock, exports, verdicts
from ledgers.verdicts import CheckResult
from orchestration import command_line
from orchestration.gate import approving
from orchestration.run import Run, prepare
from orchestration.standing import gate_hash
from workspaces.configuration import load_workspace
from workspaces.errors import ConfigurationError, LanggananError
from workspaces.paths import WorkspacePaths

SIZE = CheckResult("size", "great_expectations", ("birthday",), "fail", fault="the audience halved")
CONSENT = CheckResult("consent", "great_expectations", ("birthday",), "fail", fault="a member without consent")
BROKEN = replace(SIZE, check_name="broken", status="error")
SKIPPED = replace(SIZE, check_name="broken", status="skipped")
EXPIRED = dt.datetime(2026, 12, 2, tzinfo=dt.UTC)


def hold(paths: WorkspacePaths, build_seq: int, *results: CheckResult) -> None:
    """Audit what stands in the marts; the checks `size` and `broken` may be approved, no other."""
    rows = audience_rows(paths.marts, paths.state, build_seq, small_marts.AUDIENCES)
    verdicts.begin_audit(paths.state, build_seq)
    verdicts.record_verdicts(paths.state, decide(build_seq, True, {}, results, rows, {"size", "broken"}))


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[dt.datetime], None]:
    """Sets the clock of the verdicts."""
    return lambda moment: monkeypatch.setattr(verdicts, "now_utc", lambda: moment)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The small marts, audited; birthday is held because it halved."""
    monkeypatch.setenv("LANGGANAN_HOME", str(tmp_path))
    monkeypatch.delenv("LANGGANAN_WORKSPACE", raising=False)
    paths, build_seq = small_marts.audited(tmp_path / "sample_shop")
    hold(paths, build_seq, SIZE)
    return prepare("sample_shop", "test")


def export(run: Run) -> exports.Export:
    """Export birthday as the orchestration does."""
    return write_export(
        run.paths,
        load_workspace("sample_shop"),
        "birthday",
        small_marts.AUDIENCES["birthday"],
        "generic_csv",
        1,
        small_marts.AS_OF,
    )


def verdict(run: Run) -> verdicts.Verdict:
    """Birthday's verdict as it stands."""
    found = verdicts.verdict(run.paths.state, 1, "birthday")
    assert found is not None
    return found


def test_an_approved_audience_leaves_and_its_file_says_who_let_it(run: Run) -> None:
    assert export(run).status == "held"
    before = gate_hash(run)
    approving.approve(run, "birthday", "a campaign ended", "2999-12-31", "Rina")
    assert verdict(run).verdict == "pass with override"
    assert verdict(run).reasons == ("A check failed: the audience halved (size).",)
    assert gate_hash(run) != before, "a run must see that something may leave now"
    line = export(run)
    assert (line.status, line.row_count) == ("written", 3)
    assert line.reasons[-1] == "Approved by Rina until 2999-12-31 17:00 UTC: a campaign ended"
    manifest = json.loads(next(run.paths.exports.rglob("manifest.json")).read_text(encoding="utf-8"))
    assert line.reasons[-1] in json.dumps(manifest)


def test_an_expired_approval_holds_again(run: Run, at: Callable[[dt.datetime], None]) -> None:
    approving.approve(run, "birthday", "a campaign ended", "2999-12-31", "Rina")
    last = dt.datetime(2999, 12, 31, 16, 59, 59, tzinfo=dt.UTC)
    at(last)
    assert verdict(run).passes
    at(last + dt.timedelta(seconds=1))
    assert verdict(run).verdict == "hold"
    assert verdict(run).overrides == ()
    assert export(run).status == "held"


def test_it_speaks_for_later_builds_and_for_no_other_fault_or_audience(run: Run) -> None:
    approving.approve(run, "birthday", "a campaign ended", "2999-12-31", "Rina")
    hold(run.paths, 1, SIZE, CONSENT)
    assert verdict(run).verdict == "hold"
    hold(run.paths, 1, SIZE, replace(SIZE, check_name="other"))
    assert verdict(run).verdict == "hold"
    hold(run.paths, 1, replace(SIZE, subjects=("*",)))
    assert {v.subject: v.passes for v in verdicts.verdicts(run.paths.state, 1)} == {
        "birthday": True,
        "publication": False,
        "win_back": False,
    }


@pytest.mark.parametrize("fault", [CONSENT, BROKEN, SKIPPED])
def test_consent_and_what_could_not_be_judged_are_never_approved(run: Run, fault: CheckResult) -> None:
    for held in ((fault,), (fault, SIZE)):
        hold(run.paths, 1, *held)
        with pytest.raises(LanggananError, match="nobody may approve"):
            approving.approve(run, "birthday", "a campaign ended", "2999-12-31")
    assert approvals.approvals(run.paths.state) == []


def test_rows_that_changed_after_the_audit_do_not_leave_by_an_approval(run: Run) -> None:
    approving.approve(run, "birthday", "a campaign ended", "2999-12-31")
    small_marts.change(run.paths.marts, "delete from eligibility.elg_members where customer_id = 'c01'")
    assert export(run).reasons == ("The eligible rows changed after they were audited.",)


@pytest.mark.parametrize(
    ("subject", "reason", "until", "told"),
    [
        ("nobody", "x", "2999-12-31", "no audience 'nobody'"),
        ("publication", "x", "2999-12-31", "not held"),
        ("birthday", "  ", "2999-12-31", "needs a reason"),
        ("birthday", "x", "2020-01-01", "is over already"),
        ("birthday", "x", "tomorrow", "neither a date nor a moment"),
    ],
)
def test_a_wrong_call_approves_nothing(run: Run, subject: str, reason: str, until: str, told: str) -> None:
    with pytest.raises(ConfigurationError, match=told):
        approving.approve(run, subject, reason, until)
    assert approvals.approvals(run.paths.state) == []


def test_a_date_counts_to_its_end_where_the_shop_is() -> None:
    zone, now = approving.ZoneInfo("Asia/Jakarta"), dt.datetime(2026, 12, 1, 16, 0, tzinfo=dt.UTC)
    assert approving.expiry("2026-12-01", zone, now) == EXPIRED - dt.timedelta(hours=7)
    assert approving.expiry("2026-12-02T07:00", zone, now) == EXPIRED
    assert approving.expiry("2026-12-02T00:00:00+00:00", zone, now) == EXPIRED


@pytest.mark.parametrize(
    "tampering",
    ["update approvals set expires_at = '2999-12-31T00:00:00+00:00'", "update approvals set approved_by = 'Director'"],
)
def test_an_approval_that_was_changed_by_hand_counts_no_more(run: Run, tampering: str) -> None:
    approving.approve(run, "birthday", "a campaign ended", "2999-06-30", "Rina")
    with sqlite3.connect(run.paths.state) as connection:
        connection.execute(tampering)
    connection.close()
    assert not verdict(run).passes
    assert approvals.approvals(run.paths.state)[0].is_chained is False


def test_the_command_line_tells_all_of_it(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    def answer(*arguments: str) -> str:
        assert command_line.call(["gate", *arguments]) == 0
        return capsys.readouterr().out

    assert "may be approved" in answer("status")
    assert "until 2999-12-31 17:00 UTC (stands): a campaign ended" in answer(
        "approve", "birthday", "--reason", "a campaign ended", "--until", "2999-12-31", "--who", "Rina"
    )
    assert "(approved)" in answer("status")
    told = {s["subject"]: s for s in json.loads(answer("status", "--json"))["subjects"]}
    assert told["birthday"]["verdict"] == "pass with override"
    assert told["birthday"]["overrides"][0]["account"] == approving.account()
    recorded = json.loads(answer("history", "birthday", "--json"))
    assert [(v["attempt"], v["verdict"]) for v in recorded["verdicts"]] == [(2, "hold"), (1, "pass")]
    assert [a["approved_by"] for a in recorded["approvals"]] == ["Rina"]
    assert "Approved by Rina" in answer("history")
    assert command_line.call(["gate", "approve", "birthday", "--until", "2999-12-31"]) == 2


def test_a_ledger_of_an_older_version_gets_what_it_lacks(tmp_path: Path) -> None:
    state = tmp_path / "state.db"
    with sqlite3.connect(state) as connection:
        connection.execute(
            "create table verdicts (build_seq integer not null, subject text not null, verdict text not null,"
            " reasons text not null, rows_hash text not null, row_count integer not null, recorded_at text not null,"
            " primary key (build_seq, subject))"
        )
        connection.execute("insert into verdicts values (1, 'birthday', 'pass', '[]', 'h', 3, ?)", (clock.now_text(),))
    connection.close()
    assert verdicts.verdicts(state, 1) == [verdicts.Verdict(1, "birthday", "pass", (), "h", 3)]
    verdicts.begin_audit(state, 1)
    verdicts.record_verdicts(state, [verdicts.Verdict(1, "birthday", "hold", ("x",), "h", 3)])
    assert [(attempt, v.verdict) for _, attempt, v in verdicts.history(state)] == [(2, "hold"), (1, "pass")]


def test_a_second_audit_of_a_build_leaves_the_results_of_the_first(tmp_path: Path) -> None:
    state = tmp_path / "state.db"
    verdicts.begin_audit(state, 7)
    verdicts.record_checks(state, 7, [SIZE])
    assert verdicts.begin_audit(state, 7) == 2
    assert verdicts.checks(state, 7) == []
    verdicts.record_checks(state, 7, [replace(SIZE, status="pass"), replace(CONSENT, status="pass")])
    assert verdicts.checks(state, 7, attempt=1) == [SIZE]
    assert {c.check_name: c.status for c in verdicts.checks(state, 7)} == {"size": "pass", "consent": "pass"}
