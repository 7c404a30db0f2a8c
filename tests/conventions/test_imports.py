"""Who may know whom: the imports of every room, read from its syntax."""

from __future__ import annotations

import ast
import sys

import pytest

from .tree import ROOMS, File, model_files, room_modules

ORCHESTRATORS = {"dagster", "dagster_dbt", "dagster_webserver", "dagster_graphql", "dbt"}
ENVIRONMENT = {"environ", "environb", "getenv", "getenvb"}
LIBRARIES: dict[str, set[str]] = {
    "ledgers": set(),
    "workspaces": {"pydantic", "yaml", "fsspec", "paramiko"},
    "estimators": {"numpy", "scipy"},
}


def imported_modules(file: File) -> set[str]:
    """The absolute names of all modules that a file imports, wherever in it; relative ones are resolved."""
    package = file.path.removesuffix(".py").split("/")[:-1]
    found = set()
    for node in ast.walk(ast.parse(file.text)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            found |= {base} if node.module else {f"{base}.{alias.name}" for alias in node.names}
            if node.module in ROOMS:
                found |= {f"{base}.{alias.name}" for alias in node.names}
    return found


def is_generator(path: str) -> bool:
    """Whether a file makes a workspace's deliveries: it lies in the workspace's own folder."""
    return path.startswith("workspaces/") and path.count("/") > 1


def forbidden_imports(file: File) -> list[str]:
    """Each import that the room of this file may not have, as a sentence."""
    room = file.path.split("/")[0]
    faults = []
    for module in sorted(imported_modules(file)):
        top = module.split(".")[0]
        if top in ROOMS:
            if is_generator(file.path):
                own = ".".join(file.path.split("/")[:2])
                allowed = module == "workspaces.paths" or f"{module}.".startswith(("workspaces.paths.", f"{own}."))
            elif room in {"orchestration", "portal"}:
                allowed = True
            elif room == "dbt_project":
                allowed = top in {"estimators", "matching"}
            elif room in {"estimators", "ledgers", "matching"}:
                allowed = top == room
            elif room == "workspaces":
                allowed = top == "workspaces"
            else:
                allowed = top in {room, "workspaces", "ledgers"}
        elif top in ORCHESTRATORS:
            allowed = room == "orchestration" or (room == "portal" and top != "dbt")
        elif room in LIBRARIES and not is_generator(file.path):
            allowed = top in sys.stdlib_module_names or top in LIBRARIES[room]
        else:
            allowed = True
        if not allowed:
            faults.append(f"{file.path} imports {module}")
    return faults


def environment_readings(file: File) -> list[str]:
    """Each place that reads the process's environment. Setting a variable for a tool that runs in-process is none."""
    faults = []
    tree = ast.parse(file.text)
    written = {
        id(node.value)
        for node in ast.walk(tree)
        if (isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store))
        or (isinstance(node, ast.Attribute) and node.attr in {"update", "setdefault"})
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            reads = node.module == "os" and bool({a.name for a in node.names} & ENVIRONMENT)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            is_set = id(node) in written and file.path.startswith("orchestration/")
            reads = node.value.id == "os" and node.attr in ENVIRONMENT and not is_set
        else:
            continue
        if reads:
            faults.append(f"{file.path}:{node.lineno} reads the environment")
    return sorted(faults)


def test_rooms_import_only_what_they_may() -> None:
    modules = [*room_modules(), *(f for f in model_files() if f.path.endswith(".py"))]
    assert [fault for file in modules for fault in forbidden_imports(file)] == []


@pytest.mark.parametrize(
    ("path", "text", "fault"),
    [
        ("ingestion/csv.py", "from export import writing", "export.writing"),
        ("ingestion/csv.py", "def f():\n    import dagster", "dagster"),
        ("audit/suites.py", "from dbt.cli.main import dbtRunner", "dbt.cli.main"),
        ("estimators/process.py", "import pandas as pd", "pandas"),
        ("estimators/process.py", "from ledgers import loads", "ledgers.loads"),
        ("ledgers/loads.py", "import duckdb", "duckdb"),
        ("workspaces/configuration.py", "from ledgers.loads import Load", "ledgers.loads"),
        ("workspaces/sample_shop/generator/people.py", "from ledgers.loads import Load", "ledgers.loads"),
        ("workspaces/sample_shop/generator/people.py", "from ... import configuration", "workspaces.configuration"),
        ("dbt_project/models/identity/idn_links.py", "import ingestion.files", "ingestion.files"),
    ],
)
def test_a_forbidden_import_is_seen(path: str, text: str, fault: str) -> None:
    assert f"{path} imports {fault}" in forbidden_imports(File(path, text))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("orchestration/assets.py", "import dagster\nfrom export.writing import write"),
        ("export/writing.py", "from ledgers.exports import Export\nfrom workspaces.errors import LanggananError"),
        ("workspaces/sample_shop/generator/people.py", "import numpy\nfrom workspaces.paths import WorkspacePaths"),
        ("dbt_project/models/marts/fct_process.py", "from estimators.process import fit"),
    ],
)
def test_an_allowed_import_passes(path: str, text: str) -> None:
    assert forbidden_imports(File(path, text)) == []


def test_settings_alone_read_the_environment() -> None:
    modules = [f for f in room_modules() if f.path != "workspaces/settings.py"]
    assert [fault for file in modules for fault in environment_readings(file)] == []


def test_a_reading_of_the_environment_is_seen() -> None:
    reading = "import os\nhome = os.environ['HOME']\nshell = os.getenv('SHELL')\nfrom os import environ"
    setting = "import os\nos.environ['DO_NOT_TRACK'] = '1'\nos.environ.update({})"
    assert [f.split(" ")[0] for f in environment_readings(File("export/a.py", reading))] == [
        "export/a.py:2",
        "export/a.py:3",
        "export/a.py:4",
    ]
    assert environment_readings(File("orchestration/a.py", setting)) == []
    assert len(environment_readings(File("export/a.py", setting))) == 2
