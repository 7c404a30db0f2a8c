"""Where no share is declared nobody is held out, and nothing is remembered."""

from __future__ import annotations

from compiled_models import CompiledModels, insert


def test_nobody_has_an_arm_where_no_share_is_declared(compiled: CompiledModels) -> None:
    with compiled.connect() as connection:
        for person in ("ani", "budi"):
            insert(connection, "customer_360", {"customer_id": person, "is_top_80": True})
            insert(connection, "dim_customer_ids", {"customer_id": person, "present_customer_id": person})
            insert(connection, "idn_customers", {"record_id": person, "customer_id": person})
            insert(connection, "idn_identifiers", {"record_id": person, "kind": "email", "value": "both@example.com"})
        audiences = [name for name in compiled.sql if name.startswith("aud_")]
        compiled.build(connection, *audiences, "elg_contact_points", "elg_candidates", "elg_contact_groups")
        compiled.build(connection, "elg_arm_log", "elg_arms")
        for model in ("elg_contact_groups", "elg_arm_log", "elg_arms"):
            assert connection.execute(f"select count(*) from {compiled.relation[model]}").fetchone() == (0,)
        assert connection.execute("select count(*) from warehouse.eligibility.elg_candidates").fetchone() != (0,)
