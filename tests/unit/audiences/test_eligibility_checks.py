"""The data tests of segments, audiences and eligibility: silent on a good build, and each seen to fail on its fault."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from compiled_models import CompiledModels, insert

MODELS = (
    "seg_customers",
    *("aud_abandoned_cart", "aud_birthday", "aud_second_purchase", "aud_top_customers", "aud_win_back"),
    *("seg_memberships", "seg_membership_log", "seg_membership_events", "seg_membership_history", "seg_size_history"),
    *(
        "elg_audience_rules",
        "elg_channels",
        "elg_candidates",
        "elg_contact_points",
        "elg_consent_states",
        "elg_suppressions",
    ),
    *("elg_closed_channels", "elg_contact_options", "elg_contact_routes"),
    *("elg_writings", "elg_message_counts", "elg_screenings"),
    *("elg_decisions", "elg_members"),
    "elg_exclusion_counts",
)
CHECKS = (
    "every_candidate_is_decided_once",
    "members_are_the_eligible",
    "members_have_consent",
    "audience_holds_aud_top_customers",
    "no_member_is_suppressed",
    "history_folds_to_memberships",
    "one_row_per_elg_members",
)
MEMBERS = "marts.eligibility.elg_members"
CONSENTS = "warehouse.intermediate.int_consents"
FAULTS = {
    "a person chosen and never decided": (
        "every_candidate_is_decided_once",
        "delete from marts.eligibility.elg_exclusion_counts where audience = 'top_customers' and channel = 'email'",
    ),
    "a person counted whom no audience chose": (
        "every_candidate_is_decided_once",
        "insert into marts.eligibility.elg_exclusion_counts values ('birthday', 'email', 'no_consent', 1)",
    ),
    "a member without a decision": ("members_are_the_eligible", f"update {MEMBERS} set customer_id = 'nobody'"),
    "an eligible person left out": ("members_are_the_eligible", f"delete from {MEMBERS} where channel = 'email'"),
    "consent was never given": ("members_have_consent", f"delete from {CONSENTS} where channel = 'email'"),
    "consent withdrawn": (
        "members_have_consent",
        f"insert into {CONSENTS} by name select * replace ('w' as consent_id, 'withdraw' as action) from {CONSENTS}",
    ),
    "consent withdrawn at the person's other address": (
        "members_have_consent",
        f"insert into {CONSENTS} by name select 'w' as consent_id, 'email' as contact_kind, 'withdraw' as action,"
        " 'ani.other@example.com' as contact_value, 'email' as channel, 'marketing' as purpose,"
        " timestamp '2025-01-01' as occurred_at",
    ),
    "consent expired": ("members_have_consent", f"update {CONSENTS} set expires_at = timestamp '2026-06-30 17:00:00'"),
    "consent shortened later": (
        "members_have_consent",
        f"insert into {CONSENTS} by name select * replace ('later' as consent_id,"
        f" timestamp '2026-03-01' as occurred_at, timestamp '2026-04-01' as expires_at) from {CONSENTS}",
    ),
    "consent given after as_of": (
        "members_have_consent",
        f"update {CONSENTS} set occurred_at = timestamp '2026-06-30 17:00:00'",
    ),
    "a second value without consent": (
        "members_have_consent",
        f"update {MEMBERS} set phone = '+6281200000009' where channel = 'email'",
    ),
    "another form of a suppressed address": (
        "no_member_is_suppressed",
        "insert into marts.eligibility.elg_suppressions values (sha256('ani@example.com'), 'email', 'legal', true)",
    ),
    "a member for whom the definition no longer holds": (
        "audience_holds_aud_top_customers",
        "update marts.marts.customer_360 set is_top_80 = false",
    ),
    "a member without a profile": ("audience_holds_aud_top_customers", "delete from marts.marts.customer_360"),
    "a person chosen twice": (
        "audience_holds_aud_top_customers",
        "insert into marts.audiences.aud_top_customers select * from marts.audiences.aud_top_customers",
    ),
    "somebody without an id": (
        "audience_holds_aud_top_customers",
        "update marts.audiences.aud_top_customers set customer_id = null",
    ),
    "a member who is there twice": (
        "one_row_per_elg_members",
        f"insert into {MEMBERS} select * from {MEMBERS} limit 1",
    ),
    "a member without a channel": ("one_row_per_elg_members", f"update {MEMBERS} set channel = null"),
    "a member without evidence of consent": ("one_row_per_elg_members", f"update {MEMBERS} set consent_id = null"),
    "a history that lost an entry": (
        "history_folds_to_memberships",
        "delete from marts.segments.seg_membership_events where dimension = 'gender'",
    ),
    "a membership that never ends": (
        "history_folds_to_memberships",
        "update marts.segments.seg_membership_history set segment = 'male' where dimension = 'gender'",
    ),
    "a size that is not its members": (
        "history_folds_to_memberships",
        "update marts.segments.seg_size_history set customer_count = 2 where dimension = 'gender'",
    ),
    "an audience's history that kept a leaver": (
        "history_folds_to_memberships",
        "delete from marts.segments.seg_memberships where dimension = 'audience'",
    ),
    "a history that kept a leaver": (
        "history_folds_to_memberships",
        "delete from marts.segments.seg_memberships where customer_id = 'ani'",
    ),
}


@pytest.fixture
def shop(compiled: CompiledModels) -> Iterator[duckdb.DuckDBPyConnection]:
    """A good build in which Ani, a top customer with two addresses, agreed to e-mail at one of them."""
    with compiled.connect() as connection:
        insert(connection, "customer_360", {"customer_id": "ani", "is_customer": True, "is_top_80": True})
        for record, value in (("r1", "ani+toko@example.com"), ("r2", "ani.other@example.com")):
            insert(connection, "idn_customers", {"record_id": record, "customer_id": "ani"})
            insert(connection, "idn_identifiers", {"record_id": record, "kind": "email", "value": value})
        agreed = {"contact_kind": "email", "contact_value": "ani+toko@example.com", "channel": "email"}
        insert(
            connection,
            "int_consents",
            {"consent_id": "g", "action": "grant", "occurred_at": "2026-01-01 00:00:00", **agreed},
        )
        compiled.build(connection, *MODELS)
        yield connection


def failures(connection: duckdb.DuckDBPyConnection, compiled: CompiledModels, check: str) -> int:
    """How many rows a data test finds."""
    return len(connection.execute(compiled.test_sql[check]).fetchall())


@pytest.mark.parametrize("check", CHECKS)
def test_a_good_build_passes(shop: duckdb.DuckDBPyConnection, compiled: CompiledModels, check: str) -> None:
    assert shop.execute(f"select customer_id, contact_point from {MEMBERS}").fetchall() == [
        ("ani", "ani+toko@example.com")
    ]
    assert failures(shop, compiled, check) == 0


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_seen(shop: duckdb.DuckDBPyConnection, compiled: CompiledModels, fault: str) -> None:
    check, statement = FAULTS[fault]
    shop.execute(statement)
    assert failures(shop, compiled, check) > 0


def test_every_data_test_is_here(compiled: CompiledModels) -> None:
    generic = (
        "one_row_per_",
        "audience_holds_",
        "unique_",
        "not_null_",
        "never_null_",
        "accepted_values_",
        "relationships_",
    )
    own = {name for name in compiled.test_sql if not name.startswith(generic)}
    assert own == {check for check in CHECKS if not check.startswith(generic)}
