"""The national identity number links or contradicts records. It is never published or exported: no model of the layers
that leave the warehouse names it, nor takes every identifier of a person without saying which kinds.
"""

from __future__ import annotations

import re

import pytest
import yaml

from workspaces.settings import DBT_PROJECT, REPOSITORY

from .sql_text import references, without_comments
from .tree import File, layer_of, model_files

LEAVING = {"marts", "segments", "audiences", "eligibility"}
IDENTIFIERS = {"idn_identifiers", "idn_bonds", "idn_values"}
OF_A_KIND = re.compile(r"\bkind\b")


def leaks(file: File) -> bool:
    """A model of a leaving layer that names the number, or reads identifiers without asking for a kind."""
    if layer_of(file.path) not in LEAVING:
        return False
    sql = without_comments(file.text)
    return "national_id" in sql or (bool(references(file.text) & IDENTIFIERS) and not OF_A_KIND.search(sql))


def test_no_leaving_model_holds_the_national_id() -> None:
    assert [file.path for file in model_files() if leaks(file)] == []


def test_no_leaving_column_is_called_so() -> None:
    described = [
        (model["name"], column["name"])
        for layer in sorted(LEAVING)
        for page in sorted((DBT_PROJECT / "models" / layer).rglob("*.yml"))
        for model in yaml.safe_load(page.read_text(encoding="utf-8")).get("models", [])
        for column in model.get("columns", [])
    ]
    assert described
    assert [found for found in described if "national" in found[1] or found[1] == "nik"] == []


def test_no_export_asks_for_it() -> None:
    files = [f for folder in ("export", "publication", "audit") for f in (REPOSITORY / folder).rglob("*.*")]
    texts = {f: f.read_text(encoding="utf-8") for f in files if f.suffix in {".py", ".yml"}}
    assert texts
    assert [str(f) for f, text in texts.items() if "national_id" in text] == []


@pytest.mark.parametrize(
    ("path", "sql", "is_leak"),
    [
        ("marts/dim_customers.sql", "select national_id from t", True),
        ("eligibility/elg_x.sql", "select value from {{ ref('idn_identifiers') }}", True),
        ("eligibility/elg_x.sql", "select value from {{ ref('idn_identifiers') }} where kind = 'email'", False),
        ("identity/idn_records.sql", "select national_id from t", False),
    ],
)
def test_a_leak_is_seen(path: str, sql: str, is_leak: bool) -> None:
    assert leaks(File(f"dbt_project/models/{path}", sql)) is is_leak
