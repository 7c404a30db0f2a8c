"""Labelled records from a CSV or Parquet file, with their columns mapped to what is compared.

Headers in English and Indonesian are guessed, a mapping says the rest; the truth and the id are never compared.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import duckdb

from matching.records import ATTRIBUTES

# What a header is taken for when nothing else was said: letters and digits only, in lower case.
GUESSES: dict[str, str] = {
    header: attribute
    for attribute, headers in {
        "first_name": "firstname givenname forename fname fnamec1 first namadepan given",
        "middle_name": "middlename mname fnamec2 namatengah midlname",
        "last_name": "lastname surname familyname lname lnamec1 last namabelakang namakeluarga",
        "full_name": "fullname name nama namalengkap personname customername namapelanggan title artist",
        "birth_date": "birthdate dateofbirth dob birthday tanggallahir tgllahir born",
        "birth_year": "birthyear yearofbirth yob by tahunlahir",
        "birth_month": "birthmonth monthofbirth mob bm bulanlahir",
        "birth_day": "birthdayofmonth dayofbirth bd harilahir",
        "gender": "gender sex jeniskelamin kelamin gendercode sexcode",
        "email": "email emailaddress mail surel alamatemail",
        "phone": "phone phonenumber telephone mobile telp telepon nohp hp nomorhp handphone notelp phonenum",
        "national_id": "nationalid nik socsecid ssn soc noktp ktp socialsecuritynumber passport idnumber",
        "house_number": "streetnumber housenumber number nomorrumah",
        "address": "address address1 street streetname alamat jalan addressline1 streetaddress resstreetaddress",
        "address_2": "address2 addressline2 kelurahan kecamatan locality",
        "city": "city suburb town kota kabupaten place rescity rescitydesc municipality",
        "region": "state region province provinsi county statecd",
        "postcode": "postcode postalcode zip zipcode kodepos postcodefake",
        "birth_place": "birthplace placeofbirth tempatlahir",
        "occupation": "occupation job profession pekerjaan profesi",
    }.items()
    for header in headers.split()
}


class BadInputError(Exception):
    """What is wrong with the file or the options, and how to mend it."""


def read(
    connection: duckdb.DuckDBPyConnection, file: Path, truth: str, unique_id: str | None, mapping: Mapping[str, str]
) -> dict[str, str]:
    """Load `file` as the table `labelled`: record_id, person, and the attributes found. Returns attribute -> column.

    `mapping` is attribute -> column, "" for an attribute that shall not be guessed. Records without a truth are left
    out. Raises BadInputError when the file, a column or an attribute does not exist, or ids are not unique.
    """
    if not file.is_file():
        raise BadInputError(f"{file} is no file; give a CSV or Parquet file with --records")
    try:
        if file.suffix.lower() in (".parquet", ".pq"):
            connection.execute("create table given as select * from read_parquet(?)", [str(file)])
        else:
            connection.execute(
                "create table given as select * from read_csv(?, header = true, all_varchar = true, sample_size = -1)",
                [str(file)],
            )
    except duckdb.Error as error:
        raise BadInputError(f"{file} cannot be read: {str(error).splitlines()[0]}") from error
    columns = {str(row[0]).strip(): str(row[0]) for row in connection.execute("describe given").fetchall()}
    for option, column in (("--truth", truth), ("--unique-id", unique_id)):
        if column is not None and column not in columns:
            raise BadInputError(f"{file} has no column {column!r} for {option}; it has {', '.join(columns)}")
    chosen = _chosen(columns, mapping, {truth, unique_id or ""}, file)
    ids = f'trim("{columns[unique_id]}"::varchar)' if unique_id else "printf('%012d', rowid)"
    attributes = "".join(f', "{columns[column]}" as {attribute}' for attribute, column in chosen.items())
    connection.execute(
        f"""create table labelled as select {ids} as record_id, trim("{columns[truth]}"::varchar) as person{attributes}
        from given where nullif(trim("{columns[truth]}"::varchar), '') is not null order by 1"""
    )
    count, distinct = connection.execute(
        "select count(record_id), count(distinct record_id) from labelled"
    ).fetchone() or (0, 0)
    if not count:
        raise BadInputError(f"no record of {file} has a value in {truth!r}")
    if count != distinct or connection.execute("from labelled where record_id is null").fetchone():
        raise BadInputError(f"{unique_id!r} is not unique in {file}: {count:,} records, {distinct:,} different ids")
    return chosen


def _chosen(columns: Mapping[str, str], mapping: Mapping[str, str], kept_back: set[str], file: Path) -> dict[str, str]:
    for attribute, column in mapping.items():
        if attribute not in ATTRIBUTES:
            raise BadInputError(f"{attribute!r} is nothing that is compared; --map takes {', '.join(ATTRIBUTES)}")
        if column and column not in columns:
            raise BadInputError(f"{file} has no column {column!r} for --map {attribute}; it has {', '.join(columns)}")
        if column in kept_back:
            raise BadInputError(f"{column!r} is the truth or the id: comparing it would give the answer away")
    found = {attribute: column for attribute, column in mapping.items() if column}
    for column in columns:
        bare = re.sub(r"[^a-z0-9]+", "_", column.lower()).strip("_")
        attribute = bare if bare in ATTRIBUTES else GUESSES.get(bare.replace("_", ""), "")
        if (
            attribute
            and attribute not in mapping
            and attribute not in found
            and column not in {*kept_back, *found.values()}
        ):
            found[attribute] = column
    if not found:
        raise BadInputError(
            f"none of {', '.join(columns)} is recognised; say what they are with --map attribute=column"
        )
    return found
