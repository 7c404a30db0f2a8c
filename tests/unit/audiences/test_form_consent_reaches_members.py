"""What a source's form gave reaches the members: dbt compiles int_consents as a build has it, with the declaration.

The form is all that ever spoke for these people: with it they may be written to, without it nobody is.
"""

from __future__ import annotations

import shutil
from typing import Any

import pytest
from compiled_models import CompiledModels, insert, make_slice
from consent_worlds import ELIGIBILITY, identifier

from orchestration.dbt_variables import static_variables
from workspaces.configuration import load_workspace
from workspaces.contract import FormConsent
from workspaces.settings import DBT_PROJECT

FORM = FormConsent.model_validate(
    {"channels": ["email"], "purposes": ["marketing"], "notice_version": "2026-01", "evidence": "card form, field 7"}
)
RECORDS = """
create schema if not exists warehouse.identity;
create table warehouse.identity.idn_phones (raw_phone varchar, e164 varchar, is_valid boolean);
create table warehouse.identity.idn_source_records as select * from (values
    ('pos:1', 'pos', 'ani@example.com', null::varchar, timestamp '2026-03-01 02:00', false, false),
    ('web_shop:2', 'web_shop', 'budi@example.com', null, timestamp '2026-03-01 02:00', false, false)
) as records (record_id, source, email, phone, first_seen_at, is_pseudo, is_deleted)
"""


@pytest.fixture(scope="module")
def int_consents(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The model's SQL for the sample shop with a form at its tills, and no other source of consents."""
    made = make_slice(tmp_path_factory.mktemp("form"))
    (model,) = (DBT_PROJECT / "models/intermediate").rglob("int_consents.sql")
    shutil.copy(model, made.folder / "models/intermediate/int_consents.sql")
    for name in ("idn_source_records", "idn_phones"):
        (made.folder / "models/identity" / f"{name}.sql").write_text("select 1 as is_never_run\n", encoding="utf-8")
    shop = load_workspace("sample_shop")
    with_form = shop.sources["pos"].model_copy(update={"consent": FORM})
    told = static_variables(shop.model_copy(update={"sources": {**shop.sources, "pos": with_form}}), made.folder)
    made.dbt(
        *("-q", "compile", "--select", "int_consents"),
        **{"conformed": {"consents": []}, "form_consents": told["form_consents"]},
    )
    (compiled,) = (made.folder / "target/compiled").rglob("int_consents.sql")
    return compiled.read_text(encoding="utf-8")


def members(compiled: CompiledModels, consents: str) -> list[tuple[Any, ...]]:
    """Who may be written to of two people among the top customers."""
    with compiled.connect() as connection:
        connection.execute(RECORDS)
        for person, record, email in (("ani", "pos:1", "ani@example.com"), ("budi", "web_shop:2", "budi@example.com")):
            insert(connection, "idn_customers", {"record_id": record, "customer_id": person})
            insert(connection, "idn_identifiers", identifier(record, email))
            insert(connection, "customer_360", {"customer_id": person, "is_top_80": True})
        connection.execute(f"insert into warehouse.intermediate.int_consents by name {consents}")
        compiled.build(connection, *ELIGIBILITY)
        return connection.execute(
            "select audience, customer_id, channel, contact_point from marts.eligibility.elg_members order by all"
        ).fetchall()


def test_whoever_came_through_the_form_may_be_written_to(compiled: CompiledModels, int_consents: str) -> None:
    assert members(compiled, int_consents) == [("top_customers", "ani", "email", "ani@example.com")]


def test_without_it_nobody_is(compiled: CompiledModels, int_consents: str) -> None:
    assert members(compiled, f"{int_consents} where false") == []
