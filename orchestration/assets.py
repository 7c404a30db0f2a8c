"""The assets: one per raw entity, dbt's, the verdicts, the publication, and one per audience and destination.

Each calls its stage and tells Dagster what came of it; nothing is decided here. A hold fails its step, so that a run
that held something is red. Exports hang on the verdicts alone: an audience may leave while the publication is held.
"""

# No `from __future__ import annotations` here: Dagster compares the context's annotation with its classes.
from collections.abc import Iterator
from typing import Any

import dagster as dg
from dagster_dbt import dbt_assets

from orchestration import expectation_checks, stages
from orchestration.asset_keys import PUBLICATION, VERDICTS, Translator, export_key, group
from orchestration.dbt_events import dagster_events
from orchestration.holds import export_holds
from orchestration.raw_assets import RunOf, raw_assets, to_dagster
from orchestration.run import Run
from orchestration.standing import exportable

RETRY = dg.RetryPolicy(max_retries=2, delay=30, backoff=dg.Backoff.EXPONENTIAL)


def all_assets(run: Run, run_of: RunOf, retry: dg.RetryPolicy | None) -> list[Any]:
    """Every asset of a workspace, with its checks. `run` is what is known now, `run_of` the run that a step is of."""
    return [
        *(raw_assets(source, declared, run_of, retry) for source, declared in sorted(run.workspace.sources.items())),
        _dbt(run, run_of, retry),
        _verdicts(run, run_of, retry),
        _expectations(run, run_of),
        _publication(run_of, retry),
        _exports(run, run_of, retry),
    ]


def _dbt(run: Run, run_of: RunOf, retry: dg.RetryPolicy | None) -> dg.AssetsDefinition:
    """Models, seeds and their tests. A build is whole: whatever is selected, everything is built and tested."""

    @dbt_assets(manifest=run.project.manifest, dagster_dbt_translator=Translator(), name="dbt", retry_policy=retry)
    def dbt(context: dg.AssetExecutionContext) -> Iterator[Any]:
        step = run_of(context)
        with to_dagster():
            yield from dagster_events(
                context, step.project.manifest, Translator(), stages.build(step), stages.test(step)
            )

    return dbt


def _verdicts(run: Run, run_of: RunOf, retry: dg.RetryPolicy | None) -> dg.AssetsDefinition:
    """It hangs on the tables that no expectation blocks: those that one does are told of after the verdicts."""
    tables = [Translator().get_asset_key(node) for node in run.lineage.models.values() if node["database"] == "marts"]
    tables = sorted(set(tables) - expectation_checks.tables(run))

    @dg.asset(
        key=VERDICTS,
        deps=tables,
        group_name=group("audit"),
        kinds={"great_expectations"},
        retry_policy=retry,
        description="Pass or hold for each audience and the publication, from every check of the build.",
    )
    def verdicts(context: dg.AssetExecutionContext) -> dg.MaterializeResult[Any]:
        with to_dagster():
            decided = stages.audit(run_of(context))
        return dg.MaterializeResult(
            metadata={v.subject: f"{v.verdict}, {v.row_count} rows. {' '.join(v.reasons)}".strip() for v in decided}
        )

    return verdicts


def _expectations(run: Run, run_of: RunOf) -> dg.AssetChecksDefinition:
    """Tells what the audit found; of a build that was not audited yet, it audits."""

    @dg.multi_asset_check(name="great_expectations", specs=expectation_checks.specs(run), can_subset=True)
    def great_expectations(context: dg.AssetCheckExecutionContext) -> Iterator[Any]:
        with to_dagster():
            step = run_of(context)
            build_seq = stages.audited_build(step).build_seq
        yield from expectation_checks.results(step, build_seq, context.selected_asset_check_keys)

    return great_expectations


def _publication(run_of: RunOf, retry: dg.RetryPolicy | None) -> dg.AssetsDefinition:
    @dg.asset(
        key=PUBLICATION,
        deps=[VERDICTS],
        group_name=group("publication"),
        kinds={"duckdb"},
        retry_policy=retry,
        description="The audited marts as a new read-only version, which BI reads.",
    )
    def publication(context: dg.AssetExecutionContext) -> dg.MaterializeResult[Any]:
        with to_dagster():
            published = stages.publish(run_of(context))
        return dg.MaterializeResult(metadata={"version": published.version, "file": published.file})

    return publication


def _exports(run: Run, run_of: RunOf, retry: dg.RetryPolicy | None) -> dg.AssetsDefinition:
    pairs = exportable(run)
    specs = [
        dg.AssetSpec(
            export_key(audience, destination),
            deps=[VERDICTS, dg.AssetKey(["audiences", f"aud_{audience}"])],
            group_name=group("export"),
            kinds={"csv"},
            skippable=True,
            description=f"{run.lineage.audiences[audience]['title']}, as a file for {destination}.",
        )
        for audience, destination in pairs
    ]

    written_file = [
        dg.AssetCheckSpec(
            expectation_checks.WRITTEN, asset=spec.key, blocking=True, description="The written file, read back."
        )
        for spec in specs
    ]

    @dg.multi_asset(name="export", specs=specs, check_specs=written_file, can_subset=True, retry_policy=retry)
    def export(context: dg.AssetExecutionContext) -> Iterator[Any]:
        asked = [(a, d) for a, d in pairs if export_key(a, d) in context.selected_asset_keys]
        with to_dagster():
            step = run_of(context)
            written = stages.export(step, asked)
            stages.close(step)
        for line in written:
            if line.status in ("written", "unchanged"):
                yield dg.MaterializeResult(
                    export_key(line.audience, line.destination),
                    metadata={"status": line.status, "file": line.file, "dagster/row_count": line.row_count},
                )
        yield from expectation_checks.written_results(step, written, context.selected_asset_check_keys)
        held = [e for e in written if export_holds(e)]
        if held:
            told = "; ".join(f"{e.audience} for {e.destination}: {' '.join(e.reasons)}" for e in held)
            raise dg.Failure(f"Held: {told}", allow_retries=False)

    return export
