"""Every preset enabled in one workspace of a test's own, its fixtures landed, the staging layer built and tested once.

The fixtures, tests/fixtures/presets, have the columns of the true exports; the people in them are invented. A file
`*.xlsx.csv` is delivered as the workbook that it is the text of.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
import xlsxwriter
from trial_house import TrialHouse

from ingestion import raw_views
from ledgers.loads import Load
from orchestration import diagnosis, source_addition, source_files
from orchestration.dbt_variables import dbt_environment, static_variables
from orchestration.diagnosis import examine
from orchestration.source_addition import Addition
from workspaces.configuration import load_workspace
from workspaces.settings import DBT_PROJECT, REPOSITORY, TELEMETRY_OFF

from . import samples

FIXTURES = REPOSITORY / "tests/fixtures/presets"
OTHER_LAYERS = ("identity", "intermediate", "marts", "segments", "audiences", "memberships", "eligibility")


@dataclass(frozen=True)
class Presets:
    """What was landed, what dbt said of each model and test, the tables, sources added, what the doctor finds."""

    loads: list[Load]
    results: dict[str, str]
    warehouse: Path
    added: list[Addition]
    findings: list[str]

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a query whose schemas are raw and staging."""
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture(scope="session")
def presets(tmp_path_factory: pytest.TempPathFactory) -> Presets:
    """All of them."""
    root = tmp_path_factory.mktemp("presets")
    project = staging_alone(root / "dbt_project")
    file = root / "workspace.yml"
    shutil.copy(FIXTURES / "workspace.yml", file)
    for preset in source_files.presets(DBT_PROJECT).values():
        source_files.enable(load_workspace(str(file)), project, preset)
    _enable_parquet(file, project)
    added = [
        source_addition.add(load_workspace(str(file)), project, sample, None)
        for sample in samples.write(root / "samples")
    ]
    house = TrialHouse.make(root / "data", str(file))
    for addition, sample in zip(added, sorted((root / "samples").iterdir()), strict=True):
        house.deliver(root, [sample.relative_to(root).as_posix()])
        (house.paths.inbox / addition.name).mkdir()
        (house.paths.inbox / "samples" / sample.name).rename(
            house.paths.inbox / addition.files.replace("*", "20260630")
        )
    for delivery in deliveries(root / "inbox"):
        house.deliver(root / "inbox", [delivery])
    landed = house.ingest()
    raw_views.refresh(house.paths.warehouse, house.run.workspace, house.paths)
    variables = {**static_variables(house.run.workspace, project), "as_of": "2026-06-30"}
    told = subprocess.run(
        [
            *(str(Path(sys.executable).with_name("dbt")), "-q", "build", "--vars", json.dumps(variables)),
            *("--select", "path:models/staging", "path:seeds", "--profiles-dir", str(project)),
            *("--project-dir", str(project), "--target-path", str(root / "target"), "--log-path", str(root / "logs")),
        ],
        env={**os.environ, **TELEMETRY_OFF, **dbt_environment(house.paths, 2)},
        capture_output=True,
        text=True,
        check=False,
    )
    results = root / "target/run_results.json"
    assert results.is_file(), told.stdout + told.stderr
    said = json.loads(results.read_text(encoding="utf-8"))["results"]
    assert said, told.stdout + told.stderr
    outcome = {r["unique_id"]: r["status"] if r["status"] != "error" else r["message"] for r in said}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(diagnosis, "DBT_PROJECT", project)
        findings = [f"{f.severity}: {f.what}" for f in examine(house.run) if f.severity != "good"]
    return Presets(landed, outcome, house.paths.warehouse, added, findings)


def _enable_parquet(file: Path, project: Path) -> None:
    """A second source of the preset ga4, its declaration changed to Parquet as its first lines say."""
    ga4 = source_files.preset_of(DBT_PROJECT, "ga4")
    source_files.enable(load_workspace(str(file)), project, ga4, "ga4_parquet")
    before, own = file.read_text(encoding="utf-8").split("  ga4_parquet:")
    own = own.replace(".jsonl", ".parquet").replace("json_lines", "parquet").replace("# required", "required")
    file.write_text(f"{before}  ga4_parquet:{own}", encoding="utf-8")


def staging_alone(folder: Path) -> Path:
    """A dbt project that has the staging layer, its macros, tests and seed; the other layers are never run."""
    for part in ("macros", "models/staging", "tests/generic"):
        shutil.copytree(DBT_PROJECT / part, folder / part)
    for file in ("dbt_project.yml", "profiles.yml", "seeds/pseudo_accounts.csv", "seeds/pseudo_accounts.yml"):
        (folder / file).parent.mkdir(exist_ok=True)
        shutil.copy(DBT_PROJECT / file, folder / file)
    for layer in OTHER_LAYERS:  # dbt_project.yml names the layers, and dbt warns of names without a model
        stand_in = folder / "models" / layer / f"stand_in_{layer}.sql"
        stand_in.parent.mkdir(parents=True)
        stand_in.write_text("select 1 as is_never_run\n", encoding="utf-8")
    return folder


def deliveries(inbox: Path) -> Iterator[str]:
    """Write every fixture into a folder as it is delivered; their names below it."""
    for file in sorted(p for p in (FIXTURES / "inbox").rglob("*") if p.is_file()):
        name = file.relative_to(FIXTURES / "inbox").as_posix().removesuffix(".xlsx.csv")
        if file.name.endswith(".xlsx.csv"):
            name += ".xlsx"
        (inbox / name).parent.mkdir(parents=True, exist_ok=True)
        if file.name.endswith(".xlsx.csv"):
            _write_workbook(file, inbox / name)
        else:
            shutil.copy(file, inbox / name)
        yield name
    events = inbox / "ga4_parquet/events_20260630.parquet"
    events.parent.mkdir()
    with duckdb.connect() as connection:
        connection.execute(
            "copy (select * replace (event_timestamp::bigint as event_timestamp) from"
            f" read_json_auto('{inbox}/ga4/events_20260630.jsonl')) to '{events}' (format parquet)"
        )
    yield "ga4_parquet/events_20260630.parquet"


def _write_workbook(file: Path, target: Path) -> None:
    """Every cell as the text that it is."""
    with xlsxwriter.Workbook(target) as book, file.open(encoding="utf-8", newline="") as lines:
        sheet = book.add_worksheet("orders")
        for number, row in enumerate(csv.reader(lines)):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text)
