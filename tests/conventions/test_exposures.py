"""What is shown to whom: every audience and every dashboard is an exposure, and dashboards read what is published."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import pytest
import yaml

from orchestration.lineage import PUBLISHED_LAYERS
from workspaces.settings import DBT_PROJECT

REF = re.compile(r"^ref\('(\w+)'\)$")


def unpublished(exposures: Iterable[Mapping[str, Any]], published: Collection[str]) -> list[str]:
    """`<dashboard>: <table>` of every table that readers of a dashboard cannot see."""
    return [
        f"{exposure['name']}: {found.group(1)}"
        for exposure in exposures
        if exposure["type"] == "dashboard"
        for found in map(REF.match, exposure["depends_on"])
        if found and found.group(1) not in published
    ]


def _declared(part: str) -> list[dict[str, Any]]:
    files = sorted((DBT_PROJECT / "models").rglob("*.yml"))
    return [d for f in files for d in (yaml.load(f.read_text(encoding="utf-8"), yaml.CSafeLoader) or {}).get(part, [])]


def _published() -> set[str]:
    project = yaml.safe_load((DBT_PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))["models"]["langganan"]
    folders = [folder for folder, of in project.items() if of.get("+schema") in PUBLISHED_LAYERS]
    of_layers = {f.stem for folder in folders for f in (DBT_PROJECT / "models" / folder).rglob("*.sql")}
    return of_layers | {m["name"] for m in _declared("models") if m.get("config", {}).get("meta", {}).get("published")}


def test_every_audience_has_an_exposure_and_there_is_a_dashboard() -> None:
    exposures = _declared("exposures")
    audiences = {f.stem for f in (DBT_PROJECT / "models/audiences").rglob("aud_*.sql")}
    shown = {of for e in exposures if e["type"] == "application" for of in e["depends_on"]}
    assert {f"ref('{name}')" for name in audiences} <= shown
    assert [e["name"] for e in exposures if e["type"] == "dashboard"]


def test_dashboards_read_what_is_published() -> None:
    assert {"elg_members", "elg_exclusion_counts", "customer_360", "seg_sizes"} <= _published()
    assert "elg_decisions" not in _published()
    assert unpublished(_declared("exposures"), _published()) == []


@pytest.mark.parametrize(
    ("table", "faults"), [("customer_360", []), ("elg_consent_states", ["board: elg_consent_states"])]
)
def test_a_dashboard_on_what_nobody_sees_is_found(table: str, faults: list[str]) -> None:
    board = {"name": "board", "type": "dashboard", "depends_on": [f"ref('{table}')", "metric('orders')"]}
    assert unpublished([board], {"customer_360"}) == faults
