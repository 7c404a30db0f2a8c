"""dbt's tests and refused deliveries as check results."""

from __future__ import annotations

import pytest
from small_manifest import TESTS, event, small_manifest

from audit.verdict import AudienceRows, decide
from ledgers.loads import Load
from orchestration import checks
from orchestration.lineage import Lineage
from workspaces.configuration import Workspace

LINEAGE = Lineage(small_manifest())


def test_each_status_of_dbt_has_its_own_and_an_unknown_one_is_an_error() -> None:
    told = [event("unique_orders", "pass"), event("unique_carts", "fail", 3), event("unique_birthday", "warn", 1)]
    told += [event("consents_known", "error"), event("members_unique", "runtime error"), event("lonely_test", "new")]
    found = {c.check_name.removesuffix(".abc"): c for c in checks.dbt_checks(LINEAGE, told)}
    assert {name: c.status for name, c in found.items()} == {
        "unique_orders": "pass",
        "unique_carts": "fail",
        "unique_birthday": "warn",
        "consents_known": "error",
        "members_unique": "error",
        "lonely_test": "error",
        "orders_have_carts": "skipped",
    }
    assert found["unique_carts"].failed_count == 3
    assert found["unique_carts"].subjects == ("cart", "publication")
    assert found["unique_carts"].fault == "what unique_carts is for"


@pytest.mark.parametrize(
    ("failed", "held"),
    [("unique_carts", ["cart", "publication"]), ("unique_birthday", ["birthday"]), ("", [])],
)
def test_a_failed_test_holds_whatever_stands_on_what_it_reads(failed: str, held: list[str]) -> None:
    told = [event(name, "fail" if name == failed else "pass", int(name == failed)) for name in TESTS]
    rows = dict.fromkeys(["birthday", "cart"], AudienceRows(3, "abc"))
    decided = decide(1, True, checks.expected_dbt_checks(LINEAGE), checks.dbt_checks(LINEAGE, told), rows)
    assert [v.subject for v in decided if not v.passes] == held
    assert all(f"what {failed} is for" in v.reasons[0] for v in decided if not v.passes)


def test_a_test_that_did_not_run_was_skipped() -> None:
    assert {c.status for c in checks.dbt_checks(LINEAGE, [])} == {"skipped"}
    assert len(checks.dbt_checks(LINEAGE, [])) == len(TESTS)


def test_every_test_is_expected_under_the_name_of_its_result() -> None:
    expected = checks.expected_dbt_checks(LINEAGE)
    assert expected == {c.check_name: c.subjects for c in checks.dbt_checks(LINEAGE, [])}
    assert expected["lonely_test.abc"] == ("*",)


def test_a_refused_delivery_fails_its_entity_and_no_other() -> None:
    workspace = shop("orders", "carts")
    refused = [refusal("carts", "carts_1.csv", "carts_1.csv: line 3: unclosed quote.", "Deliver it again.")]
    found = {c.check_name: c for c in checks.delivery_checks(LINEAGE, workspace, refused)}
    assert set(found) == set(checks.expected_delivery_checks(LINEAGE, workspace))
    assert found["deliveries.shop.orders"].status == "pass"
    held = found["deliveries.shop.carts"]
    assert (held.status, held.subjects, held.failed_count) == ("fail", ("cart", "publication"), 1)
    assert held.fault == "carts_1.csv was refused: line 3: unclosed quote. Deliver it again."


def test_what_tells_whom_one_may_write_to_is_never_approved() -> None:
    approvable = checks.approvable_checks(LINEAGE, shop("orders", "carts", "consents"))
    assert approvable == {
        "unique_orders.abc",
        "unique_carts.abc",
        "orders_have_carts.abc",
        "lonely_test.abc",
        "deliveries.shop.orders",
        "deliveries.shop.carts",
    }


def shop(*entities: str) -> Workspace:
    """A workspace of one source."""
    declared = {name: {"files": f"{name}_*.csv", "key": ["id"], "required": ["id"]} for name in entities}
    return Workspace.model_validate(
        {
            "name": "small",
            "title": "Small",
            "time_zone": "UTC",
            "currency": "IDR",
            "phone_region": "ID",
            "sources": {"shop": {"entities": declared}},
        }
    )


def refusal(entity: str, delivery: str, reason: str, mend: str) -> Load:
    """A refused delivery's line in the ledger."""
    return Load(
        1, "shop", entity, delivery, "2026-06-30T00:00:00+00:00", "", "refused", None, (), 0, 0, 0, reason, mend
    )
