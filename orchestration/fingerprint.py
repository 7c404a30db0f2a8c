"""What a build's tables depend on beside the data: code, variables, seeds and engine versions, part by part.

Another fingerprint means a full rebuild, unless replay.py can tell what the parts that changed reach. What the data is
stands in the load ledger; `as_of` is no part of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

# dbt writes nothing into these; documentation (.md, YAML) counts because it holds configuration and contracts too.
PROJECT_FOLDERS = ("models", "macros", "seeds", "snapshots", "tests")
PROJECT_FILES = ("dbt_project.yml", "profiles.yml")
CODE = {".sql", ".py", ".yml", ".yaml", ".csv", ".md"}
ENGINES = ("dbt-core", "dbt-duckdb", "duckdb", "numpy", "scipy", "phonenumbers", "holidays", "pyarrow", "splink")
CONVENTIONS = "conventions"


def parts(dbt_project: Path, rooms: Sequence[Path], variables: Mapping[str, Any]) -> dict[str, str]:
    """Name -> SHA-256, in hex, of each file, variable and engine version.

    Files are named by their path (`models/staging/pos/...`), variables as `variable currency`, and an entity's
    conventions apart from all others' as `conventions of pos.receipts`.
    """
    found: dict[str, str] = {}
    for root in (*(dbt_project / folder for folder in PROJECT_FOLDERS), *rooms):
        for file in sorted(p for p in root.rglob("*") if p.suffix in CODE and p.is_file()):
            found[f"{root.name}/{file.relative_to(root).as_posix()}"] = _digest(file.read_bytes())
    for name in PROJECT_FILES:
        found[name] = _digest((dbt_project / name).read_bytes())
    for name, value in variables.items():
        if name != CONVENTIONS:
            found[f"variable {name}"] = _digest_of_value(value)
    for source, entities in variables.get(CONVENTIONS, {}).items():
        for entity, declared in entities.items():
            found[part_of_conventions(source, entity)] = _digest_of_value(declared)
    for engine in ENGINES:
        found[f"engine {engine}"] = _digest(version(engine).encode())
    return found


def part_of_conventions(source: str, entity: str) -> str:
    """The name of the part that holds an entity's conventions."""
    return f"{CONVENTIONS} of {source}.{entity}"


def fingerprint(found: Mapping[str, str]) -> str:
    """One SHA-256, in hex, over all parts."""
    return _digest_of_value(found)


def _digest_of_value(value: Any) -> str:
    return _digest(json.dumps(value, sort_keys=True, default=str).encode())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
