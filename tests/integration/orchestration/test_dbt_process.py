"""dbt in this process, on a project of two models."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from orchestration import dbt_process
from orchestration.dbt_process import DbtError, DbtProject
from orchestration.dbt_variables import dbt_environment
from workspaces.paths import WorkspacePaths
from workspaces.settings import DBT_PROJECT

FILES = {
    "dbt_project.yml": "name: langganan\nversion: 0.1.0\nprofile: langganan\nvars: {build_seq: 0}\n"
    "models: {langganan: {marts: {+database: marts, +schema: marts, +materialized: table}}}\n",
    "models/marts/fct_a.sql": "select {{ var('build_seq') }} as build_seq, 'x' as name",
    "models/marts/fct_b.sql": "select build_seq, name from {{ ref('fct_a') }}",
    "models/marts/_marts.yml": """
models:
  - name: fct_b
    columns:
      - name: name
        data_tests: [unique, not_null]
      - name: build_seq
        data_tests:
          - accepted_values: {arguments: {values: [1]}}
""",
}


@pytest.fixture
def project(tmp_path: Path) -> DbtProject:
    """The small project, with the house's profile and schema names."""
    folder = tmp_path / "project"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "macros").mkdir()
    shutil.copy(DBT_PROJECT / "macros/generate_schema_name.sql", folder / "macros")
    shutil.copy(DBT_PROJECT / "profiles.yml", folder)
    paths = WorkspacePaths(tmp_path / "shop")
    paths.create()
    return DbtProject(folder, (tmp_path / "estimators",), paths, dbt_environment(paths, 1), {"time_zone": "UTC"})


def results(project: DbtProject, command: list[str], build_seq: int) -> dict[str, str]:
    """Node name -> status of a command's result events."""
    told = dbt_process.events(project, command, {"build_seq": build_seq})
    nodes = [event["data"]["node_info"] for event in told]
    return {node["node_name"]: node["node_status"] for node in nodes}


def rows(project: DbtProject) -> list[tuple[int, str]]:
    """The second model's rows. Opening the file at all shows that dbt let go of it."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{project.paths.marts}' as snapshot (read_only)")
        return connection.execute("select build_seq, name from snapshot.marts.fct_b").fetchall()


def test_volatile_variables_change_without_parsing_again(project: DbtProject) -> None:
    parsed = project.parsed
    assert results(project, ["build", "--exclude-resource-type", "test"], 1) == {"fct_a": "success", "fct_b": "success"}
    assert rows(project) == [(1, "x")]
    assert results(project, ["run"], 2) == {"fct_a": "success", "fct_b": "success"}
    assert rows(project) == [(2, "x")]
    assert project.parsed is parsed
    log = (project.paths.dbt / "logs/dbt.log").read_text(encoding="utf-8")
    assert "Unable to do partial parsing because config vars" not in log


def test_a_failed_test_is_a_result_and_no_error(project: DbtProject) -> None:
    results(project, ["run"], 2)
    found = results(project, ["test"], 2)
    assert sorted(found.values()) == ["fail", "pass", "pass"]
    assert found["accepted_values_fct_b_build_seq__1"] == "fail"


def test_a_failed_model_is_named(project: DbtProject) -> None:
    (project.folder / "models/marts/fct_a.sql").write_text("select no_such_column", encoding="utf-8")
    with pytest.raises(DbtError, match=r"dbt run failed at fct_a: .*no_such_column"):
        results(project, ["run"], 1)
    assert duckdb.connect(str(project.paths.warehouse)).close() is None


def test_a_project_that_cannot_be_parsed_is_told_in_dbts_words(project: DbtProject) -> None:
    (project.folder / "models/marts/fct_a.sql").write_text("select {{ ref('nowhere') }}", encoding="utf-8")
    with pytest.raises(DbtError, match="depends on a node named 'nowhere' which was not found"):
        _ = project.parsed


def test_the_manifest_is_kept_until_the_project_changes(project: DbtProject) -> None:
    assert not project.is_parsed
    nodes = {n["name"] for n in project.manifest["nodes"].values() if n["resource_type"] == "model"}
    assert nodes == {"fct_a", "fct_b"}
    metrics = json.loads((project.target / "semantic_manifest.json").read_text(encoding="utf-8"))
    assert metrics["metrics"] == []
    assert "time_spines" in metrics["project_configuration"]
    again = DbtProject(project.folder, project.rooms, project.paths, project.environment, project.static_variables)
    assert again.is_parsed
    (project.folder / "models/marts/fct_c.sql").write_text("select 1 as a", encoding="utf-8")
    changed = DbtProject(project.folder, project.rooms, project.paths, project.environment, project.static_variables)
    assert not changed.is_parsed
    assert "model.langganan.fct_c" in changed.manifest["nodes"]


def test_another_home_begins_with_what_was_parsed_and_sees_what_changed(project: DbtProject, tmp_path: Path) -> None:
    """A kept file that is as it was: dbt had nothing to parse."""
    first = replace(project, parsed_folder=tmp_path / "parsed")
    assert results(first, ["run"], 1) == {"fct_a": "success", "fct_b": "success"}
    (kept,) = (tmp_path / "parsed").iterdir()
    written = kept.stat().st_mtime_ns
    second = elsewhere(first, tmp_path / "another")
    assert not second.is_parsed
    assert results(second, ["run"], 2) == {"fct_a": "success", "fct_b": "success"}
    assert (rows(first), rows(second)) == ([(1, "x")], [(2, "x")])
    assert kept.stat().st_mtime_ns == written, "nothing was parsed"
    (project.folder / "models/marts/fct_a.sql").write_text("select 7 as build_seq, 'y' as name", encoding="utf-8")
    third = elsewhere(first, tmp_path / "third")
    results(third, ["run"], 3)
    assert rows(third) == [(7, "y")]
    assert kept.stat().st_mtime_ns > written, "the changed model is kept"


def test_what_was_parsed_under_other_variables_is_not_taken(project: DbtProject, tmp_path: Path) -> None:
    first = replace(project, parsed_folder=tmp_path / "parsed")
    _ = first.parsed
    other = replace(elsewhere(first, tmp_path / "another"), static_variables={"time_zone": "Asia/Jakarta"})
    _ = other.parsed
    assert len(list((tmp_path / "parsed").iterdir())) == 2


def elsewhere(project: DbtProject, folder: Path) -> DbtProject:
    """The same project for another workspace folder."""
    paths = WorkspacePaths(folder)
    paths.create()
    return replace(project, paths=paths, environment=dbt_environment(paths, 1))


def test_the_stock_process_tells_the_same(project: DbtProject) -> None:
    """Dagster's DbtCliResource, which LANGGANAN_DBT_PROCESS=stock chooses."""
    stock = replace(project, stock=True)
    assert results(stock, ["run"], 2) == {"fct_a": "success", "fct_b": "success"}
    assert rows(stock) == [(2, "x")]
    assert sorted(results(stock, ["test"], 2).values()) == ["fail", "pass", "pass"]
    (project.folder / "models/marts/fct_a.sql").write_text("select no_such_column", encoding="utf-8")
    with pytest.raises(DbtError, match=r"dbt run failed: .*fct_a"):
        results(stock, ["run"], 1)
