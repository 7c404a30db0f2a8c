"""What dbt is told: the workspace's variables, the folders that conform to canonical entities, and the build's numbers.

Nothing here runs dbt.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from export.registry import destinations
from ledgers import builds
from ledgers.builds import Build
from workspaces.areas import told_areas
from workspaces.configuration import Workspace
from workspaces.paths import WorkspacePaths
from workspaces.target_market import told_cells
from workspaces.treatments import told_treatments

CANONICAL = (
    "customers",
    "orders",
    "order_lines",
    "payments",
    "products",
    "inventory",
    "exchange_rates",
    "invoices",
    "invoice_payments",
    "interactions",
    "consents",
    "campaigns",
    "sends",
    "points",
)


def static_variables(workspace: Workspace, dbt_project: Path) -> dict[str, Any]:
    """Variables that change only with the workspace file or the project's folders; part of the fingerprint."""
    return {
        "workspace": workspace.name,
        "time_zone": workspace.time_zone,
        "currency": workspace.currency,
        "phone_region": workspace.phone_region,
        **workspace.thresholds,
        "tiers": workspace.tiers.variable if workspace.tiers else {},
        "offers": {name: offer.variable for name, offer in sorted(workspace.offers.items())},
        "audience_offers": {n: a.offer for n, a in sorted(workspace.audiences.items()) if a.offer},
        "treatments": told_treatments(workspace.treatments),
        **workspace.identity.variables,
        "target_market": told_cells(workspace.target_market),
        "areas": told_areas(workspace.areas),
        "audience_parameters": {n: dict(a.parameters) for n, a in sorted(workspace.audiences.items()) if a.parameters},
        "audience_destinations": {
            n: list(a.destinations) for n, a in sorted(workspace.audiences.items()) if a.destinations is not None
        },
        "destination_channels": {n: d.channel for n, d in destinations(mapped=workspace.destinations).items()},
        "priority_lists": {name: list(audiences) for name, audiences in sorted(workspace.priority_lists.items())},
        "caps": {channel: cap.model_dump() for channel, cap in sorted(workspace.caps.items())},
        "sources": sorted(workspace.sources),
        "form_consents": {
            source: of.consent.model_dump(mode="json") for source, of in sorted(workspace.sources.items()) if of.consent
        },
        "conventions": {
            source: {
                entity: declared.model_dump(
                    mode="json",
                    include={
                        "format",
                        "decimal",
                        "thousands",
                        "date_format",
                        "timestamp_format",
                        "time_zone",
                        "key",
                        "group",
                        "version",
                        "delivery",
                        "deleted_share_max",
                        "sale_lines",
                        "types",
                        "allowed",
                    },
                )
                | {"columns": list(declared.columns)}
                | ({"group": list(declared.sale_lines.group)} if declared.sale_lines else {})
                | ({"needed": list(declared.required)} if declared.is_json and declared.required else {})
                for entity, declared in sorted(of.entities.items())
            }
            for source, of in sorted(workspace.sources.items())
        },
        "conformed": conformed_models(dbt_project, sorted(workspace.sources)),
        "row_models": row_models(dbt_project, sorted(workspace.sources)),
        "audiences": sorted(p.stem.removeprefix("aud_") for p in (dbt_project / "models/audiences").rglob("aud_*.sql")),
    }


def conformed_models(dbt_project: Path, sources: list[str]) -> dict[str, list[str]]:
    """Canonical entity -> the enabled sources' staging models that conform to it, by their file names."""
    conformed: dict[str, list[str]] = {entity: [] for entity in CANONICAL}
    for source in sources:
        for file in sorted((dbt_project / "models/staging" / source).glob(f"stg_{source}__*.sql")):
            entity = re.sub(rf"^stg_{source}__", "", file.stem)
            if entity in conformed:
                conformed[entity].append(file.stem)
    return conformed


def row_models(dbt_project: Path, sources: list[str]) -> list[dict[str, str]]:
    """The enabled sources' models that judge every raw row, `stg_<source>__<entity>_rows`, with source and entity."""
    return [
        {"source": source, "entity": file.stem[len(f"stg_{source}__") : -len("_rows")], "model": file.stem}
        for source in sources
        for file in sorted((dbt_project / "models/staging" / source).glob(f"stg_{source}__*_rows.sql"))
    ]


def volatile_variables(build: Build, as_of: dt.date, last_complete_build: int) -> dict[str, Any]:
    """Variables of one build. `last_complete_build` is 0 before the first complete build."""
    return {
        "as_of": as_of.isoformat(),
        "loads_above": build.loads_above,
        "build_seq": build.build_seq,
        "last_complete_build": last_complete_build,
    }


def dbt_environment(paths: WorkspacePaths, threads: int) -> dict[str, str]:
    """Environment variables that profiles.yml reads."""
    return {
        "LANGGANAN_WAREHOUSE": str(paths.warehouse),
        "LANGGANAN_MARTS": str(paths.marts),
        "LANGGANAN_HISTORY": str(paths.history),
        "LANGGANAN_DBT_THREADS": str(threads),
    }


def standing_variables(state: Path, as_of: dt.date) -> dict[str, Any]:
    """Volatile variables for looking at what the last complete build made: no load is above it."""
    last = builds.last_complete(state)
    if last is None:
        return {"as_of": as_of.isoformat()}
    looking = replace(last, loads_above=last.loads_to)
    return volatile_variables(looking, last.as_of, last.build_seq)
