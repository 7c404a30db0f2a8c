"""A handmade manifest: two raw entities, two audiences, and the layers between them.

raw.shop__orders -> stg_orders -> fct_orders -> customer_360 -> aud_birthday -> elg_candidates -> elg_members
raw.shop__carts  -> stg_carts  -> fct_carts  -----------------> aud_cart     -^
raw.shop__consents -> stg_consents -> elg_consent_states ----------------------------------------^
"""

from __future__ import annotations

from typing import Any

PARENTS = {
    "stg_orders": ["source.shop.orders"],
    "stg_carts": ["source.shop.carts"],
    "stg_consents": ["source.shop.consents"],
    "fct_orders": ["stg_orders"],
    "customer_360": ["fct_orders"],
    "fct_carts": ["stg_carts"],
    "aud_birthday": ["customer_360"],
    "aud_cart": ["fct_carts"],
    "elg_candidates": ["aud_birthday", "aud_cart"],
    "elg_consent_states": ["stg_consents"],
    "elg_members": ["elg_candidates", "elg_consent_states"],
    "lonely": [],
}
SCHEMAS = {"stg": "staging", "fct": "marts", "customer": "marts", "aud": "audiences", "elg": "eligibility"}
TESTS = {
    "unique_orders": ["stg_orders"],
    "unique_carts": ["fct_carts"],
    "unique_birthday": ["aud_birthday"],
    "consents_known": ["stg_consents"],
    "members_unique": ["elg_members"],
    "orders_have_carts": ["fct_orders", "fct_carts"],
    "lonely_test": ["lonely"],
}


def small_manifest() -> dict[str, Any]:
    """In the shape of manifest.json, as far as orchestration reads it."""
    nodes: dict[str, Any] = {_id(name): _model(name) for name in PARENTS}
    nodes |= {f"test.p.{name}.abc": _test(name, tested) for name, tested in TESTS.items()}
    nodes["test.p.of_a_disabled_model.abc"] = _test("of_a_disabled_model", [], enabled=False)
    return {
        "nodes": nodes,
        "sources": {
            f"source.shop.{entity}": {"identifier": f"shop__{entity}", "schema": "raw", "resource_type": "source"}
            for entity in ("orders", "carts", "consents")
        },
        "parent_map": {
            **{_id(name): [p if p.startswith("source") else _id(p) for p in of] for name, of in PARENTS.items()},
            **{f"source.shop.{entity}": [] for entity in ("orders", "carts", "consents")},
        },
    }


def event(test: str, status: str, failures: int = 0) -> dict[str, Any]:
    """dbt's result event of one test."""
    return {
        "info": {"name": "LogTestResult"},
        "data": {"node_info": {"unique_id": f"test.p.{test}.abc", "node_status": status}, "num_failures": failures},
    }


def _id(name: str) -> str:
    return f"model.p.{name}"


def _model(name: str) -> dict[str, Any]:
    meta = {"audience": {"title": name, "destinations": ["generic_csv"]}} if name.startswith("aud_") else {}
    return {
        "name": name,
        "resource_type": "model",
        "schema": SCHEMAS.get(name.split("_")[0], "other"),
        "config": {"meta": meta, "enabled": True},
    }


def _test(name: str, tested: list[str], enabled: bool = True) -> dict[str, Any]:
    return {
        "name": name,
        "resource_type": "test",
        "schema": "tests",
        "description": f"what {name} is for",
        "config": {"meta": {}, "enabled": enabled},
        "depends_on": {"nodes": [_id(t) for t in tested]},
    }
