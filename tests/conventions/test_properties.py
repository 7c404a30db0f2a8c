"""What every model says of itself in YAML: its kind, its grain, its columns, its keys, what is personal."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from workspaces.configuration import SHIPPED, load_workspace

from .tree import LAYERS

Node = dict[str, Any]

KINDS = {"local", "global", "history", "touched"}
CONTRACTED = tuple(LAYERS)[tuple(LAYERS).index("marts") :]
UNIQUENESS = {"unique", "one_row_per", "row_fates_hold", "audience_holds"}
PERSONAL = re.compile(
    r"^(email|phone|full_name|first_name|last_name|name_to_call|birth_date|birthday_date|address|street|postal_code|gender"
    r"|contact|contact_value|contact_point|contact_hash|e164|nik|device_id|raw_email|raw_phone|normalised_email"
    r"|normalised_phone|requester_email|requester_phone|nama|no_hp|telepon|pelanggan|tanggal_lahir)$"
)


def kind_fault(model: Node) -> str | None:
    """A model whose `meta.kind` is none of the four."""
    kind = model["config"].get("meta", {}).get("kind")
    return None if kind in KINDS else f"{model['name']}: meta.kind is {kind!r}"


def undescribed(model: Node) -> list[str]:
    """The model, or its columns, where nothing is said of it."""
    faults = [] if model["description"].strip() else [f"{model['name']} has no description"]
    if not model["columns"]:
        faults.append(f"{model['name']} describes no column")
    said = {name: " ".join(c["description"].split()) for name, c in model["columns"].items()}
    return faults + [f"{model['name']}.{name} has no description" for name, text in said.items() if not text]


def grain_fault(model: Node) -> str | None:
    """A description that does not begin with the grain."""
    return (
        None if model["description"].strip().startswith("One row per ") else f"{model['name']}: {model['description']}"
    )


def untagged(model: Node, declared: Collection[str] = ()) -> list[str]:
    """Columns that are personal by their name, or because the workspace declares them so, and are not tagged."""
    return [
        f"{model['name']}.{name}"
        for name, column in model["columns"].items()
        if (PERSONAL.match(name) or name in declared)
        and not {**column.get("meta", {}), **column["config"].get("meta", {})}.get("pii")
    ]


def uncontracted(model: Node) -> list[str]:
    """From marts upward: a model without an enforced contract, or a column without its type."""
    if model["schema"] not in CONTRACTED:
        return []
    faults = [] if model["config"]["contract"]["enforced"] else [f"{model['name']} enforces no contract"]
    return faults + [f"{model['name']}.{n} has no data_type" for n, c in model["columns"].items() if not c["data_type"]]


def key_fault(model: Node, tests: list[Node]) -> str | None:
    """A model whose grain no test asserts: one_row_per, or unique and not null on one column."""
    unique = [t for t in tests if t["test_metadata"]["name"] in UNIQUENESS]
    if not unique:
        return f"{model['name']}: no test says what is unique"
    not_null = {t["column_name"] for t in tests if t["test_metadata"]["name"] == "not_null"}
    single = {t["column_name"] for t in unique if t["test_metadata"]["name"] == "unique"}
    if single - not_null:
        return f"{model['name']}: {sorted(single - not_null)} unique but not tested for null"
    return None


def test_every_model_has_a_kind(models: list[Node]) -> None:
    assert [f for m in models if (f := kind_fault(m))] == []


def test_every_model_and_column_is_described(models: list[Node]) -> None:
    assert [f for m in models for f in undescribed(m)] == []


def test_descriptions_begin_with_the_grain(models: list[Node]) -> None:
    assert [f for m in models if (f := grain_fault(m))] == []


def test_personal_columns_are_tagged(models: list[Node]) -> None:
    personal = {
        f"stg_{source}__{entity}_rows": set(declared.personal)
        for workspace in (load_workspace(p.parent.name) for p in sorted(SHIPPED.glob("*/workspace.yml")))
        for source, of in workspace.sources.items()
        for entity, declared in of.entities.items()
    }
    assert {name for name in personal if personal[name]} - {m["name"] for m in models} == set()
    assert [f for m in models for f in untagged(m, personal.get(m["name"], set()))] == []


def test_contracts_are_enforced_from_marts_upward(models: list[Node]) -> None:
    assert [f for m in models for f in uncontracted(m)] == []


def test_every_grain_is_tested(models: list[Node], tests_by_model: dict[str, list[Node]]) -> None:
    assert [f for m in models if (f := key_fault(m, tests_by_model.get(m["name"], [])))] == []


def _model(**changed: Any) -> Node:
    column = {"description": "The order.", "meta": {}, "config": {"meta": {}}, "data_type": "varchar"}
    return {
        "name": "fct_orders",
        "schema": "marts",
        "description": "One row per order_id.",
        "columns": {"order_id": column},
        "config": {"meta": {"kind": "local"}, "contract": {"enforced": True}},
        **changed,
    }


def _test(name: str, column: str | None) -> Node:
    return {"test_metadata": {"name": name}, "column_name": column}


def test_a_good_model_passes() -> None:
    model = _model()
    assert (kind_fault(model), grain_fault(model)) == (None, None)
    assert undescribed(model) == untagged(model) == uncontracted(model) == []
    assert key_fault(model, [_test("unique", "order_id"), _test("not_null", "order_id")]) is None
    assert key_fault(model, [_test("one_row_per", None)]) is None


def test_a_bad_model_is_seen() -> None:
    silent: Node = {"description": " ", "meta": {}, "config": {"meta": {}}, "data_type": None}
    model = _model(
        description="Orders.",
        columns={"email": silent},
        config={"meta": {"kind": "daily"}, "contract": {"enforced": False}},
    )
    assert kind_fault(model) == "fct_orders: meta.kind is 'daily'"
    assert grain_fault(model) == "fct_orders: Orders."
    assert undescribed(model) == ["fct_orders.email has no description"]
    assert undescribed(_model(columns={}, description="")) == [
        "fct_orders has no description",
        "fct_orders describes no column",
    ]
    assert untagged(model) == ["fct_orders.email"]
    assert untagged(_model(), {"order_id"}) == ["fct_orders.order_id"]
    assert uncontracted(model) == ["fct_orders enforces no contract", "fct_orders.email has no data_type"]
    assert uncontracted(_model(schema="staging", config={"contract": {"enforced": False}})) == []
    assert key_fault(model, [_test("not_null", "email")]) == "fct_orders: no test says what is unique"
    assert key_fault(model, [_test("unique", "email")]) == "fct_orders: ['email'] unique but not tested for null"
