"""Two hundred invented people with typing errors: trained without labels, found again, the same in any batch."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from matching.artefact import WEIGHTS, Artefact
from matching.records import prepare
from matching.scoring import score
from matching.training import train

FIRST = "Sri Budi Agus Dewi Joko Rina Wahyu Putri Hendra Slamet Ratna Yudi Tono Maya Lestari Bayu Citra Dodi Eka Fitri".split()  # noqa: E501, SIM905
LAST = "Santoso Wijaya Pratama Hidayat Saputra Kusuma Nugraha Halim Utami Siregar Simanjuntak Lubis Tanjung Gunawan".split()  # noqa: E501, SIM905
CITIES = ("Bandung", "Surabaya", "Medan", "Solo", "Malang")


@pytest.fixture(scope="module")
def people() -> Iterator[duckdb.DuckDBPyConnection]:
    """A table `people` of comparison records: 200 people, each on two records, the second with errors and gaps."""
    chance = random.Random(7)  # noqa: S311
    rows = []
    for person in range(200):
        first, last = chance.choice(FIRST), chance.choice(LAST)
        day = f"{chance.randint(1955, 2004)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        mail = f"{first}.{last}{chance.randint(1, 999)}@example.org".lower()
        city = chance.choice(CITIES)
        rows.append((f"a{person:03}", f"{first} {last}", day, mail, city))
        error = person % 4
        name = {0: f"{last} {first}", 1: f"Bapak {first} {last}", 2: first, 3: f"{first} {last[1:]}"}[error]
        rows.append((f"b{person:03}", name, None if error == 3 else day, None if error in (0, 1) else mail, city))
    connection = duckdb.connect()
    connection.execute(
        "create table given (record_id varchar, full_name varchar, birth_date varchar, email varchar, city varchar)"
    )
    connection.executemany("insert into given values (?, ?, ?, ?, ?)", rows)
    prepare(connection, "given", "people")
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def artefact(people: duckdb.DuckDBPyConnection) -> Artefact:
    return train(people, "people")


def test_the_people_are_found_again(people: duckdb.DuckDBPyConnection, artefact: Artefact) -> None:
    score(people, "people", artefact, "scores", least_weight=None)
    same, wrong = people.execute(
        """select count(*) filter (left_id[2:] = right_id[2:]), count(*) filter (left_id[2:] != right_id[2:])
        from scores where match_probability >= 0.9"""
    ).fetchone()
    assert same >= 195
    assert wrong <= 3


def test_a_score_is_the_prior_and_what_each_comparison_said(
    people: duckdb.DuckDBPyConnection, artefact: Artefact
) -> None:
    score(people, "people", artefact, "scores", least_weight=None)
    chance = artefact.settings["probability_two_random_records_match"]
    people.execute("set variable prior = log2(? / (1 - ?))", [chance, chance])
    off = people.execute(
        """select count(*) from scores
        where abs(match_weight - getvariable('prior') - list_sum(list_transform(evidence, lambda e: e.weight))) > 1e-9
            or left_id >= right_id or len(evidence) = 0"""
    ).fetchone()
    assert off == (0,)


def test_training_again_gives_the_same_artefact(people: duckdb.DuckDBPyConnection, artefact: Artefact) -> None:
    shuffled = duckdb.connect()
    shuffled.register("arrow", people.execute("select * from people order by md5(record_id || 'x')").to_arrow_table())
    shuffled.execute("create table people as select * from arrow")
    assert train(shuffled, "people").digest == artefact.digest
    shuffled.close()


def test_an_artefact_is_read_as_written_and_holds_nobody(artefact: Artefact, tmp_path: Path) -> None:
    artefact.save(tmp_path)
    assert Artefact.load(tmp_path).digest == artefact.digest
    written = b"".join(file.read_bytes().lower() for file in tmp_path.iterdir())
    assert not [name for name in (*FIRST, *LAST, *CITIES) if name.lower().encode() in written and len(name) > 4]


def test_a_changed_artefact_is_refused(artefact: Artefact, tmp_path: Path) -> None:
    artefact.save(tmp_path)
    text = (tmp_path / WEIGHTS).read_text()
    (tmp_path / WEIGHTS).write_text(text.replace('"seed": 0', '"seed": 1'))
    with pytest.raises(ValueError, match="not those that training wrote"):
        Artefact.load(tmp_path)
    (tmp_path / WEIGHTS).write_text(text.replace('"version": 2', '"version": 0'))
    with pytest.raises(ValueError, match="version 0"):
        Artefact.load(tmp_path)


def test_changed_records_score_as_in_a_whole_run(people: duckdb.DuckDBPyConnection, artefact: Artefact) -> None:
    score(people, "people", artefact, "whole", least_weight=-20)
    people.execute("create or replace table changed as select record_id from people where hash(record_id) % 5 = 0")
    score(people, "people", artefact, "part", changed="changed", least_weight=-20)
    assert people.execute("select count(*) > 20 from part").fetchone() == (True,)
    difference = people.execute(
        """with expected as (
            select * from whole where left_id in (from changed) or right_id in (from changed)
        )
        select
            (select count(*) from (from part except from expected)),
            (select count(*) from (from expected except from part))"""
    ).fetchone()
    assert difference == (0, 0)


def test_other_records_change_no_score(people: duckdb.DuckDBPyConnection, artefact: Artefact) -> None:
    score(people, "people", artefact, "whole", least_weight=-20)
    people.execute("create or replace table half as select * from people where record_id[2:] < '100'")
    score(people, "half", artefact, "of_half", least_weight=-20)
    difference = people.execute(
        """with expected as (select * from whole where left_id[2:] < '100' and right_id[2:] < '100')
        select
            (select count(*) from (from of_half except from expected)),
            (select count(*) from (from expected except from of_half))"""
    ).fetchone()
    assert difference == (0, 0)


def test_only_what_there_is_is_compared(people: duckdb.DuckDBPyConnection, artefact: Artefact) -> None:
    names = [comparison["output_column_name"] for comparison in artefact.settings["comparisons"]]
    assert names == ["first_name", "last_name", "birth", "email", "city"]
    people.execute("create or replace view nameless as select record_id, birth_date, city from given")
    prepare(people, "nameless", "nameless_people")
    fewer = train(people, "nameless_people")
    assert [c["output_column_name"] for c in fewer.settings["comparisons"]] == ["birth", "city"]
    assert "sound" in artefact.rules
    assert not {"sound", "email"} & set(fewer.rules)


def test_nothing_to_learn_from_is_told() -> None:
    connection = duckdb.connect()
    connection.execute("create table given as select 'a' as record_id, 'Sri' as full_name")
    prepare(connection, "given", "people")
    with pytest.raises(ValueError, match="1 records with 0 comparable attributes teach nothing"):
        train(connection, "people")
    connection.close()
