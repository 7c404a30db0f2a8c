"""Names in Dagster: an asset's key is [layer, table], equal to schema and table; groups are the layers in path order.

What the assets do is in assets.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator

LAYERS = (
    "raw",
    "seeds",
    "staging",
    "identity",
    "intermediate",
    "marts",
    "segments",
    "audiences",
    "eligibility",
    "audit",
    "publication",
    "export",
)
VERDICTS = dg.AssetKey(["audit", "verdicts"])
PUBLICATION = dg.AssetKey(["publication", "current"])


def group(layer: str) -> str:
    """The layer with its place in the path before it, because Dagster shows groups in alphabetical order."""
    return f"{LAYERS.index(layer) + 1:02d}_{layer}"


def raw_key(source: str, entity: str) -> dg.AssetKey:
    """The asset of one raw entity."""
    return dg.AssetKey(["raw", f"{source}__{entity}"])


def export_key(audience: str, destination: str) -> dg.AssetKey:
    """The asset of one audience's file for one destination."""
    return dg.AssetKey(["export", f"{audience}__{destination}"])


class Translator(DagsterDbtTranslator):
    """dbt's nodes under these names."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """[schema, table]."""
        table = dbt_resource_props.get("identifier") or dbt_resource_props["name"]
        return dg.AssetKey([dbt_resource_props["schema"], table])

    def get_asset_check_spec(self, *arguments: Any, **named: Any) -> dg.AssetCheckSpec | None:
        """dbt's tests block nothing in Dagster: they run in the step that builds, and a blocking one that fails would
        end it before there is a verdict. The verdict holds what stands on them, and withdrawals go on.
        """
        spec = super().get_asset_check_spec(*arguments, **named)
        return spec._replace(blocking=False) if spec is not None else None

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """The layer's group."""
        return group(dbt_resource_props["schema"])
