"""Who is who in the sample shop, against the planted truth: by exact rules alone, and with trained weights."""

from __future__ import annotations

import pytest

from benchmarks.planted_people import linkages as measured
from estimators.linkage_metrics import Linkage

PEOPLE = 2_000


@pytest.fixture(scope="module")
def linkages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Linkage, Linkage]:
    """The identity layer built twice on the same deliveries: before a training, and after it."""
    home = tmp_path_factory.mktemp("identity_truth")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("LANGGANAN_HOME", str(home))
        return measured(home, PEOPLE)


def test_exact_rules_join_nobody_wrongly(linkages: tuple[Linkage, Linkage]) -> None:
    exact, _ = linkages
    assert exact.records > 3 * PEOPLE / 2
    assert exact.pairwise_precision >= 0.999
    assert exact.pairwise_recall >= 0.9


def test_trained_weights_find_more_and_join_hardly_anybody_wrongly(linkages: tuple[Linkage, Linkage]) -> None:
    exact, trained = linkages
    assert trained.pairwise_precision >= 0.995
    assert trained.pairwise_recall >= 0.97
    assert trained.pairwise_recall > exact.pairwise_recall
    assert trained.clusters_per_person < exact.clusters_per_person
