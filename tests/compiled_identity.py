"""The identity layer compiled by dbt: its models' SQL of a full build and of an incremental one, in their order.

What runs it is identity_layer.py. Stand-ins lie around the layer: one table of people records for the staging views.
"""

from __future__ import annotations

import graphlib
import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dbt_child
import duckdb

from workspaces.paths import WorkspacePaths
from workspaces.settings import DBT_PROJECT

SOURCE = "stg_people__customers"
LOADS_ABOVE, LAST_COMPLETE_BUILD, BUILD_SEQ = 770001, 770002, 770003
"""Numbers that compiled SQL holds until a build puts its own in their place."""

BESIDE = ("_raw__sources.yml", "stg_decided_links.sql", "stg_trained_weights.sql")
BESIDE_MODELS = tuple(Path(name).stem for name in BESIDE if name.endswith(".sql"))
DECIDED_LINKS = """
    line bigint, decision varchar, left_id varchar, right_id varchar, decided_by varchar, reason varchar,
    decided_on date
"""
OUTSIDE = ("int_touched_orders", "int_touched_interactions", "int_touched_customers")
"""Models of later layers that identity only waits for."""


@dataclass(frozen=True)
class Compiled:
    """The manifest's identity models in their order, each with its SQL of a full build and of an incremental one."""

    folder: Path
    models: list[dict[str, Any]]
    full: dict[str, str]
    incremental: dict[str, str]
    columns: dict[str, str]
    checks: dict[str, str]
    """The SQL of the layer's own data tests, by name; each asks for the rows that are wrong."""


def compile_layer(folder: Path, **variables: Any) -> Compiled:
    """Copy the layer with stand-ins for what lies around it, build it once empty, and compile it both ways."""
    for part in ("macros", "seeds", "models/identity", "tests/generic", "tests/identity"):
        shutil.copytree(DBT_PROJECT / part, folder / part)
    for file in (DBT_PROJECT / "models").rglob("*"):
        if file.suffix == ".md" or file.name in BESIDE:
            (folder / file.relative_to(DBT_PROJECT)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, folder / file.relative_to(DBT_PROJECT))
    # dbt_project.yml names every layer, and dbt warns of names that nothing has.
    others = [(layer, f"{layer}_nothing") for layer in ("marts", "segments", "audiences", "memberships", "eligibility")]
    for layer, name in (("staging", SOURCE), *(("intermediate", name) for name in OUTSIDE), *others):
        (folder / "models" / layer).mkdir(exist_ok=True)
        (folder / "models" / layer / f"{name}.sql").write_text("select 1 as is_never_run\n", encoding="utf-8")
    # A conforming view has the optional columns that its YAML describes.
    described = {"name": SOURCE, "columns": [{"name": name} for name in columns_of("customers")]}
    (folder / "models/staging/people.yml").write_text(
        json.dumps({"version": 2, "models": [described]}), encoding="utf-8"
    )
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(DBT_PROJECT / name, folder / name)
    return _compile(folder, variables)


def _compile(folder: Path, variables: dict[str, Any]) -> Compiled:
    paths = WorkspacePaths(folder / "data")
    paths.create()
    static = {"conformed": {"customers": [SOURCE]}, "as_of": "2026-06-30", **variables}
    columns = columns_of("customers")
    with duckdb.connect(str(paths.warehouse)) as connection:
        connection.execute("create schema staging")
        connection.execute(f"create schema raw; create table raw._decided_links ({DECIDED_LINKS})")
        connection.execute("create table raw._trained_weights (digest varchar, folder varchar)")
        connection.execute(f"create table staging.{SOURCE} ({', '.join(f'{n} {t}' for n, t in columns.items())})")
    told = {**static, "loads_above": LOADS_ABOVE, "last_complete_build": LAST_COMPLETE_BUILD, "build_seq": BUILD_SEQ}
    made = ("resource_type:seed", "path:models/identity", *BESIDE_MODELS)
    tests = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")
    _dbt(folder, "build", "--full-refresh", *tests, "--select", *made, variables=told)
    full = _compiled(folder, "--full-refresh", variables=told)
    manifest = _compiled(folder, variables=told)
    models = {n["name"]: n for n in manifest.values() if n["resource_type"] == "model"}
    nodes = {
        name: node for name, node in models.items() if node["schema"] in ("staging", "identity") and name != SOURCE
    }
    order = graphlib.TopologicalSorter(
        {name: {i.split(".")[-1] for i in node["depends_on"]["nodes"]} & set(nodes) for name, node in nodes.items()}
    ).static_order()
    return Compiled(
        folder,
        [nodes[name] for name in order],
        {n["name"]: n["compiled_code"] for n in full.values() if n["resource_type"] == "model"},
        {name: node["compiled_code"] for name, node in nodes.items()},
        columns,
        {
            n["name"]: n["compiled_code"]
            for n in manifest.values()
            if n["path"].startswith("identity/idn_") and n["resource_type"] == "test"
        },
    )


def _dbt(folder: Path, *command: str, variables: dict[str, Any]) -> None:
    answer = dbt_child.dbt(folder, *command, variables=variables, parsed=True)
    assert answer.is_success, answer.said


def _compiled(folder: Path, *options: str, variables: dict[str, Any]) -> dict[str, dict[str, Any]]:
    _dbt(folder, "compile", *options, variables=variables)
    nodes: dict[str, dict[str, Any]] = json.loads((folder / "target/manifest.json").read_text(encoding="utf-8"))[
        "nodes"
    ]
    return nodes


def columns_of(entity: str) -> dict[str, str]:
    """The canonical columns with their types, read from the macro that declares them."""
    text = (DBT_PROJECT / "macros/canonical/canonical_columns.sql").read_text(encoding="utf-8")
    block = text[text.index(f'"{entity}": {{') :]
    block = block[block.index("{") : block.index("}")].replace("money", '"decimal(18, 2)"')
    return dict(re.findall(r'"(\w+)": "([^"]+)"', block))
