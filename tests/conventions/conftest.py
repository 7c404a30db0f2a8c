"""The dbt project as dbt parses it, once per session, with every shipped source enabled. No database is opened."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from orchestration.dbt_variables import dbt_environment, static_variables
from workspaces.configuration import SHIPPED, load_workspace
from workspaces.paths import WorkspacePaths
from workspaces.settings import DBT_PROJECT, TELEMETRY_OFF

Manifest = dict[str, Any]


@pytest.fixture(scope="session")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    """dbt's manifest of the whole project."""
    target = tmp_path_factory.mktemp("manifest")
    shipped = [load_workspace(p.parent.name) for p in sorted(SHIPPED.glob("*/workspace.yml"))]
    everything = shipped[0].model_copy(update={"sources": {n: s for w in shipped for n, s in w.sources.items()}})
    parsed = subprocess.run(
        [
            *(str(Path(sys.executable).with_name("dbt")), "--no-partial-parse", "parse"),
            *("--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)),
            *("--target-path", str(target), "--log-path", str(target)),
            *("--vars", json.dumps(static_variables(everything, DBT_PROJECT))),
        ],
        env={**os.environ, **TELEMETRY_OFF, **dbt_environment(WorkspacePaths(target), 1)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert parsed.returncode == 0, parsed.stdout + parsed.stderr
    found: Manifest = json.loads(Path(target, "manifest.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="session")
def models(manifest: Manifest) -> list[Manifest]:
    """The enabled models of the project."""
    return [n for n in manifest["nodes"].values() if n["resource_type"] == "model"]


@pytest.fixture(scope="session")
def tests_by_model(manifest: Manifest) -> dict[str, list[Manifest]]:
    """The data tests that are attached to each model, by the model's name."""
    attached: dict[str, list[Manifest]] = {}
    for node in manifest["nodes"].values():
        if node["resource_type"] == "test" and node.get("attached_node"):
            attached.setdefault(node["attached_node"].split(".")[-1], []).append(node)
    return attached
