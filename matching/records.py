"""Comparison records: what two records are compared by, cleaned in the engine, row by row.

A comparison record depends on its own source row alone, so it may be kept and made anew for changed rows only. Which
columns of a company mean what, and which values link without any comparison, is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from matching.candidates import all_keys_sql
from matching.names import DEGREES, HONORIFICS, nicknames

# What a source of records may hold; everything but record_id may be absent or null.
ATTRIBUTES = (
    "first_name",
    "middle_name",
    "last_name",
    "full_name",
    "birth_date",
    "birth_year",
    "birth_month",
    "birth_day",
    "gender",
    "email",
    "phone",
    "national_id",
    "house_number",
    "address",
    "address_2",
    "city",
    "region",
    "postcode",
    "birth_place",
    "occupation",
    "other_1",
    "other_2",
    "other_3",
)

# The columns of a comparison record, in order; `keys`, by which candidates.py finds pairs, comes after them.
COLUMNS = (
    "record_id",
    "first_name",
    "last_name",
    "first_root",
    "name_words",
    "name_key",
    "sound_key",
    "middle_words",
    "birth",
    "birth_number",
    "birth_year",
    "gender",
    "email",
    "email_user",
    "email_digits",
    "phone",
    "national_id",
    "house",
    "street",
    "street_words",
    "locality",
    "city",
    "region",
    "postcode",
    "birth_place",
    "occupation",
    "other_1",
    "other_2",
    "other_3",
)

SPELLINGS = {"oe": "u", "tj": "c", "dj": "j", "sj": "s", "nj": "n", "ph": "f", "ck": "k", "kh": "k", "th": "t"}


def prepare(
    connection: duckdb.DuckDBPyConnection, source: str, target: str, *, only: str | None = None, temporary: bool = False
) -> None:
    """Create (or replace) the table `target` of comparison records from the relation `source`.

    `source` has record_id (text, unique) and any of ATTRIBUTES, as any type; `only` names a relation whose record_id
    column says which rows to take. `target` has the columns COLUMNS and keys. Raises
    ValueError when record_id is missing.
    """
    described = connection.execute(f"describe select * from {source}").fetchall()
    present = {str(row[0]).lower() for row in described}
    if "record_id" not in present:
        raise ValueError(f"{source} has no column record_id")
    kind = "temporary table" if temporary else "table"
    cleaned = comparison_records_sql(source, present, only)
    connection.execute(f"create or replace {kind} {target} as\nselect *, {all_keys_sql()} as keys from (\n{cleaned})")


def comparison_records_sql(source: str, present: Iterable[str], only: str | None = None) -> str:
    """The query that makes comparison records of `source`, whose columns are `present`."""
    there = set(present)
    given = ",\n        ".join(
        f"{_given(name)} as {name}" if name in there else f"null::varchar as {name}" for name in ATTRIBUTES
    )
    kept = f"\n    where record_id in (select record_id from {only})" if only else ""
    return f"""with given as (
    select
        record_id::varchar as record_id,
        {given}
    from {source}{kept}
),
texts as (
    select
        record_id,
        full_name is not null as has_full_name,
        {_name_list("first_name")} as given_words,
        {_name_list("last_name")} as family_words,
        {_name_list("coalesce(full_name, concat_ws(' ', first_name, middle_name, last_name))")} as all_words,
        {_birth_sql()} as birth_digits,
        {_digits_of("birth_year")} as year_alone,
        {_gender_sql()} as gender,
        nullif(regexp_replace(lower(email), '\\s+', '', 'g'), '') as email,
        nullif(regexp_replace(regexp_replace(phone, '\\.0$', ''), '[^0-9]', '', 'g'), '') as phone_digits,
        {_code("national_id")} as national_id,
        {_code("house_number")} as house_number,
        {_words("address")} as address,
        {_words("address_2")} as locality,
        {_words("city")} as city,
        {_words("region")} as region,
        {_code("postcode")} as postcode,
        {_words("birth_place")} as birth_place,
        {_words("occupation")} as occupation,
        {_words("other_1")} as other_1,
        {_words("other_2")} as other_2,
        {_words("other_3")} as other_3
    from given
),
names as (
    select
        texts.*,
        case
            when len(given_words) > 1 and family_words = [] then given_words[1]
            when given_words != [] then array_to_string(given_words, ' ')
            when has_full_name then all_words[1]
        end as first_name,
        case
            when family_words != [] then array_to_string(family_words, ' ')
            when len(given_words) > 1 then given_words[-1]
            when has_full_name and len(all_words) > 1 then all_words[-1]
        end as family_name,
        list_sort(list_distinct(all_words)) as name_words
    from texts
)
select
    names.record_id,
    names.first_name,
    case when names.family_name is distinct from names.first_name then names.family_name end as last_name,
    coalesce(nicknames.name, split_part(names.first_name, ' ', 1)) as first_root,
    nullif(names.name_words, []) as name_words,
    nullif(array_to_string(names.name_words, ' '), '') as name_key,
    {_sounds("names.first_name", "names.family_name")} as sound_key,
    nullif(
        list_filter(
            names.name_words,
            lambda word: not list_contains(string_split(concat_ws(' ', names.first_name, names.family_name), ' '), word)
        ),
        []
    ) as middle_words,
    names.birth_digits as birth,
    (try_strptime(names.birth_digits, '%Y%m%d')::date - date '1800-01-01')::integer as birth_number,
    coalesce(left(names.birth_digits, 4), left(names.year_alone, 4)) as birth_year,
    names.gender,
    names.email,
    nullif(regexp_replace(split_part(names.email, '@', 1), '[+].*$', ''), '') as email_user,
    regexp_replace(names.email, '[^0-9]', '', 'g') as email_digits,
    nullif(regexp_replace(names.phone_digits, '^(00)?(62)?0*', ''), '') as phone,
    names.national_id,
    coalesce(names.house_number, nullif(regexp_extract(names.address, '\\b([0-9]+[a-z]?)\\b', 1), '')) as house,
    nullif(trim(regexp_replace(names.address, '\\b[0-9]+[a-z]?\\b', ' ', 'g')), '') as street,
    list_sort(list_distinct(string_split(names.address, ' '))) as street_words,
    names.locality,
    names.city,
    names.region,
    names.postcode,
    names.birth_place,
    names.occupation,
    names.other_1,
    names.other_2,
    names.other_3
from names
left join ({_nicknames_sql()}) as nicknames
    on nicknames.nickname = split_part(names.first_name, ' ', 1)"""


def _given(name: str) -> str:
    """An attribute as trimmed text; null where the source says only that it knows nothing."""
    text = f"trim({name}::varchar)"
    return f"case when lower({text}) not in ('', 'null', 'none', 'nan', 'nat', 'n/a', '-', 'unknown') then {text} end"


def _words(name: str) -> str:
    """Lower-case letters and digits without accents, words parted by one space."""
    bare = f"regexp_replace(strip_accents(lower({name})), '[''\u2019`]', '', 'g')"
    return f"nullif(trim(regexp_replace({bare}, '[^\\p{{L}}\\p{{N}}]+', ' ', 'g')), '')"


def _name_list(name: str) -> str:
    """A name's words, without honorifics before and degrees after it, unless nothing would be left."""
    degrees = "|".join("[. ]{0,2}".join(degree) for degree in DEGREES.split())
    plain = _words(f"regexp_replace(lower({name}), '(,[ ]*({degrees})[.]?)+[ ]*$', '')")
    bare = f"regexp_replace({plain}, '^(({'|'.join(HONORIFICS.split())}) )+', '')"
    return f"coalesce(string_split({bare}, ' '), [])"


def _code(name: str) -> str:
    """Lower-case letters and digits of a code, without the `.0` of a number that a spreadsheet made of it."""
    return f"nullif(regexp_replace(regexp_replace(lower({name}), '\\.0$', ''), '[^\\p{{L}}\\p{{N}}]', '', 'g'), '')"


def _digits_of(name: str) -> str:
    return f"nullif(regexp_replace(regexp_replace({name}, '\\.0$', ''), '[^0-9]', '', 'g'), '')"


def _birth_sql() -> str:
    """Eight digits, year first; a date that does not exist stays as written, since it is one typing error from one."""
    first = "regexp_replace(split_part(split_part(birth_date, ' ', 1), 'T', 1), '\\.0$', '')"
    year_first = "'^([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})$'"
    day_first = "'^([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})$'"
    parts = [_digits_of(name) for name in ("birth_year", "birth_month", "birth_day")]
    return f"""case
            when regexp_matches({first}, {year_first}) then regexp_extract({first}, {year_first}, 1)
                || lpad(regexp_extract({first}, {year_first}, 2), 2, '0')
                || lpad(regexp_extract({first}, {year_first}, 3), 2, '0')
            when regexp_matches({first}, {day_first}) then regexp_extract({first}, {day_first}, 3)
                || lpad(regexp_extract({first}, {day_first}, 2), 2, '0')
                || lpad(regexp_extract({first}, {day_first}, 1), 2, '0')
            when birth_date is not null then nullif(regexp_extract({first}, '^[0-9]{{8}}$'), '')
            else {parts[0]} || lpad({parts[1]}, 2, '0') || lpad({parts[2]}, 2, '0')
        end"""


def _gender_sql() -> str:
    female = "'female', 'f', 'perempuan', 'p', 'wanita', 'w', 'woman'"
    male = "'male', 'm', 'laki-laki', 'laki', 'l', 'pria', 'man'"
    return f"case when lower(gender) in ({female}) then 'f' when lower(gender) in ({male}) then 'm' end"


def _sound(name: str) -> str:
    """The consonants of a name, spellings of one sound made alike, old Indonesian ones (oe, tj, dj) among them."""
    text = f"split_part({name}, ' ', 1)"
    for written, heard in SPELLINGS.items():
        text = f"replace({text}, '{written}', '{heard}')"
    text = f"translate({text}, 'vczqy', 'fkski')"
    text = f"left({text}, 1) || regexp_replace(substr({text}, 2), '[aeiouhw]', '', 'g')"
    for letter in "bdfgklmnprst":
        text = f"replace({text}, '{letter * 2}', '{letter}')"
    return text


def _sounds(first: str, last: str) -> str:
    """Both names' sounds in alphabetical order, so that transposed names sound alike. Null without two names."""
    one, other = _sound(first), _sound(last)
    return f"least({one}, {other}) || ' ' || greatest({one}, {other}) || left({first} || {last}, 0)"


def _nicknames_sql() -> str:
    rows = ", ".join(f"('{nickname}', '{name}')" for nickname, name in sorted(nicknames().items()))
    return f"select nickname, name from (values {rows}) as known(nickname, name)"
