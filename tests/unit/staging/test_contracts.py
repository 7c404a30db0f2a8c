"""A row that breaks its entity's contract is set aside with the reason, beside the reasons that the model gives."""

from __future__ import annotations

import json

import duckdb
import pytest

from ingestion.contract_check import faults_of, promised, texts_of
from orchestration.dbt_variables import static_variables
from workspaces.configuration import Entity, load_workspace

from .conftest import Slice
from .parsing_cases import CASES, Case

CONTRACTS = [case for case in CASES if case.call.startswith("contract_reasons(")]


@pytest.mark.parametrize("case", CONTRACTS, ids=[case.call for case in CONTRACTS])
def test_landing_counts_by_the_same_judgement(case: Case) -> None:
    """What the macro says of the texts is asserted with the other parsing cases."""
    told = json.loads(case.call.removeprefix("contract_reasons(").removesuffix(")"))
    required = told.pop("needed", ["delivered"])
    declared = Entity.model_validate({"files": "x", "key": ["delivered"], "required": required, **told})
    for text, expected in case.read.items():
        with duckdb.connect() as connection:
            connection.execute("create table texts as select ? as delivered, delivered as line", [text])
            texts = texts_of(declared, promised(declared), "texts")
            found = [
                fault
                for (_, fault), condition in faults_of(declared, "IDR").items()
                if connection.execute(f"select count(*) from ({texts}) where {condition}").fetchone() == (1,)
            ]
        assert str(found) == expected, text


def test_reasons_of_the_contract_join_those_of_the_model(staging: Slice) -> None:
    shop = load_workspace("sample_shop")
    conventions = static_variables(shop, staging.folder)["conventions"]
    conventions["inventory"]["stock"] |= {"types": {"quantity": "integer"}, "allowed": {"store_id": ["MLG", "SBY"]}}
    stock = ("--select", "stg_inventory__stock_rows")
    run = staging.dbt("-q", "compile", *stock, parsed=True, conventions=conventions)
    assert run.is_success, run.said
    nodes = json.loads((staging.folder / "target/manifest.json").read_text(encoding="utf-8"))["nodes"]
    (sql,) = (n["compiled_code"] for n in nodes.values() if n["name"] == "stg_inventory__stock_rows")
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as warehouse; create schema warehouse.raw")
        connection.execute(
            "create table warehouse.raw.inventory__stock as select *, 1::bigint as _load_seq,"
            " timestamp '2026-06-30' as _delivered_at from (values ('a', 'MLG', '3', 2::bigint), ('b', 'PLM', 'x', 3),"
            " ('c', 'SBY', '1.5', 4), ('', 'SBY', '7', 5)) as rows (sku, store_id, quantity, _line)"
        )
        rows = connection.execute(f"select _line, _fate, _reasons from ({sql}) order by _line").fetchall()
    assert rows[0] == (2, "current", [])
    assert [fate for _, fate, _ in rows[1:]] == ["quarantined"] * 3
    assert "store_id: not a known value" in rows[1][2]
    assert "quantity: not a whole number" in rows[2][2]
    assert len(set(rows[1][2])) == len(rows[1][2])
