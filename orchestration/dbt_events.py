"""Turns dbt's result events into what Dagster shows. The only module that touches dagster-dbt beneath its public names.

DbtCoreCliEventMessage is what the stock resource makes of a line of dbt's output; here it is made of the same dictionary,
without a process in between.
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
    selected = {key.to_python_identifier(): key for key in context.selected_asset_keys}
    made: set[str] = set()
    for event in building:
        for output in _told(event, context, manifest, translator):
            if not isinstance(output, dg.Output):
                continue
            made.add(output.output_name)
            if output.output_name in selected:
                yield output
            else:
                node = manifest["nodes"][event["data"]["node_info"]["unique_id"]]
                yield dg.AssetMaterialization(translator.get_asset_key(node), metadata=output.metadata)
    for unique_id in Lineage(manifest).in_order:
        name = translator.get_asset_key(manifest["nodes"][unique_id]).to_python_identifier()
        if name in selected.keys() - made:
            yield dg.Output(None, output_name=name, metadata={"status": "unchanged since the last complete build"})
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
