"""What stands in the repository: its files, its rooms, its models. No rule is judged here."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from workspaces.settings import DBT_PROJECT, REPOSITORY

ROOMS = (
    "workspaces",
    "ledgers",
    "ingestion",
    "estimators",
    "matching",
    "audit",
    "publication",
    "export",
    "privacy",
    "portal",
    "orchestration",
)

LAYERS = {
    "staging": ("stg_",),
    "identity": ("idn_",),
    "intermediate": ("int_",),
    "marts": ("dim_", "fct_", "customer_360", "customer_recommendations"),
    "segments": ("seg_",),
    "audiences": ("aud_",),
    "memberships": ("seg_",),
    "eligibility": ("elg_",),
}


@dataclass(frozen=True)
class File:
    """A text file of the repository: its path below the root, and what it says."""

    path: str
    text: str


def tracked_files() -> list[File]:
    """Every text file that git tracks or would track."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
    ).stdout.decode()
    found = []
    for path in sorted(set(filter(None, listed.split("\0")))):
        if not (REPOSITORY / path).is_file():
            continue
        try:
            found.append(File(path, (REPOSITORY / path).read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return found


def room_modules() -> list[File]:
    """The Python modules of the rooms."""
    return [f for room in ROOMS for f in _files(REPOSITORY / room, "*.py")]


def python_files() -> list[File]:
    """Every Python file of the rooms, the dbt project, the tests and the benchmarks."""
    beside = ("dbt_project", "tests", "benchmarks")
    return [*room_modules(), *(f for folder in beside for f in _files(REPOSITORY / folder, "*.py"))]


def sql_files() -> list[File]:
    """Every SQL file of the dbt project: models, macros, tests."""
    return _files(DBT_PROJECT, "*.sql")


def model_files() -> list[File]:
    """The models, in SQL or Python."""
    return [*_files(DBT_PROJECT / "models", "*.sql"), *_files(DBT_PROJECT / "models", "*.py")]


def documents() -> dict[str, str]:
    """The pages of docs/ by their file name."""
    return {Path(f.path).name: f.text for f in _files(REPOSITORY / "docs", "*.md")}


def layer_of(path: str) -> str:
    """The layer of a model by its folder: `dbt_project/models/<layer>/...`."""
    return Path(path).parts[2]


def _files(folder: Path, pattern: str) -> list[File]:
    return [
        File(p.relative_to(REPOSITORY).as_posix(), p.read_text(encoding="utf-8"))
        for p in sorted(folder.rglob(pattern))
        if "__pycache__" not in p.parts
    ]
