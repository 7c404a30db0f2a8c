"""The audiences that are defined in YAML: who is in them, that no word of them can go, and that dbt says the same."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Any

import duckdb
import pytest
from compiled_models import CompiledModels, make_slice
from defined_people import mutants, people, shop, told, words

from orchestration.audiences.conditions import Group
from orchestration.audiences.definition import Definition, definitions
from orchestration.audiences.model import files, model_sql, must_hold_sql
from workspaces.settings import DBT_PROJECT


@cache
def defined() -> dict[str, Definition]:
    """The shipped definitions."""
    return definitions(DBT_PROJECT)


def chosen(connection: duckdb.DuckDBPyConnection, definition: Definition, parameters: dict[str, object]) -> set[str]:
    """Whom a definition chooses."""
    sql = model_sql(definition, words(dict(definition.parameters) | parameters))  # type: ignore[arg-type]
    return {customer_id for (customer_id,) in connection.execute(f"select customer_id from ({sql})").fetchall()}


@pytest.mark.parametrize("name", sorted(defined()))
def test_the_people_at_the_edges_and_no_word_can_go(name: str) -> None:
    definition = defined()[name]
    expected = {customer_id for customer_id, is_chosen, _ in people(name) if is_chosen}
    with shop(name, sorted(definition.of_audiences)) as connection:
        assert chosen(connection, definition, {}) == expected
        unseen = []
        for what, tree in mutants(definition.who):
            mutant = replace(definition, who=tree or Group("all", ()))
            if chosen(connection, mutant, {}) == expected:
                unseen.append(what)
        for parameter, value in definition.parameters.items():
            moved = [value - 1, value + 1] if isinstance(value, int) else ["Nothing of the kind"]
            unseen += [f"{parameter} {v}" for v in moved if chosen(connection, definition, {parameter: v}) == expected]
        assert unseen == []
        held = must_hold_sql(definition, words({}))
        profiles = ", ".join(f"'{customer_id}'" for customer_id in expected)
        for condition in held:
            column = re.match(r"\w+", condition)
            assert column is not None
            if any(column[0] in person for _, _, person in people(name)):
                broken = f"customer_id in ({profiles}) and not coalesce({condition}, false)"
                assert connection.execute(f"from marts.marts.customer_360 where {broken}").fetchall() == []


def test_there_is_one_fixture_a_definition_and_at_least_thirty_audiences() -> None:
    by_hand = list((DBT_PROJECT / "models/audiences").glob("aud_*.sql"))
    assert set(told()) == set(defined())
    assert len(defined()) + len(by_hand) >= 30


def test_what_is_compiled_is_what_is_defined() -> None:
    folder = DBT_PROJECT / "models/audiences/compiled"
    assert {f.name: f.read_text(encoding="utf-8") for f in folder.iterdir()} == files(DBT_PROJECT)


def test_dbt_says_the_same(tmp_path_factory: pytest.TempPathFactory) -> None:
    told: dict[str, dict[str, Any]] = {"city_roadshow": {"city": "Kota D'Ivoire"}, "viewed_not_bought": {"days": 7}}
    made = make_slice(tmp_path_factory.mktemp("defined"), defined=True)
    compiled = CompiledModels(made, audience_parameters=told)
    plain = {n: model_sql(of, words(dict(of.parameters) | told.get(n, {}))) for n, of in defined().items()}
    assert {n: _bare(compiled.sql[f"aud_{n}"]) for n in plain} == {n: _bare(sql) for n, sql in plain.items()}
    with compiled.connect() as connection:
        connection.execute("create table marts.segments.seg_customers as " + compiled.sql["seg_customers"])
        names = sorted(plain, key=lambda n: len(defined()[n].of_audiences))
        compiled.build(connection, *(f"aud_{n}" for n in names))
        for name in names:
            assert connection.execute(compiled.test_sql[f"audience_holds_aud_{name}"]).fetchall() == []


def _bare(sql: str) -> str:
    return re.sub(r"\s+", "", sql)
