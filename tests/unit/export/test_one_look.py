"""One look at the people spares asking each value, and changes no byte; a mixture of hashes and values is refused."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path

import duckdb
import pytest

from export.columns import file_columns, line, prepared
from export.digest import Digest
from export.one_look import settled
from export.registry import destination
from workspaces.errors import LanggananError

ROWS = 1000
PEOPLE = f"""
create temp table people as
select
    'c' || i as customer_id, 'p.' || i || case i % 3 when 0 then '@gmail.com' when 1 then '@googlemail.com' else
    '@mail.gmail.com' end as email, case when i % 7 > 0 then '+62812' || (1000000 + i) end as phone,
    case i % 5 when 0 then null when 1 then ' Zoë' when 2 then 'O''Brien' when 3 then '' else 'Ayu' end as first_name,
    case i % 3 when 0 then 'Putri' when 1 then null else 'Wijaya' end as last_name,
    case i % 4 when 0 then 'Indonesia' else 'ID' end as country, (65000 + i % 90)::varchar as postal_code
from range({ROWS}) as numbers(i)
order by i
"""


@pytest.mark.parametrize("name", ["google_ads", "meta"])
@pytest.mark.parametrize("change", ["", "update people set email = upper(email), phone = ' ' || phone where rowid = 5"])
def test_where_no_value_is_a_hash_the_lines_are_the_same(name: str, change: str) -> None:
    with duckdb.connect() as connection:
        connection.execute(PEOPLE + ";" + change)
        columns = file_columns(destination(name), (), "0123456789abcdef")
        quick = settled(connection, "people", columns)
        assert [c.hashes for c in quick] == [c.hashes for c in columns]
        assert all(c.plain is None for c in quick)
        assert all((c.unusual is None) == (not change) for c in quick[:2])  # one unusual value, and each is asked
        lines = []
        for some in (columns, quick):
            sql = f"with prepared as ({prepared(some, 'people')}) select {line(some)} from prepared"
            lines.append(connection.execute(sql).fetchall())
        assert len(lines[0]) == ROWS
        assert lines[0] == lines[1]


def test_hashes_pass_and_a_mixture_is_refused() -> None:
    already = hashlib.sha256(b"ayu@example.com").hexdigest()
    columns = file_columns(destination("meta"), (), "0123456789abcdef")
    with duckdb.connect() as connection:
        connection.execute(PEOPLE)
        connection.execute(f"update people set email = '{already}'")
        quick = settled(connection, "people", columns)
        found = connection.execute(
            f"with prepared as ({prepared(quick, 'people')}) select distinct left({line(quick)}, 64) from prepared"
        ).fetchall()
        assert found == [(already,)]
        connection.execute("update people set email = 'ayu@example.com' where customer_id = 'c7'")
        with pytest.raises(LanggananError, match=f"email mixes {ROWS - 1} hashed and 1 plain values"):
            settled(connection, "people", columns)


def test_the_hash_of_a_file_is_made_while_it_grows(tmp_path: Path) -> None:
    file, content = tmp_path / "grows.csv", b"x" * 3_000_001
    with Digest(file).following() as digest, file.open("wb") as writer:
        for start in range(0, len(content), 500_000):
            writer.write(content[start : start + 500_000])
            writer.flush()
            threading.Event().wait(0.003)
    assert digest.hexdigest() == hashlib.sha256(content).hexdigest()
    file.unlink()
    file.write_bytes(b"another")
    assert digest.hexdigest() == hashlib.sha256(b"another").hexdigest()
