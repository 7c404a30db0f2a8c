"""Whom a failed check or a refused delivery holds."""

from __future__ import annotations

import pytest
from small_manifest import small_manifest

from orchestration.lineage import Lineage

LINEAGE = Lineage(small_manifest())


@pytest.mark.parametrize(
    ("test", "subjects"),
    [
        ("unique_orders", ("birthday", "publication")),
        ("unique_carts", ("cart", "publication")),
        ("unique_birthday", ("birthday",)),
        ("consents_known", ("birthday", "cart")),
        ("members_unique", ("birthday", "cart")),
        ("orders_have_carts", ("birthday", "cart", "publication")),
        ("lonely_test", ("*",)),
    ],
)
def test_a_test_speaks_for_whatever_stands_on_what_it_reads(test: str, subjects: tuple[str, ...]) -> None:
    assert LINEAGE.subjects_of_test(f"test.p.{test}.abc") == subjects


@pytest.mark.parametrize(
    ("entity", "subjects"),
    [
        ("orders", ("birthday", "publication")),
        ("carts", ("cart", "publication")),
        ("consents", ("birthday", "cart")),
        ("read_by_nobody", ("publication",)),
    ],
)
def test_a_raw_entity_speaks_for_whatever_stands_on_it(entity: str, subjects: tuple[str, ...]) -> None:
    assert LINEAGE.subjects_of_raw("shop", entity) == subjects


def test_tests_of_disabled_models_are_not_expected() -> None:
    assert "test.p.unique_orders.abc" in LINEAGE.tests
    assert "test.p.of_a_disabled_model.abc" not in LINEAGE.tests


def test_a_test_of_an_audience_speaks_for_that_audience_whatever_it_reads() -> None:
    manifest = small_manifest()
    test = manifest["nodes"]["test.p.unique_birthday.abc"]
    test["depends_on"]["nodes"].append("model.p.customer_360")
    assert Lineage(manifest).subjects_of_test("test.p.unique_birthday.abc") == ("birthday", "publication")
    test["attached_node"] = "model.p.aud_birthday"
    assert Lineage(manifest).subjects_of_test("test.p.unique_birthday.abc") == ("birthday",)


def test_a_workspace_says_which_audiences_leave() -> None:
    told = Lineage(small_manifest(), {"cart": ()})
    assert told.audiences["cart"]["destinations"] == []
    assert list(told.exported) == ["birthday"]
    assert list(LINEAGE.exported) == ["birthday", "cart"]


def test_audiences_are_those_that_declare_themselves() -> None:
    assert {name: meta["title"] for name, meta in LINEAGE.audiences.items()} == {
        "birthday": "aud_birthday",
        "cart": "aud_cart",
    }


def test_models_are_sorted_after_what_they_stand_on() -> None:
    ordered = LINEAGE.sorted_models(set(LINEAGE.models))
    assert set(ordered) == set(LINEAGE.models)
    for model in ordered:
        assert all(ordered.index(above) < ordered.index(model) for above in LINEAGE.models_above(model))
    assert LINEAGE.models_above("model.p.aud_cart") == {"model.p.fct_carts", "model.p.stg_carts"}


def test_the_published_are_two_layers_and_the_models_that_say_so() -> None:
    manifest = small_manifest()
    assert Lineage(manifest).published == {
        ("marts", name): "all" for name in ("fct_orders", "customer_360", "fct_carts")
    }
    manifest["nodes"]["model.p.elg_members"]["config"]["meta"] = {"published": "passed"}
    assert Lineage(manifest).published["eligibility", "elg_members"] == "passed"
