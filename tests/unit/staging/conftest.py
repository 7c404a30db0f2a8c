"""A slice of the dbt project that stands alone: staging with its macros, tests and seed. Other layers are never run."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dbt_child
import pytest
from dbt_child import Answer

from ingestion import raw_views
from orchestration.dbt_variables import static_variables
from workspaces.configuration import load_workspace
from workspaces.paths import WorkspacePaths
from workspaces.settings import DBT_PROJECT

from .parsing_cases import CASES

KINDS = ("model", "test")
OTHER_LAYERS = ("identity", "intermediate", "marts", "segments", "audiences", "memberships", "eligibility")


@dataclass(frozen=True)
class Slice:
    """A dbt project in `folder` with the sample shop's variables, and the sample shop's raw views without a load."""

    folder: Path

    @property
    def paths(self) -> WorkspacePaths:
        """Where the slice's databases lie."""
        return WorkspacePaths(self.folder / "data")

    def dbt(self, *command: str, parsed: bool = False, **variables: Any) -> Answer:
        """Run dbt on the slice, parsed anew unless `parsed`; the caller judges the outcome."""
        told = {**static_variables(load_workspace("sample_shop"), self.folder), "as_of": "2026-06-30", **variables}
        return dbt_child.dbt(self.folder, *command, variables=told, parsed=parsed)

    def statuses(self) -> set[str]:
        """How what the last dbt call ran came out."""
        told = json.loads((self.folder / "target/run_results.json").read_text(encoding="utf-8"))
        return {result["status"] for result in told["results"]}


@dataclass(frozen=True)
class Compiled:
    """SQL as dbt would send it to DuckDB: of models and of tests by name, and of each parsing case."""

    models: dict[str, str]
    tests: dict[str, str]
    parsing: list[str]


@pytest.fixture(scope="session")
def staging(tmp_path_factory: pytest.TempPathFactory) -> Slice:
    """The slice, its raw views made and empty."""
    folder = tmp_path_factory.mktemp("staging")
    for part in ("macros", "models/staging", "tests/generic"):
        shutil.copytree(DBT_PROJECT / part, folder / part)
    for file in (
        "dbt_project.yml",
        "profiles.yml",
        "seeds/pseudo_accounts.csv",
        "seeds/pseudo_accounts.yml",
        "tests/row_fates_add_up.sql",
    ):
        (folder / file).parent.mkdir(exist_ok=True)
        shutil.copy(DBT_PROJECT / file, folder / file)
    for layer in OTHER_LAYERS:  # dbt_project.yml names the layers, and dbt warns of names without a model
        file_of_layer = folder / "models" / layer / f"stand_in_{layer}.sql"
        file_of_layer.parent.mkdir(parents=True)
        file_of_layer.write_text("select 1 as is_never_run\n", encoding="utf-8")
    made = Slice(folder)
    made.paths.create()
    raw_views.refresh(made.paths.warehouse, load_workspace("sample_shop"), made.paths)
    return made


@pytest.fixture(scope="session")
def compiled(staging: Slice) -> Compiled:
    """Everything in the slice, compiled in one call; a model that is never run carries the parsing cases."""
    carrier = staging.folder / "models/staging/stg_parsed.sql"
    carrier.write_text("\n-- next\n".join(f"{{{{ {case.call} }}}}" for case in CASES), encoding="utf-8")
    try:
        run = staging.dbt("-q", "compile")
    finally:
        carrier.unlink()
    assert run.is_success, run.said
    manifest = json.loads((staging.folder / "target/manifest.json").read_text(encoding="utf-8"))
    nodes = [node for node in manifest["nodes"].values() if "compiled_code" in node]
    sql = {kind: {n["name"]: n["compiled_code"] for n in nodes if n["resource_type"] == kind} for kind in KINDS}
    return Compiled(sql["model"], sql["test"], sql["model"].pop("stg_parsed").split("\n-- next\n"))
