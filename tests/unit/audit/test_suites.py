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
    return suites({}, conformed, thresholds or {}, AS_OF, folder)


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
    assert {s for subjects in checks.values() for s in subjects} == {"birthday", "win_back"}


def test_the_audiences_own_values_win() -> None:
    meta = {**small_marts.AUDIENCES["win_back"], "purpose": "service", "minimum_size": 77}
    suite = next(s for s in suites({"a": meta}, set(), {"minimum_size": 5}, AS_OF) if s.name == "audience_a")
    text = str([e.kwargs for e in suite.expectations])
    assert "members < 77" in text
    assert "consent.purpose = 'service'" in text


def test_braces_and_dollars_of_a_condition_are_kept() -> None:
    meta = {**small_marts.AUDIENCES["win_back"], "must_hold": ["regexp_matches(full_name, '^[a-z]{2}$')"]}
    suite = next(s for s in suites({"a": meta}, set(), {}, AS_OF) if s.name == "audience_a")
    assert "'^[a-z]{{2}}$'" in suite.expectations[-1].kwargs["unexpected_rows_query"]
