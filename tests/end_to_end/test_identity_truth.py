"""Who is who in the sample shop, against the planted truth: by exact rules alone, and with trained weights."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from trial_house import TrialHouse

from estimators.linkage_metrics import Linkage, measure
from ingestion import raw_views
from orchestration import dbt_process
from orchestration.identity import training
from workspaces.sample_shop.generator import make

PEOPLE, DAYS = 2_000, 3


@pytest.fixture(scope="module")
def linkages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Linkage, Linkage]:
    """The identity layer built twice on the same deliveries: before a training, and after it."""
    house = TrialHouse.make(tmp_path_factory.mktemp("identity_truth"), "sample_shop")
    make(house.paths, size=PEOPLE, days=DAYS)
    house.ingest()
    _build(house, "path:models/staging")
    exact = _measured(house)
    training.learn(house.run)
    _build(house, "stg_trained_weights")
    return exact, _measured(house)


def _build(house: TrialHouse, staging: str) -> None:
    run = house.run
    raw_views.refresh(run.paths.warehouse, run.workspace, run.paths)
    variables = {"as_of": run.as_of.isoformat(), "build_seq": 1, "last_complete_build": 0, "loads_above": 0}
    list(dbt_process.events(run.project, ["seed", "--select", "path:seeds"], variables))
    command = ["run", "--full-refresh", "--select", staging, "stg_decided_links", "path:models/identity"]
    list(dbt_process.events(run.project, command, variables))


def _measured(house: TrialHouse) -> Linkage:
    people = Path(house.paths.truth, "people.parquet")
    with duckdb.connect(str(house.paths.warehouse), read_only=True) as connection:
        rows = connection.execute(
            "select idn_customers.customer_id, cast(people.person as varchar)"
            f" from read_parquet('{people}') as people"
            # Sources that know people by a contact alone have its hash as their key.
            " inner join identity.idn_customers on record_id in (people.source || ':' || people.record_key,"
            " people.source || ':' || substr(md5(lower(people.record_key)), 1, 24))"
        ).fetchall()
    return measure([customer for customer, _ in rows], [person for _, person in rows])


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
