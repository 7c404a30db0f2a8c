"""Turns dbt's result events into what Dagster shows. The only module that touches dagster-dbt beneath its public names.

DbtCoreCliEventMessage is what the stock resource makes of a line of dbt's output; here it is made of the same
dictionary, without a process in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator
from dagster_dbt.asset_utils import get_asset_check_key_for_test
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage

from orchestration.lineage import Lineage


def dagster_events(
    context: dg.AssetExecutionContext,
    manifest: Mapping[str, Any],
    translator: DagsterDbtTranslator,
    building: Iterable[dict[str, Any]],
    testing: Iterable[dict[str, Any]],
) -> Iterator[Any]:
    """An output per selected model, a result per selected check.

    Models that were built though nobody selected them are shown as materialised too; selected ones that the build left
    as they were get an output that says so. A selected check that did not run has failed.
    """
    lineage = Lineage(manifest)
    keys = {i: translator.get_asset_key(node) for i, node in lineage.models.items()}
    told: set[str] = set()

    def unchanged(unique_ids: Iterable[str]) -> Iterator[dg.Output[None]]:
        """Dagster wants an asset before those below it; dbt does not mention what it has no need to build."""
        for unique_id in lineage.sorted_models(set(unique_ids) - told):
            told.add(unique_id)
            if keys[unique_id] in context.selected_asset_keys:
                yield dg.Output(None, keys[unique_id].to_python_identifier(), metadata={"status": "unchanged"})

    for event in building:
        unique_id = event["data"]["node_info"]["unique_id"]
        for output in _told(event, context, manifest, translator):
            if not isinstance(output, dg.Output):
                continue
            yield from unchanged(lineage.models_above(unique_id))
            told.add(unique_id)
            if keys[unique_id] in context.selected_asset_keys:
                yield output
            else:
                yield dg.AssetMaterialization(keys[unique_id], metadata=output.metadata)
    yield from unchanged(lineage.models)
    waiting = set(context.selected_asset_check_keys)
    for event in testing:
        key = get_asset_check_key_for_test(manifest, translator, event["data"]["node_info"]["unique_id"], project=None)
        if key in waiting:
            waiting.remove(key)
            yield from _told(event, context, manifest, translator)
    for key in sorted(waiting, key=str):
        yield dg.AssetCheckResult(
            passed=False, asset_key=key.asset_key, check_name=key.name, metadata={"status": "did not run"}
        )


def _told(
    event: dict[str, Any],
    context: dg.AssetExecutionContext,
    manifest: Mapping[str, Any],
    translator: DagsterDbtTranslator,
) -> Iterator[Any]:
    message = DbtCoreCliEventMessage(raw_event=event, event_history_metadata={})
    yield from message.to_default_asset_events(manifest, translator, context)
