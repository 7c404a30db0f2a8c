"""What is expected: which suites apply, whose values they carry, and which mistakes in them are refused."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import small_marts

from audit.suites import Suite, expected_checks, suites
from workspaces.errors import ConfigurationError

AS_OF = dt.date(2026, 6, 30)
SUITE = """
query: select * from marts.t
requires: orders
thresholds: {least: 2}
expectations:
  - {name: a, type: ExpectTableRowCountToBeBetween, kwargs: {min_value: $least}, fault: too few}
  - name: b
    type: UnexpectedRowsExpectation
    kwargs: {unexpected_rows_query: "select 1 from {batch} where i < $least and d > '$as_of'"}
    fault: bad
"""


def written(folder: Path, text: str = SUITE, name: str = "t.yml") -> Path:
    """A folder of suites with this one."""
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def applied(folder: Path, conformed: set[str], thresholds: dict[str, int] | None = None) -> list[Suite]:
    """The suites of the folder."""
    return suites({}, conformed, thresholds or {}, AS_OF, folder=folder)


def test_names_are_filled_in_with_their_types(tmp_path: Path) -> None:
    (suite,) = applied(written(tmp_path), {"orders"})
    assert suite.expectations[0].kwargs == {"min_value": 2}
    assert suite.expectations[1].kwargs == {
        "unexpected_rows_query": "select 1 from {batch} where i < 2 and d > '2026-06-30'"
    }


def test_the_workspace_overrides_a_threshold(tmp_path: Path) -> None:
    (suite,) = applied(written(tmp_path), {"orders"}, {"least": 5})
    assert suite.expectations[0].kwargs == {"min_value": 5}


def test_a_suite_without_its_source_is_not_expected(tmp_path: Path) -> None:
    assert expected_checks(applied(written(tmp_path), set())) == {}
    assert expected_checks(applied(tmp_path, {"orders"})) == {
        "great_expectations.t.a": ("*",),
        "great_expectations.t.b": ("*",),
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (SUITE.replace("name: b", "name: a"), "names an expectation twice"),
        (SUITE.replace("least: 2", "most: 2"), "least"),
        (SUITE.replace("fault: bad", "blame: bad"), "blame"),
        (f"per: audience{SUITE}", "for all audiences at once"),
    ],
)
def test_mistakes_are_refused(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        applied(written(tmp_path, text), {"orders"})


def test_every_audience_gets_its_own_suite_and_its_conditions() -> None:
    checks = expected_checks(suites(small_marts.AUDIENCES, set(), {}, AS_OF))
    assert checks["great_expectations.audience_birthday.must_hold_1"] == ("birthday",)
    assert checks["great_expectations.audience_win_back.contact_point_once"] == ("win_back",)
    assert "great_expectations.audience_win_back.must_hold_1" not in checks
    assert {s for subjects in checks.values() for s in subjects} == {"birthday", "win_back", "*"}


def test_the_audiences_own_values_win() -> None:
    meta = {**small_marts.AUDIENCES["win_back"], "purpose": "service", "minimum_size": 77}
    audiences = {"a": meta, "b": {"removed_share_max": 1}, "c": {"once_per": "year"}}
    suite = next(s for s in suites(audiences, set(), {"minimum_size": 5}, AS_OF) if s.name == "audience")
    text = str([e.kwargs for e in suite.expectations])
    assert "(values ('a', 'service', 77, 0.9), ('b', 'marketing', 5, 0.9), ('c', 'marketing', 5, 0.9)) as rule(" in text
    history = next(s for s in suites(audiences, set(), {}, AS_OF) if s.name == "audience_history")
    assert "('a', 'service', 0.5), ('b', 'marketing', 1), ('c', 'marketing', 1)" in history.query


def test_braces_and_dollars_of_a_condition_are_kept() -> None:
    meta = {**small_marts.AUDIENCES["win_back"], "must_hold": ["regexp_matches(full_name, '^[a-z]{2}$')"]}
    suite = next(s for s in suites({"a": meta}, set(), {}, AS_OF) if s.name == "audience")
    assert "'^[a-z]{{2}}$'" in suite.expectations[-1].kwargs["unexpected_rows_query"]


def test_a_suite_that_compares_applies_where_the_published_version_has_its_columns(tmp_path: Path) -> None:
    folder = written(tmp_path, f"against_published: {{marts.t: [i, d]}}{SUITE}")

    def names(published: set[tuple[str, str]]) -> list[str]:
        return [s.name for s in suites({}, {"orders"}, {}, AS_OF, published, folder)]

    assert names(set()) == names({("marts.t", "i"), ("marts.u", "d")}) == []
    assert names({("marts.t", "i"), ("marts.t", "d"), ("marts.t", "e")}) == ["t"]


def test_a_suite_tells_the_table_that_it_is_about() -> None:
    tables = {s.name: s.table for s in suites(small_marts.AUDIENCES, {"orders", "customers"}, {}, AS_OF)}
    assert tables["fct_orders"] == ("marts", "fct_orders")
    assert tables["audience"] == tables["audience_history"] == ("eligibility", "elg_members")
    assert tables["deliveries"] is None
