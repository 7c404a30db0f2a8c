"""What changes the fingerprint, and what does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.fingerprint import fingerprint, parts


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A dbt project of one file a kind, with estimators beside it."""
    for name, text in {
        "project/models/marts/fct_a.sql": "select 1 as a",
        "project/models/marts/_marts.yml": "version: 2",
        "project/macros/m.sql": "{% macro m() %}{% endmacro %}",
        "project/seeds/s.csv": "a\n1\n",
        "project/tests/t.sql": "select 1",
        "project/dbt_project.yml": "name: p",
        "project/profiles.yml": "p: {}",
        "estimators/process.py": "x = 1",
        "matching/scoring.py": "x = 1",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def of(project: Path, **variables: object) -> str:
    """The project's fingerprint."""
    return fingerprint(
        parts(project / "project", [project / "estimators", project / "matching"], {"currency": "IDR", **variables})
    )


@pytest.mark.parametrize(
    "changed",
    [
        "project/models/marts/fct_a.sql",
        "project/models/marts/_marts.yml",
        "project/macros/m.sql",
        "project/seeds/s.csv",
        "project/tests/t.sql",
        "project/dbt_project.yml",
        "project/profiles.yml",
        "estimators/process.py",
        "matching/scoring.py",
    ],
)
def test_every_kind_of_file_counts(project: Path, changed: str) -> None:
    before = of(project)
    (project / changed).write_text((project / changed).read_text() + "\n-- changed")
    assert of(project) != before


def test_a_renamed_a_new_and_a_deleted_file_count(project: Path) -> None:
    seen = {of(project)}
    model = project / "project/models/marts/fct_a.sql"
    model.rename(model.with_name("fct_b.sql"))
    seen.add(of(project))
    (project / "project/models/empty.sql").touch()
    seen.add(of(project))
    (project / "project/seeds/s.csv").unlink()
    seen.add(of(project))
    assert len(seen) == 4


def test_variables_count_and_their_order_does_not(project: Path) -> None:
    assert of(project, a=1, b=2) == of(project, b=2, a=1)
    assert of(project, a=1) != of(project, a=2)


def test_what_tools_leave_behind_does_not_count(project: Path) -> None:
    before = of(project)
    for name in ("project/target/run.sql", "project/logs/dbt.sql", "estimators/__pycache__/process.cpython-311.pyc"):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text("x")
    assert of(project) == before
