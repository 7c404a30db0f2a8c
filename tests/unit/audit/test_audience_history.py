"""An audience against its own past: losses and jumps are held, withdrawals never; no hold becomes the measure."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import small_marts

from audit import expectations, memory, verdict
from audit.suites import suites
from ledgers import emptiness

PEOPLE = 60
EVERYBODY = [
    "delete from eligibility.elg_members",
    "delete from eligibility.elg_decisions",
    "delete from eligibility.elg_closed_channels",
    "insert into eligibility.elg_members (audience, channel, customer_id)"
    " select 'birthday', 'email', customer_id from marts.customer_360",
    "insert into eligibility.elg_decisions select 'birthday', 'email', customer_id, true, '' from marts.customer_360",
]
HALF = "customer_id <= 'c40'"
GO = f"delete from eligibility.elg_members where {HALF}"


@pytest.fixture
def marts(tmp_path: Path) -> Path:
    """Sixty members, who were remembered."""
    small_marts.make(tmp_path / "marts.duckdb", *EVERYBODY)
    small_marts.remembered(tmp_path, tmp_path / "marts.duckdb")
    return tmp_path / "marts.duckdb"


def faults(marts: Path) -> set[str]:
    """What the failed checks of birthday's past say."""
    applied = [s for s in suites(small_marts.AUDIENCES, set(), {}, small_marts.AS_OF) if s.name == "audience_history"]
    results = expectations.run(marts, applied, remembered=marts.parent / "audit.duckdb")
    return set(verdict.faults([r.check_name for r in results if r.status == "fail"], results))


def held(marts: Path, as_of: dt.date = small_marts.AS_OF, **meta: object) -> set[str]:
    """Which checks of birthday's past fail."""
    audiences = {"birthday": {**small_marts.AUDIENCES["birthday"], **meta}}
    applied = [s for s in suites(audiences, set(), {}, as_of) if s.name == "audience_history"]
    results = expectations.run(marts, applied, remembered=marts.parent / "audit.duckdb")
    assert {r.status for r in results} <= {"pass", "fail"}
    return {r.check_name.rsplit(".", 1)[1] for r in results if r.status == "fail"}


def test_an_audience_that_loses_most_of_its_people_is_held(marts: Path) -> None:
    assert held(marts) == set()
    small_marts.change(marts, GO)
    assert held(marts) == {"few_removed", "not_halved"}
    assert held(marts, removed_share_max=1) == {"not_halved"}
    told = " ".join(sorted(faults(marts)))
    assert "and did not withdraw: 40 of the 60 who might have stayed (" in told
    assert "builds, or less: 20 now, at least 60 before (" in told
    assert "rows" not in told


@pytest.mark.parametrize(
    "withdrawal",
    [
        f"insert into eligibility.elg_closed_channels select customer_id, 'email', 'marketing', 'consent_withdrawn'"
        f" from marts.customer_360 where {HALF}",
        f"insert into eligibility.elg_closed_channels select customer_id, 'email', 'all', 'suppressed'"
        f" from marts.customer_360 where {HALF}",
        f"update eligibility.elg_decisions set is_eligible = false, reason = 'suppressed' where {HALF}",
    ],
)
def test_a_wave_of_unsubscriptions_is_never_held(marts: Path, withdrawal: str) -> None:
    small_marts.change(marts, GO, withdrawal)
    assert held(marts) == set()


@pytest.mark.parametrize("reason", sorted(emptiness.PLANNED))
def test_whose_turn_is_another_time_is_not_lost(marts: Path, reason: str) -> None:
    decided = f"update eligibility.elg_decisions set is_eligible = false, reason = '{reason}' where {HALF}"
    small_marts.change(marts, GO, decided)
    assert held(marts) == set()
    memory.remember(marts.parent / "audit.duckdb", marts, 2, small_marts.AS_OF, ["birthday"])
    small_marts.change(marts, f"update eligibility.elg_decisions set reason = 'no_contact_point' where {HALF}")
    assert held(marts) == {"few_removed", "not_halved"}


def test_a_consent_for_another_purpose_or_channel_excuses_nothing(marts: Path) -> None:
    for channel, purpose in (("whatsapp", "marketing"), ("email", "service")):
        small_marts.change(
            marts,
            GO,
            "insert into eligibility.elg_closed_channels"
            f" select customer_id, '{channel}', '{purpose}', 'consent_withdrawn' from marts.customer_360 where {HALF}",
        )
    assert held(marts) == {"few_removed", "not_halved"}


def test_an_audience_that_doubles_is_held(marts: Path) -> None:
    small_marts.change(
        marts,
        "insert into eligibility.elg_members (audience, channel, customer_id)"
        " select 'birthday', 'email', 'new' || i from range(60) as numbers(i)",
    )
    assert held(marts) == {"not_doubled"}


def test_other_people_of_the_same_number_are_held_for_a_month(marts: Path) -> None:
    small_marts.change(marts, "update eligibility.elg_members set customer_id = 'new' || customer_id")
    assert held(marts) == {"few_removed"}
    assert held(marts, as_of=small_marts.AS_OF + dt.timedelta(days=31)) == {"few_removed"}
    assert held(marts, as_of=small_marts.AS_OF + dt.timedelta(days=32)) == set()


def test_people_who_got_another_id_are_not_lost(marts: Path) -> None:
    small_marts.change(
        marts,
        "update eligibility.elg_members set customer_id = 'new' || customer_id",
        "update marts.dim_customer_ids set present_customer_id = 'new' || customer_id",
    )
    assert held(marts) == set()


def test_only_what_passed_becomes_the_measure(marts: Path) -> None:
    small_marts.change(marts, GO)
    memory.remember(marts.parent / "audit.duckdb", marts, 2, small_marts.AS_OF, ["win_back"])
    assert held(marts) == {"few_removed", "not_halved"}
    memory.remember(marts.parent / "audit.duckdb", marts, 3, small_marts.AS_OF, ["birthday"])
    assert held(marts) == set()


def test_without_a_past_nothing_is_compared(marts: Path) -> None:
    (marts.parent / "audit.duckdb").unlink()
    memory.refresh(marts.parent / "audit.duckdb", marts.parent / "state.db", [])
    small_marts.change(marts, GO)
    assert held(marts) == set()
