"""Parsing macros read what is declared and refuse the rest: what is refused becomes null."""

from __future__ import annotations

import duckdb
import pytest

from .conftest import Compiled
from .parsing_cases import CASES


@pytest.mark.parametrize("position", range(len(CASES)), ids=[case.call for case in CASES])
def test_reads_what_is_declared_and_refuses_the_rest(compiled: Compiled, position: int) -> None:
    case, expression = CASES[position], compiled.parsing[position]
    expected: dict[str, str | None] = {**case.read, **dict.fromkeys(case.refused)}
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("create table texts (delivered varchar, line varchar as (delivered))")
        connection.executemany("insert into texts (delivered) values (?)", [[text] for text in expected])
        rows = connection.execute(f"select delivered, cast({expression} as varchar) from texts").fetchall()
    assert dict(rows) == expected
