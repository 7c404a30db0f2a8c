"""Values that many people share are worked out once each: the files keep their bytes, and a hash stays a hash."""

from __future__ import annotations

import datetime as dt
import hashlib

import duckdb
import pytest
import small_marts
from exporting_shop import Shop

from export import shared_values
from export.columns import FileColumn
from export.registry import Destination, destination, destinations
from export.shared_values import Shared, share

TOOLS = ("google_ads", "meta", "linkedin")
MEMBERS = """
create table members as
select
    case i % 3 when 0 then ' Zoë' when 1 then null else 'Mary Ann' end as first_name,
    case i % 2 when 0 then 'Putri' else '' end as last_name, 'ID' as country, (65000 + i)::varchar as postal_code
from range(300) as numbers(i)
"""
TEXTS = {
    "channel": "ads",
    "columns": [
        {"header": "name", "value": "first_name", "normalise": "text"},
        {"header": "mail", "value": "email", "normalise": "email_lowercase"},
    ],
}


def shared(connection: duckdb.DuckDBPyConnection, tools: list[Destination], people: int = 30_000) -> dict[str, Shared]:
    """What is worked out of the members, by column."""
    return {s.column: s for s in share(connection, "members", people, tools, "x")}


def test_the_files_keep_their_bytes(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def files(day: dt.date) -> dict[str, bytes]:
        return {t: shop.bytes_of(shop.export(t, as_of=day, destinations=TOOLS, is_asked=True)) for t in TOOLS}

    plain = files(small_marts.AS_OF)
    assert all(content.count(b"\r\n") > 2 for content in plain.values())
    asked: list[str] = []
    finish = shared_values._finish

    def seen(connection: duckdb.DuckDBPyConnection, table: str, column: str, wanted: list[FileColumn]) -> None:
        asked.append(column)
        finish(connection, table, column, wanted)

    monkeypatch.setattr(shared_values, "WORTH_PEOPLE", 0)
    monkeypatch.setattr(shared_values, "WORTH_REPEATS", 0)
    monkeypatch.setattr(shared_values, "_finish", seen)
    assert files(small_marts.AS_OF + dt.timedelta(days=1)) == plain
    assert {"first_name", "last_name", "country"} <= set(asked)


def test_each_value_has_its_text_and_blank_has_none() -> None:
    with duckdb.connect() as connection:
        connection.execute(MEMBERS)
        found = shared(connection, [destination("google_ads"), destination("meta")])
        assert set(found) == set(shared_values.COLUMNS)
        assert all(s.spares for s in found.values())
        names = "select first_name, cast(first_name_name_hashed as varchar) from x_first_name"
        expected = {
            stored: hashlib.sha256(text.encode()).hexdigest()
            for stored, text in ((" Zoë", "zoë"), ("Mary Ann", "maryann"))
        }
        assert dict(connection.execute(names).fetchall()) == expected
        blank = "select cast(last_name_lowercase_hashed as varchar) from x_last_name where last_name = ''"
        assert connection.execute(blank).fetchall() == [("",)]
        assert connection.execute("select count(distinct postal_code_zip) from x_postal_code").fetchone() == (300,)


def test_few_people_or_values_that_hardly_repeat_are_left_as_they_are() -> None:
    with duckdb.connect() as connection:
        connection.execute(MEMBERS)
        assert shared(connection, [destination("meta")], shared_values.WORTH_PEOPLE - 1) == {}
        connection.execute("update members set postal_code = null where rowid >= 3")
        connection.execute("insert into members select 'Ayu', 'Putri', 'ID', i::varchar from range(9000) as numbers(i)")
        assert set(shared(connection, [destination("meta")])) == {"first_name", "last_name", "country"}
        assert "postal_code" in shared(connection, [destination("meta")], 9003 * shared_values.WORTH_REPEATS)


def test_a_column_that_holds_a_hash_is_left_to_the_question_whether_it_mixes() -> None:
    with duckdb.connect() as connection:
        connection.execute(MEMBERS)
        connection.execute("update members set first_name = sha256('ayu') where first_name is null")
        assert set(shared(connection, [destination("meta")])) == {"last_name", "country", "postal_code"}


def test_a_column_that_another_tool_takes_as_text_is_kept_beside() -> None:
    tools = [destination("meta"), destinations(mapped={"crm": TEXTS})["crm"]]
    with duckdb.connect() as connection:
        connection.execute(MEMBERS)
        spared = {column: s.spares for column, s in shared(connection, tools).items()}
    assert spared == {"first_name": False, "last_name": True, "country": True, "postal_code": True}
