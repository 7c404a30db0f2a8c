"""The assets of raw entities: what landed, how fresh it is, and whether its columns are those of before.

One multi-asset a source, an asset an entity. What is told of a load holds no personal data.
"""

# No `from __future__ import annotations` here: Dagster compares the context's annotation with its classes.
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import dagster as dg

from ingestion import drift, freshness
from ledgers import loads
from ledgers.clock import now_utc
from ledgers.loads import Load
from orchestration import stages
from orchestration.asset_keys import group, raw_key
from orchestration.raw_sample import sample
from orchestration.run import Run
from workspaces.configuration import Entity, Source
from workspaces.errors import BusyError, LanggananError

RunOf = Callable[[dg.AssetExecutionContext | dg.AssetCheckExecutionContext], Run]
CHECKS = {
    "deliveries": "No delivery stands refused.",
    "freshness": "The newest delivery is not older than the declared cadence allows.",
    "columns": "The newest delivery has the columns of before; what is new, missing or changed is named.",
}


@contextmanager
def to_dagster() -> Iterator[None]:
    """A user's mistake or a hold ends the step at once; only a busy workspace and surprises are tried again."""
    try:
        yield
    except BusyError:
        raise
    except LanggananError as error:
        raise dg.Failure(str(error), allow_retries=False) from error


def raw_assets(source: str, declared: Source, run_of: RunOf, retry: dg.RetryPolicy | None) -> dg.AssetsDefinition:
    """The assets of one source, and their checks."""
    specs = [
        dg.AssetSpec(
            raw_key(source, name),
            group_name=group("raw"),
            description=f"{declared.title or source}: every delivery of {name}, as delivered.",
            kinds={"parquet"},
            # How old the last run may be; how old the deliveries may be is the check `freshness`.
            freshness_policy=dg.FreshnessPolicy.time_window(fail_window=freshness.LATE[entity.cadence])
            if entity.cadence in freshness.LATE
            else None,
        )
        for name, entity in sorted(declared.entities.items())
    ]
    checks = [
        dg.AssetCheckSpec(name, asset=spec.key, description=said) for spec in specs for name, said in CHECKS.items()
    ]

    @dg.multi_asset(name=f"ingest_{source}", specs=specs, check_specs=checks, can_subset=True, retry_policy=retry)
    def ingest(context: dg.AssetExecutionContext) -> Iterator[Any]:
        run = run_of(context)
        asked = [e for e in sorted(declared.entities) if raw_key(source, e) in context.selected_asset_keys]
        with to_dagster():
            landed = stages.ingest(run, [(source, entity) for entity in asked])
        refused = loads.loads(run.paths.state, ("refused",))
        fresh = {(f.source, f.entity): f for f in freshness.freshness(run.workspace, run.paths, now_utc())}
        for entity in asked:
            pair = (source, entity)
            visible = loads.of_entity(run.paths.state, *pair)
            reasons = [f"{r.reason} {r.mend}".strip() for r in refused if (r.source, r.entity) == pair]
            late = [fresh[pair].sentence] if pair in fresh and fresh[pair].is_late else []
            drifted = drift.reported(visible[-1], declared.entities[entity]) if visible else []
            yield dg.MaterializeResult(
                raw_key(*pair),
                metadata=_metadata(run, declared.entities[entity], [n for n in landed if n.entity == entity], visible)
                | {"refused": len(reasons)},
                check_results=[
                    _result(pair, "deliveries", reasons, dg.AssetCheckSeverity.ERROR),
                    _result(pair, "freshness", late, dg.AssetCheckSeverity.WARN),
                    _result(pair, "columns", drifted, dg.AssetCheckSeverity.WARN),
                ],
            )

    return ingest


def _result(pair: tuple[str, str], name: str, reasons: list[str], severity: Any) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        passed=not reasons,
        asset_key=raw_key(*pair),
        check_name=name,
        severity=severity,
        metadata={"reasons": reasons},
    )


def _metadata(run: Run, declared: Entity, new: list[Load], visible: list[Load]) -> dict[str, Any]:
    """Of the loads that this run landed; the sample is of the newest load, whoever landed it."""
    taken = [load for load in new if load.status != "refused"]
    row_count = sum(load.row_count for load in taken)
    rejected_count = sum(load.rejected_count for load in taken)
    return {
        "new_loads": len(taken),
        "dagster/partition_row_count": row_count,
        "bytes": sum(load.byte_count for load in taken),
        "seconds": round(sum(load.seconds for load in taken), 3),
        "rejected_rows": rejected_count,
        "erased_rows": sum(load.erased_count for load in taken),
        "rejected_share": rejected_count / row_count if row_count else 0.0,
        "sample": dg.MetadataValue.json(sample(run.paths.raw / str(visible[-1].path), declared) if visible else []),
    }
