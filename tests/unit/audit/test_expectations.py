"""Every expectation sees its fault, and nothing else fails with it; what cannot be computed is never a pass."""

from __future__ import annotations

import logging
import os
import re
import shutil
import socket
from pathlib import Path
from typing import Any

import duckdb
import pytest
import small_marts
from planted_faults import PLANTED, WARNING

from audit import expectations
from audit.suites import Suite, expected_checks, suites
from ledgers.verdicts import CheckResult

CONFORMED = {"customers", "orders", "order_lines", "interactions"}
PUBLISHED = {
    ("marts.fct_orders", "order_id"),
    ("marts.fct_orders", "net_amount"),
    ("segments.seg_customers", "customer_id"),
    ("segments.seg_customers", "value_segment"),
}
BIRTHDAY = {"birthday": small_marts.AUDIENCES["birthday"]}
# Planted by another definition of the audience, or among nobody's audiences; see the tests below.
ELSEWHERE = {"audience_birthday.large_enough", "fct_orders.somebody_bought"}


def applied(audiences: dict[str, Any] = BIRTHDAY, thresholds: dict[str, Any] | None = None) -> list[Suite]:
    """All suites for these audiences, with what a file of sixty people is large enough for."""
    few = {"size_change_judged_from": 1, "published_judged_from": 10, "segment_shift_judged_from": 10}
    return suites(audiences, CONFORMED, {**few, **(thresholds or {})}, small_marts.AS_OF, PUBLISHED)


def reading(tables: set[str], among: list[Suite]) -> list[Suite]:
    """The suites that read one of the tables; no other can change its answer."""
    return [s for s in among if any(t in f"{s.query} {[e.kwargs for e in s.expectations]}" for t in tables)]


def statuses(results: list[CheckResult]) -> dict[str, str]:
    """What did not pass: check -> status."""
    return {r.check_name.removeprefix("great_expectations."): r.status for r in results if r.status != "pass"}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file without faults, made once."""
    marts = tmp_path_factory.mktemp("sound") / "marts.duckdb"
    small_marts.make(marts)
    return marts


@pytest.fixture(scope="module")
def memory(sound: Path) -> Path:
    """What was remembered when the file without faults passed."""
    return small_marts.remembered(sound.parent, sound)


@pytest.fixture
def marts(sound: Path, memory: Path, tmp_path: Path) -> Path:
    """A copy to break, with its memory beside it."""
    shutil.copyfile(memory, tmp_path / memory.name)
    return Path(shutil.copyfile(sound, tmp_path / "marts.duckdb"))


def judged(marts: Path, among: list[Suite]) -> list[CheckResult]:
    """Run the suites on the file and the memory beside it; it is its own published version."""
    published = marts.parent / "current.duckdb"
    shutil.copyfile(marts, published) if not published.is_file() else None
    return expectations.run(marts, among, remembered=marts.parent / "audit.duckdb", published=published)


def test_sound_data_passes_every_check_and_nothing_calls_home(marts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a check opened a connection to the network")

    monkeypatch.delenv("GX_ANALYTICS_ENABLED", raising=False)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    results = judged(marts, applied())
    assert statuses(results) == {}
    assert {r.check_name: r.subjects for r in results} == expected_checks(applied())
    assert all(r.evaluated_count for r in results)
    assert os.environ["GX_ANALYTICS_ENABLED"] == "false"


def test_great_expectations_tells_its_folders_to_nobody(marts: Path, caplog: pytest.LogCaptureFixture) -> None:
    expectations.run(marts, reading({"fct_orders"}, applied())[:1])
    assert [r.getMessage() for r in caplog.records if r.name.startswith("great_expectations")] == []
    logging.getLogger("great_expectations.data_context.types.base").warning("but a warning")
    assert caplog.messages == ["but a warning"]


def test_the_file_is_closed_after_the_audit(marts: Path) -> None:
    judged(marts, reading({"seg_customers"}, applied()))
    with duckdb.connect(str(marts)) as connection:
        connection.execute("create table written_after (i integer)")


@pytest.mark.parametrize("check", sorted(PLANTED))
def test_a_planted_fault_fails_its_expectation_alone(check: str, marts: Path) -> None:
    if "published" in check:  # what readers see is as it was; elsewhere it has the same fault
        shutil.copyfile(marts, marts.parent / "current.duckdb")
    in_memory = [s for s in PLANTED[check] if " remembered." in s]
    small_marts.change(marts, *(s for s in PLANTED[check] if s not in in_memory))
    small_marts.change(marts.parent / "audit.duckdb", *(s.replace("remembered.", "") for s in in_memory))
    tables = {t for s in PLANTED[check] for t in re.findall(r"(?:marts|segments|eligibility|remembered\.main)\.\w+", s)}
    comparing = {"audience_history", "canonical_facts"} - {check.split(".")[0].removesuffix("_birthday")}
    among = [s for s in reading(tables, applied()) if s.name not in comparing]
    assert statuses(judged(marts, among)) == {check: "warn" if check in WARNING else "fail"}


def test_every_expectation_has_its_planted_fault() -> None:
    names = {name.removeprefix("great_expectations.") for name in expected_checks(applied())}
    assert set(PLANTED) | ELSEWHERE == names


def test_a_small_audience_warns(marts: Path) -> None:
    few = {"birthday": {**BIRTHDAY["birthday"], "minimum_size": 4}}
    assert statuses(judged(marts, reading({"elg_members"}, applied(few)))) == {"audience_birthday.large_enough": "warn"}


def test_nobody_bought(marts: Path) -> None:
    small_marts.change(marts, "update marts.customer_360 set is_customer = false")
    assert statuses(judged(marts, reading({"customer_360"}, applied({})))) == {"fct_orders.somebody_bought": "fail"}


def test_counts_are_told_and_no_value_of_a_row_is(marts: Path) -> None:
    small_marts.change(marts, *PLANTED["audience_birthday.contact_point_once"])
    results = judged(marts, reading({"elg_members"}, applied()))
    once = next(r for r in results if r.check_name.endswith("birthday.contact_point_once"))
    assert (once.evaluated_count, once.failed_count) == (8, 2)
    assert "ayu" not in repr(results)
    assert "+62" not in repr(results)


def test_no_row_to_evaluate_is_a_failure(marts: Path) -> None:
    small_marts.change(marts, "delete from marts.fct_interactions")
    results = judged(marts, reading({"fct_interactions"}, applied({})))
    assert {(r.status, r.evaluated_count) for r in results} == {("fail", 0)}


def test_a_column_of_nothing_but_nulls_is_a_failure(marts: Path) -> None:
    small_marts.change(marts, "update marts.fct_interactions set event_date = null")
    assert statuses(judged(marts, reading({"fct_interactions"}, applied({})))) == {
        "fct_interactions.moments_plausible": "fail"
    }


def test_an_empty_audience_skips_its_checks(marts: Path) -> None:
    come_back = {"win_back": small_marts.AUDIENCES["win_back"]}
    results = judged(marts, [s for s in applied(come_back) if s.name == "audience"])
    assert {(r.status, r.evaluated_count) for r in results} == {("skipped", 0)}


def test_a_check_that_raises_is_an_error_and_the_others_go_on(marts: Path) -> None:
    small_marts.change(marts, "alter table marts.fct_order_lines drop column is_return")
    results = judged(marts, reading({"fct_order_lines"}, applied({})))
    assert statuses(results) == {"fct_order_lines.few_lines_returned": "error"}


def test_a_missing_table_is_an_error_of_all_its_checks(marts: Path) -> None:
    small_marts.change(marts, "drop table marts.fct_orders")
    results = judged(marts, reading({"fct_orders"}, applied({})))
    assert {r.status for r in results} == {"error"}
    assert {r.check_name.split(".")[1] for r in results} == {"canonical_facts", "fct_orders", "fct_orders_published"}


def test_an_unknown_expectation_is_an_error(marts: Path) -> None:
    suite = reading({"seg_customers"}, applied({}))[0]
    broken = suite.model_copy(
        update={"expectations": (suite.expectations[0].model_copy(update={"type": "ExpectNothing"}),)}
    )
    (result,) = judged(marts, [broken])
    assert (result.status, result.fault) == ("error", "one person stands twice in the segments (AttributeError)")
