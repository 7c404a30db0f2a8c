"""One hash over everything but the data that a build's tables depend on: code, variables, seeds and engine versions.

Another fingerprint means a full rebuild. What the data is stands in the load ledger; `as_of` is no part of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

# dbt writes nothing into these; documentation (.md, YAML) counts because it holds configuration and contracts too.
PROJECT_FOLDERS = ("models", "macros", "seeds", "snapshots", "tests")
PROJECT_FILES = ("dbt_project.yml", "profiles.yml")
CODE = {".sql", ".py", ".yml", ".yaml", ".csv", ".md"}
ENGINES = ("dbt-core", "dbt-duckdb", "duckdb", "numpy", "scipy", "phonenumbers", "holidays", "pyarrow", "splink")


def fingerprint(dbt_project: Path, rooms: Sequence[Path], variables: dict[str, Any]) -> str:
    """SHA-256, in hex, of the dbt project, rooms its models call, static variables and engines' versions."""
    digest = hashlib.sha256()
    for root in (*(dbt_project / folder for folder in PROJECT_FOLDERS), *rooms):
        for file in sorted(p for p in root.rglob("*") if p.suffix in CODE and p.is_file()):
            _add(digest, f"{root.name}/{file.relative_to(root).as_posix()}", file.read_bytes())
    for name in PROJECT_FILES:
        _add(digest, name, (dbt_project / name).read_bytes())
    _add(digest, "variables", json.dumps(variables, sort_keys=True, default=str).encode())
    for engine in ENGINES:
        _add(digest, engine, version(engine).encode())
    return digest.hexdigest()


def _add(digest: hashlib._Hash, name: str, content: bytes) -> None:
    """Lengths go in first, so that no two different projects give the same bytes."""
    digest.update(f"{name}\0{len(content)}\0".encode())
    digest.update(content)
