"""One SQL file and one YAML block make an audience; what the block leaves out is asked for by name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from compiled_models import CompiledModels, Slice, insert, make_slice

SQL = """\
-- One row per customer_id.
select customer_360.customer_id, customer_360.name_to_call, customer_360.city
from {{ ref("customer_360") }} as customer_360
where true and customer_360.city = 'Kota Makassar'
"""
YAML = """\
models:
  - name: aud_makassar
    description: One row per customer_id. People of Makassar.
    config:
      meta:
        kind: global
        audience:
          title: Makassar roadshow
          purpose: marketing
          channels: [email]
          destinations: [generic_csv]
          fields: [city, name_to_call]
          minimum_size: 1
"""


def new_slice(folder: Path, yaml: str) -> Slice:
    """A slice to which these two files, and nothing else, were added."""
    made = make_slice(folder)
    (folder / "models/audiences/aud_makassar.sql").write_text(SQL, encoding="utf-8")
    (folder / "models/audiences/aud_makassar.yml").write_text(yaml, encoding="utf-8")
    return made


def test_two_files_add_an_audience(tmp_path: Path) -> None:
    compiled = CompiledModels(new_slice(tmp_path, YAML))
    with compiled.connect() as connection:
        for customer_id, city in (("in", "Kota Makassar"), ("out", "Kota Malang")):
            insert(connection, "customer_360", {"customer_id": customer_id, "city": city, "name_to_call": "Ani"})
            insert(connection, "idn_customers", {"record_id": customer_id, "customer_id": customer_id})
            address = {"kind": "email", "value": f"{customer_id}@example.com"}
            insert(connection, "idn_identifiers", {"record_id": customer_id, **address})
            agreed = {"contact_kind": "email", "contact_value": f"{customer_id}@example.com", "channel": "email"}
            insert(
                connection,
                "int_consents",
                {"consent_id": customer_id, "action": "grant", "occurred_at": "2026-01-01 00:00:00", **agreed},
            )
        audiences = [name for name in compiled.sql if name.startswith("aud_")]
        layer = (
            *("audience_rules", "channels", "candidates", "contact_points", "consent_states", "suppressions"),
            *("closed_channels", "contact_options", "contact_routes", "writings", "message_counts"),
            *("screenings", "decisions", "members", "exclusion_counts"),
        )
        compiled.build(connection, *audiences, *(f"elg_{name}" for name in layer))
        members = connection.execute(
            "select audience, channel, customer_id, fields from marts.eligibility.elg_members"
        ).fetchall()
        counts = connection.execute(
            "select channel, reason, customer_count from marts.eligibility.elg_exclusion_counts"
            " where audience = 'makassar'"
        ).fetchall()
    assert [row[:3] for row in members] == [("makassar", "email", "in")]
    assert list(json.loads(members[0][3]).items()) == [("city", "Kota Makassar"), ("name_to_call", "Ani")]
    assert counts == [("email", "eligible", 1)]


def test_an_incomplete_declaration_stops_the_build(tmp_path: Path) -> None:
    made = new_slice(tmp_path, YAML.replace("          purpose: marketing\n", ""))
    with pytest.raises(AssertionError, match=r"aud_makassar declares no meta\.audience\.purpose"):
        made.dbt("-q", "compile", "--select", "elg_candidates")
