"""Whoever withdrew leaves what is published once a complete build tells of it, and not before."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
import small_marts

from ledgers import builds
from orchestration import published_people, serving
from orchestration.run import Run
from publication import publish
from workspaces.configuration import load_workspace
from workspaces.paths import WorkspacePaths
from workspaces.settings import read_settings

WITHDRAWN = (
    "update eligibility.elg_consent_states set state = 'withdrawn' where contact_value = 'ayu@example.com'"
    " and channel = 'email'"
)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A run on a published shop, in which Ayu withdraws."""
    paths, build_seq = small_marts.audited(tmp_path)
    publish(paths, build_seq, 3, small_marts.PUBLISHED)
    small_marts.change(paths.marts, WITHDRAWN)
    monkeypatch.setattr(serving, "contents", lambda _: small_marts.PUBLISHED)
    return Run(load_workspace("sample_shop"), paths, read_settings(), small_marts.AS_OF, "run")


def is_shown(paths: WorkspacePaths) -> bool:
    """Whether Ayu is among the published members by e-mail."""
    with duckdb.connect(str(paths.publications / "current.duckdb"), read_only=True) as reader:
        found = reader.execute(
            "select count(*) from eligibility.elg_members where customer_id = 'c01' and channel = 'email'"
        ).fetchone()
    return bool(found and found[0])


def test_a_complete_build_that_is_held_takes_out(run: Run) -> None:
    small_marts.complete_build(run.paths)
    published_people.out_of_files(run)
    published_people.out_of_server(run)  # none is declared
    assert not is_shown(run.paths)


def test_an_unfinished_build_tells_nothing(run: Run) -> None:
    builds.start(run.paths.state, small_marts.AS_OF, "fingerprint", 0, 1, False)
    published_people.out_of_files(run)
    assert is_shown(run.paths)
