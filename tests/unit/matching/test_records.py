"""What is left of a name, a date, a telephone number for comparing."""

from __future__ import annotations

import duckdb
import pytest

from matching.names import nicknames
from matching.records import COLUMNS, prepare


def prepared(**given: str) -> dict[str, object]:
    connection = duckdb.connect()
    connection.execute(f"create table given ({', '.join(f'{name} varchar' for name in ['record_id', *given])})")
    connection.execute(f"insert into given values ({', '.join('?' * (len(given) + 1))})", ["r", *given.values()])
    prepare(connection, "given", "records")
    found = connection.execute("select * from records")
    assert [column[0] for column in found.description] == [*COLUMNS, "keys"]
    row = found.fetchone()
    connection.close()
    return dict(zip((*COLUMNS, "keys"), row, strict=True))


@pytest.mark.parametrize(
    ("full_name", "first", "last", "words"),
    [
        ("Bpk. H. Ahmad Soeharto, S.E., M.M.", "ahmad", "soeharto", ["ahmad", "soeharto"]),
        ("SRI", "sri", None, ["sri"]),
        ("Mas", "mas", None, ["mas"]),
        ("Hj. Siti Nur Aisyah", "siti", "aisyah", ["aisyah", "nur", "siti"]),
        ("O'Brien  D\u2019Arcy", "obrien", "darcy", ["darcy", "obrien"]),
        ("José Ramírez", "jose", "ramirez", ["jose", "ramirez"]),
        ("Ma, Li", "ma", "li", ["li", "ma"]),
        ("  - ", None, None, None),
    ],
)
def test_names(full_name: str, first: str | None, last: str | None, words: list[str] | None) -> None:
    found = prepared(full_name=full_name)
    assert (found["first_name"], found["last_name"], found["name_words"]) == (first, last, words)


def test_names_in_two_columns() -> None:
    found = prepared(first_name="Tom", last_name="Clifford", full_name="Tom, 1st Baron Clifford")
    assert (found["first_name"], found["first_root"], found["last_name"]) == ("tom", "thomas", "clifford")
    assert found["middle_words"] == ["1st", "baron"]
    alone = prepared(first_name="", last_name="Clifford")
    assert (alone["first_name"], alone["last_name"], alone["name_key"]) == (None, "clifford", "clifford")
    whole = prepared(first_name="Budi Santoso", last_name="")
    assert (whole["first_name"], whole["last_name"]) == ("budi", "santoso")


def test_transposed_names_and_old_spellings_sound_alike() -> None:
    one = prepared(full_name="Joko Soegiarto")["sound_key"]
    assert one == prepared(full_name="Sugiarto Djoko")["sound_key"] is not None
    assert one != prepared(full_name="Joko Pratama")["sound_key"]


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("1980-02-01", "19800201"),
        ("01/02/1980", "19800201"),
        ("19800201.0", "19800201"),
        ("1980-02-01 00:00:00", "19800201"),
        ("1850-81-01", "18508101"),
        ("1.2.1980", "19800201"),
        ("in spring", None),
        ("", None),
    ],
)
def test_birth_dates(written: str, digits: str | None) -> None:
    assert prepared(birth_date=written)["birth"] == digits


def test_a_birth_date_in_three_columns() -> None:
    found = prepared(birth_year="1980", birth_month="2.0", birth_day="1")
    assert (found["birth"], found["birth_year"]) == ("19800201", "1980")
    assert prepared(birth_year="1980")["birth"] is None
    assert prepared(birth_year="1980")["birth_year"] == "1980"


def test_contact_points_codes_and_addresses() -> None:
    found = prepared(
        email=" Sri.Lestari+shop@Example.org ", phone="+62 812-3456-789", postcode="2272.0", gender="Perempuan",
        address="Jl. Melati No. 12A", national_id="31.7101 5501900001",
    )  # fmt: skip
    assert (found["email"], found["email_user"]) == ("sri.lestari+shop@example.org", "sri.lestari")
    assert (found["email_digits"], prepared(email="siti77.a1@example.org")["email_digits"]) == ("", "771")
    assert found["phone"] == prepared(phone="0812 3456 789")["phone"] == "8123456789"
    assert (found["postcode"], found["gender"], found["house"]) == ("2272", "f", "12a")
    assert (found["street"], found["national_id"]) == ("jl melati no", "3171015501900001")


def test_a_source_without_ids_is_refused() -> None:
    connection = duckdb.connect()
    connection.execute("create table given as select 'Sri' as full_name")
    with pytest.raises(ValueError, match="no column record_id"):
        prepare(connection, "given", "records")
    connection.close()


def test_a_nickname_stands_for_one_name() -> None:
    found = nicknames()
    assert (found["tom"], found["djoko"], found["moh"]) == ("thomas", "joko", "muhammad")
    assert not set(found) & {"thomas", "joko"}
