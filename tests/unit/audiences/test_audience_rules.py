"""Each rule of each audience: one person just inside, one just outside; no predicate and no threshold can move unseen.

The people are the CSVs of tests/fixtures/audiences. Who of them may be written to is test_consent_laws.py's.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from compiled_models import AS_OF, CompiledModels, insert

from workspaces.settings import DBT_PROJECT

PEOPLE = Path(__file__).parents[2] / "fixtures" / "audiences"
AUDIENCES = sorted(p.stem.removeprefix("aud_") for p in (DBT_PROJECT / "models/audiences").glob("aud_*.sql"))
WHERE = re.compile(r"\nwhere\s+true\b")
NUMBER = re.compile(r"'[^']*'|interval \d+|(?<![\w.])-?\d+(?![\w.])")


def people(audience: str) -> list[dict[str, str]]:
    """The audience's fixture: profiles with `is_chosen` and `why`."""
    with (PEOPLE / f"{audience}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def profiles(rows: list[dict[str, str]]) -> list[dict[str, Any]]:
    """The rows as customer_360 has them: a blank is null."""
    return [{k: v or None for k, v in row.items() if k not in {"is_chosen", "why"}} for row in rows]


def chosen(connection: duckdb.DuckDBPyConnection, sql: str) -> set[str]:
    """Whom an audience's SQL chooses."""
    return {customer_id for (customer_id,) in connection.execute(f"select customer_id from ({sql})").fetchall()}


def predicates(sql: str) -> tuple[str, list[str]]:
    """The SQL up to and including `where true`, and the predicates that `and` joins outside of parentheses."""
    (where,) = WHERE.finditer(sql)
    parts: list[str] = []
    for piece in re.split(r"\s+and\s+", sql[where.end() :])[1:]:
        if parts and parts[-1].count("(") > parts[-1].count(")"):
            parts[-1] += f" and {piece}"
        else:
            parts.append(piece)
    assert not re.search(r"\bbetween\b", sql[where.end() :]), "write a threshold a line"
    return sql[: where.end()], parts


def without_one(sql: str) -> Iterator[tuple[str, str]]:
    """Each predicate, with the SQL from which it is gone."""
    head, parts = predicates(sql)
    for i, part in enumerate(parts):
        yield part, head + "".join(f"\n    and {p}" for p in parts[:i] + parts[i + 1 :])


def off_by_one(sql: str) -> Iterator[tuple[str, str]]:
    """Each whole number of each predicate, one more and one less, with the SQL that has it."""
    head, parts = predicates(sql)
    for i, part in enumerate(parts):
        for found in NUMBER.finditer(part):
            if re.fullmatch(r"-?\d+", found.group()):
                for other in (int(found.group()) - 1, int(found.group()) + 1):
                    moved = f"{part[: found.start()]}{other}{part[found.end() :]}"
                    yield moved, head + "".join(f"\n    and {p}" for p in [*parts[:i], moved, *parts[i + 1 :]])


@pytest.fixture(params=AUDIENCES)
def audience(request: pytest.FixtureRequest) -> str:
    """Every audience of the folder: one without a fixture fails."""
    return str(request.param)


@pytest.fixture
def shop(compiled: CompiledModels, audience: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A marts database with the audience's people."""
    with compiled.connect() as connection:
        insert(connection, "customer_360", *profiles(people(audience)))
        yield connection


def test_the_people_at_the_edges(shop: duckdb.DuckDBPyConnection, compiled: CompiledModels, audience: str) -> None:
    expected = {row["customer_id"] for row in people(audience) if row["is_chosen"] == "true"}
    assert expected
    assert chosen(shop, compiled.sql[f"aud_{audience}"]) == expected


def test_no_predicate_can_go(shop: duckdb.DuckDBPyConnection, compiled: CompiledModels, audience: str) -> None:
    sql = compiled.sql[f"aud_{audience}"]
    before, mutants = chosen(shop, sql), list(without_one(sql))
    assert len(mutants) >= 2
    assert [predicate for predicate, mutant in mutants if chosen(shop, mutant) == before] == []


def test_no_threshold_can_move(shop: duckdb.DuckDBPyConnection, compiled: CompiledModels, audience: str) -> None:
    sql = compiled.sql[f"aud_{audience}"]
    before = chosen(shop, sql)
    assert [moved for moved, mutant in off_by_one(sql) if chosen(shop, mutant) == before] == []


def test_the_mutants_are_made(compiled: CompiledModels) -> None:
    made = {name: len(list(off_by_one(compiled.sql[f"aud_{name}"]))) for name in AUDIENCES}
    assert made["second_purchase"] == 6
    assert made["birthday"] == made["win_back"] == 2
    assert made["abandoned_cart"] == 4
    assert len(predicates(compiled.sql["aud_second_purchase"])[1]) == 5


@pytest.mark.parametrize(
    ("as_of", "birth_date", "birthday"),
    [
        ("2027-02-27", "2000-02-29", "2027-02-28"),
        ("2027-02-28", "2000-02-29", None),
        ("2028-02-27", "2000-02-29", "2028-02-29"),
        ("2028-02-28", "2000-02-29", "2028-02-29"),
        ("2028-02-29", "2000-02-29", None),
        ("2027-02-21", "2000-02-29", "2027-02-28"),
        ("2027-02-20", "2000-02-29", None),
        ("2026-12-28", "1990-01-02", "2027-01-02"),
        ("2026-12-31", "1990-12-31", None),
    ],
)
def test_leap_days_and_turns_of_the_year(
    compiled: CompiledModels, as_of: str, birth_date: str, birthday: str | None
) -> None:
    with compiled.connect() as connection:
        insert(connection, "customer_360", {"customer_id": "c", "birth_date": birth_date})
        sql = compiled.sql["aud_birthday"].replace(f"'{AS_OF}'", f"'{as_of}'")
        served = connection.execute(f"select cast(birthday_date as varchar) from ({sql})").fetchall()
    assert served == ([(birthday,)] if birthday else [])


def test_amounts_read_as_people_write_them(compiled: CompiledModels) -> None:
    amounts = {"125000": "Rp125.000", "999.50": "Rp1.000", "0": "Rp0", "-1234567": "-Rp1.234.567", "-0.40": "Rp0"}
    with compiled.connect() as connection:
        for amount in amounts:
            insert(connection, "customer_360", {"customer_id": amount, "net_revenue_365d": amount, "is_top_80": True})
        sql = f"select customer_id, net_revenue_365d_text from ({compiled.sql['aud_top_customers']})"
        assert dict(connection.execute(sql).fetchall()) == amounts


def test_a_cart_has_the_time_of_the_workspace(compiled: CompiledModels) -> None:
    with compiled.connect() as connection:
        insert(connection, "customer_360", {"customer_id": "c", "last_cart_at": "2026-06-29 23:09:04"})
        served = connection.execute(f"select last_cart_at_text from ({compiled.sql['aud_abandoned_cart']})").fetchall()
    assert served == [("2026-06-30 06:09",)]


def test_the_day_ends_at_midnight_of_the_workspace(compiled: CompiledModels) -> None:
    assert "cast('2026-06-30 17:00:00' as timestamp)" in compiled.sql["aud_abandoned_cart"]
