"""What readers of the ran shop's publication see: the schemas that docs/publication.md names; without leave, nobody."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from ran_shop import RanShop

from orchestration.lineage import Lineage
from publication import Contents, version
from publication.contents import columns_of

CONTACTS = r"@|\+62|(^|[^0-9])(62|0)8[0-9]{8,}"
OF_OFFERS = {"elg_offers", "elg_vouchers"}
TEXTS = ("VARCHAR", "JSON", "VARCHAR[]", "STRUCT")


@pytest.fixture
def lineage(ran_shop: RanShop) -> Lineage:
    return Lineage(json.loads((ran_shop.paths.dbt / "target/manifest.json").read_text(encoding="utf-8")))


@pytest.fixture
def contents(lineage: Lineage) -> Contents:
    """What the models' YAML lets everybody see."""
    return Contents(frozenset(lineage.published), withheld=lineage.personal)


def told(connection: duckdb.DuckDBPyConnection, columns: Mapping[tuple[str, str], Mapping[str, str]]) -> set[str]:
    """The columns in which a contact point or the full name of somebody stands."""
    connection.execute(
        "create temp table people as select distinct lower(full_name) as called from whole.marts.dim_customers"
        " where full_name like '% %'"
    )
    found = set()
    for (schema, table), of in columns.items():
        for column in (c for c, kind in of.items() if kind.startswith(TEXTS)):
            rows = connection.execute(
                f'select 1 from (select lower(cast("{column}" as varchar)) as written from shown."{schema}"."{table}")'
                " where regexp_matches(written, ?) or written in (select called from people) limit 1",
                [CONTACTS],
            ).fetchall()
            found |= {f"{table}.{column}" for _ in rows}
    return found


def test_the_publication_has_marts_segments_and_who_is_eligible_alone(ran_shop: RanShop, lineage: Lineage) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{ran_shop.paths.publications / 'current.duckdb'}' as shown (read_only)")
        tables = set(columns_of(connection, "shown"))
    assert {schema for schema, _ in tables} == {"marts", "segments", "eligibility"}
    eligible = {t for schema, t in tables if schema == "eligibility"}
    assert eligible - OF_OFFERS == {"elg_members", "elg_exclusion_counts"}
    in_history = {(n["schema"], n["name"]) for n in lineage.built.values() if n["database"] == "history"}
    assert tables == set(lineage.published) - in_history


def test_without_leave_no_column_tells_who_somebody_is(
    ran_shop: RanShop, lineage: Lineage, contents: Contents, tmp_path: Path
) -> None:
    version.write(ran_shop.paths.marts, tmp_path / "shown.duckdb", contents, lineage.exported)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{tmp_path / 'shown.duckdb'}' as shown (read_only)")
        connection.execute(f"attach '{ran_shop.paths.marts}' as whole (read_only)")
        columns = columns_of(connection, "shown")
        assert [t for t, of in lineage.personal.items() if set(columns.get(t, ())) & of] == []
        assert told(connection, columns) == set()


def test_a_column_that_is_not_tagged_is_found(ran_shop: RanShop, contents: Contents, tmp_path: Path) -> None:
    """The same search sees a name and an address where a tag is missing."""
    table = ("eligibility", "elg_members")
    careless = replace(contents, tables=frozenset({table}), withheld={table: frozenset({"email", "fields"})})
    version.write(ran_shop.paths.marts, tmp_path / "shown.duckdb", careless, ["win_back"])
    with duckdb.connect() as connection:
        connection.execute(f"attach '{tmp_path / 'shown.duckdb'}' as shown (read_only)")
        connection.execute(f"attach '{ran_shop.paths.marts}' as whole (read_only)")
        found = told(connection, columns_of(connection, "shown"))
    assert found == {f"elg_members.{c}" for c in ("contact_point", "phone", "full_name")}
