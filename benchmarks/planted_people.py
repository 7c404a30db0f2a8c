"""Who is who in the sample shop, by exact rules and with trained weights, against the truth it was made with."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import duckdb

from estimators.linkage_metrics import Linkage, measure


def linkages(home: Path, people: int, days: int = 3) -> tuple[Linkage, Linkage]:
    """Deliver the shop's files below `home`, resolve them by exact rules, train, and resolve them again."""
    os.environ["LANGGANAN_HOME"] = str(home)
    from orchestration import stages
    from orchestration.identity import training
    from orchestration.run import prepare
    from workspaces.sample_shop.generator import make

    run = prepare("sample_shop", "benchmark")
    make(run.paths, size=people, days=days)
    of = run.workspace.sources
    stages.ingest(run, [(source, entity) for source in of for entity in of[source].entities])
    _build(run, "path:models/staging")
    exact = _measured(run)
    training.learn(run)
    run = prepare("sample_shop", "benchmark")
    _build(run, "stg_trained_weights")
    return exact, _measured(run)


def _build(run: Any, staging: str) -> None:
    from ingestion import raw_views
    from orchestration import dbt_process

    raw_views.refresh(run.paths.warehouse, run.workspace, run.paths)
    variables = {"as_of": run.as_of.isoformat(), "build_seq": 1, "last_complete_build": 0, "loads_above": 0}
    list(dbt_process.events(run.project, ["seed", "--select", "path:seeds"], variables))
    command = ["run", "--full-refresh", "--select", staging, "stg_decided_links", "path:models/identity"]
    list(dbt_process.events(run.project, command, variables))


def _measured(run: Any) -> Linkage:
    people = Path(run.paths.truth, "people.parquet")
    with duckdb.connect(str(run.paths.warehouse), read_only=True) as connection:
        rows = connection.execute(
            # Sources that know people by a contact alone have its hash as their key.
            "with people as (select source, cast(person as varchar) as person,"
            " unnest([record_key, substr(md5(lower(record_key)), 1, 24)]) as record_key"
            f" from read_parquet('{people}'))"
            " select idn_customers.customer_id, people.person from people inner join identity.idn_customers"
            " on idn_customers.record_id = people.source || ':' || people.record_key"
        ).fetchall()
    return measure([customer for customer, _ in rows], [person for _, person in rows])
