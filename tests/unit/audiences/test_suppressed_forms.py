"""A suppressed address is suppressed however it is written: in capitals, with a tag, or both; no other is."""

from __future__ import annotations

import hashlib

import pytest
from compiled_models import CompiledModels, insert
from consent_worlds import ELIGIBILITY, identifier

LISTED = hashlib.sha256(b"ani@example.com").hexdigest()


def written_to(compiled: CompiledModels, address: str, *listed: str) -> list[tuple[str, str]]:
    """(audience, address) of a person who has agreed at this address, while these hashes are suppressed."""
    with compiled.connect() as connection:
        insert(connection, "idn_customers", {"record_id": "shop:1", "customer_id": "ani"})
        insert(connection, "idn_identifiers", identifier("shop:1", address))
        insert(connection, "customer_360", {"customer_id": "ani", "is_top_80": True})
        agreed = {"contact_value": address, "contact_kind": "email", "channel": "email", "action": "grant"}
        insert(connection, "int_consents", {"consent_id": "k1", "occurred_at": "2026-01-01 00:00:00", **agreed})
        for one in listed:
            insert(connection, "suppressions", {"contact_hash": one, "scope": "all", "reason": "legal"})
        compiled.build(connection, *ELIGIBILITY)
        return connection.execute("select audience, contact_point from marts.eligibility.elg_members").fetchall()


@pytest.mark.parametrize(
    "address", ["ani@example.com", "ANI@Example.com", "ani+promo@example.com", "Ani+Promo+2@EXAMPLE.COM"]
)
def test_every_form_of_a_suppressed_address_is_suppressed(compiled: CompiledModels, address: str) -> None:
    assert written_to(compiled, address) == [("top_customers", address)], "without the list the person is written to"
    assert written_to(compiled, address, LISTED) == []
    assert written_to(compiled, address, LISTED.upper()) == []


@pytest.mark.parametrize("address", ["anita@example.com", "ani@example.co", "promo+ani@example.com"])
def test_another_address_is_not(compiled: CompiledModels, address: str) -> None:
    assert written_to(compiled, address, LISTED) == [("top_customers", address)]
