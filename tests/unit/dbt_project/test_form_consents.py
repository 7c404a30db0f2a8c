"""The grants that a source's form gave: one per person's contact, channel and purpose, from its first day on."""

from __future__ import annotations

from typing import Any

import duckdb
import jinja2
import pytest

from workspaces.contract import FormConsent
from workspaces.settings import DBT_PROJECT

RECORDS = """
create table idn_source_records as select * from (values
    ('till:1', 'till', 'sari@surel.example', '081234567890', timestamp '2026-03-01 02:00', false, false),
    ('till:2', 'till', null, '081234567891', timestamp '2026-03-01 02:00', false, false),
    ('till:3', 'till', 'old@surel.example', null, timestamp '2025-12-31 02:00', false, false),
    ('till:4', 'till', 'gone@surel.example', null, timestamp '2026-03-01 02:00', false, true),
    ('till:5', 'till', 'umum@surel.example', null, timestamp '2026-03-01 02:00', true, false),
    ('shop:1', 'shop', 'other@surel.example', null, timestamp '2026-03-01 02:00', false, false)
) as records (record_id, source, email, phone, first_seen_at, is_pseudo, is_deleted)
"""


def grants(**told: Any) -> list[tuple[Any, ...]]:
    """What the macro gives for the source `till`."""
    declared = FormConsent.model_validate(
        {"purposes": ["marketing"], "notice_version": "2026-01", "evidence": "sign-up sheet 'A'", **told}
    )
    macro = (DBT_PROJECT / "macros/canonical/form_consents.sql").read_text(encoding="utf-8")
    environment = jinja2.Environment(extensions=["jinja2.ext.do"], autoescape=False)  # noqa: S701 - this is SQL
    sql = environment.from_string(macro + "{{ form_consents() }}").render(
        var=lambda _: {"till": declared.model_dump(mode="json")},
        ref=lambda name: name,
        business_date=lambda moment: f"cast({moment} + interval 7 hour as date)",
    )
    with duckdb.connect() as connection:
        connection.execute(RECORDS)
        return connection.execute(f"select * from ({sql}) order by consent_id").fetchall()


def test_persons_of_the_source_with_a_contact_grant_from_the_first_day() -> None:
    found = grants(channels=["email", "whatsapp"], since="2026-01-01")
    assert [(row[0], row[2], row[4]) for row in found] == [
        ("till:1:form:email:marketing:email", "sari@surel.example", "email"),
        ("till:1:form:whatsapp:marketing:phone", "081234567890", "whatsapp"),
        ("till:2:form:whatsapp:marketing:phone", "081234567891", "whatsapp"),
    ]
    assert {row[1] for row in found} == {"till"}
    assert {(row[5], row[6], row[9], row[10], row[11]) for row in found} == {
        ("marketing", "grant", "consent", "2026-01", "sign-up sheet 'A'")
    }


def test_without_a_first_day_older_records_grant_too() -> None:
    assert [row[0] for row in grants(channels=["email"])] == [
        "till:1:form:email:marketing:email",
        "till:3:form:email:marketing:email",
    ]


def test_advertising_takes_either_contact_and_each_purpose_is_its_own() -> None:
    found = grants(channels=["ads"], purposes=["marketing", "service"], since="2026-01-01")
    assert [row[0].removeprefix("till:") for row in found] == [
        "1:form:ads:marketing:email",
        "1:form:ads:marketing:phone",
        "1:form:ads:service:email",
        "1:form:ads:service:phone",
        "2:form:ads:marketing:phone",
        "2:form:ads:service:phone",
    ]


@pytest.mark.parametrize("lacking", ["notice_version", "evidence", "channels", "purposes"])
def test_a_consent_that_nobody_could_prove_is_no_declaration(lacking: str) -> None:
    with pytest.raises(ValueError, match=lacking):
        grants(**{"channels": ["email"], lacking: [] if lacking in ("channels", "purposes") else ""})
