"""YAML describes exactly the columns that a build makes; contracts hold this from marts up, this test everywhere."""

from __future__ import annotations

from trial_house import TrialHouse

from .conftest import Reference


def undescribed(built: dict[str, set[str]], described: dict[str, set[str]]) -> list[str]:
    """Columns that are built and not described, or described and not built."""
    return sorted(f"{model}.{column}" for model in built for column in built[model] ^ described.get(model, set()))


def test_what_is_built_is_described(house: TrialHouse, reference: Reference) -> None:
    nodes = [n for n in house.run.project.manifest["nodes"].values() if n["resource_type"] == "model"]
    described = {node["name"]: set(node["columns"]) for node in nodes}
    built: dict[str, set[str]] = {}
    for table, column in reference.first.query(
        "select table_name, column_name from duckdb_columns() where schema_name not in ('main', 'raw', 'seeds')"
    ):
        if table in described:
            built.setdefault(table, set()).add(column)
    assert len(built) > len(described) / 2
    assert undescribed(built, described) == []


def test_a_column_without_a_description_is_seen() -> None:
    assert undescribed({"a": {"x", "y"}}, {"a": {"y", "z"}}) == ["a.x", "a.z"]
    assert undescribed({"a": {"x"}}, {}) == ["a.x"]
