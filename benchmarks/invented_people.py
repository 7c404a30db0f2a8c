"""People records by the million, invented in the engine: what the staging views of four sources would hold.

Some 2.1 records a person: web accounts (some twice), counter loyalty by telephone, addresses written to, sign-up sheets
with typing errors. A few numbers are shared by a couple, one is a shop's desk, some fields are filled with
placeholders. The same numbers give the same rows.
"""

from __future__ import annotations

import duckdb

from workspaces.sample_shop.generator.vocabulary import FAMILIES, MAIL_DOMAINS, MEN, PLACES, WOMEN

RECORDS_PER_PERSON = 2.1
SOURCES = ("web_shop", "pos", "messaging", "sign_ups")

PEOPLE = """
    select
        range as person,
        {share}(range, 1) as account, {share}(range, 2) as second_account, {share}(range, 3) as counter,
        {share}(range, 4) as written_to, {share}(range, 5) as sheet, {share}(range, 6) as filled,
        {share}(range, 7) as known_by,
        timestamp '2022-01-01' + to_minutes(cast(hash(range, 8) % 2000000 as bigint)) as first_seen_at,
        {pick}({women}, range, 9) as woman, {pick}({men}, range, 9) as man,
        hash(range, 10) % 2 = 0 as is_woman,
        if(is_woman, woman, man) as first_name,
        if({share}(range, 11) < 0.2, '', {pick}({families}, range, 12)) as family,
        if({share}(range, 13) < 0.5, '', if(is_woman, {pick}({women}, range, 14),
            {pick}({men}, range, 14))) as middle,
        trim(replace(first_name || ' ' || middle || ' ' || family, '  ', ' ')) as full_name,
        date '1950-01-01' + cast(hash(range, 15) % 21000 as integer) as birth_date,
        {pick}({places}, range, 16) as place,
        lower(first_name) || '.' || range || '@' || {pick}({domains}, range, 17) as email,
        '081' || lpad(cast(if({share}(range, 18) < 0.01, range - range % 2, range) as varchar), 8, '2') as phone,
        'Jl. ' || {pick}({families}, range, 19) || ' No. ' || hash(range, 20) % 200 as address
    from range({first}, {last})
"""

RECORDS = {
    "web_shop": """
        select 'A' || person as source_key, first_seen_at, full_name,
            case when filled < 0.01 then 'noemail@surel.example.com' else email end as email,
            case when filled < 0.002 then '0341-551234' when filled < 0.01 then '0000000000' else phone end as phone,
            if(known_by < 0.6, birth_date, null) as birth_date, place, address
        from people where account < 0.62
        union all
        select 'B' || person, first_seen_at + interval 90 days, full_name,
            if(known_by < 0.5, email, 'x' || email),
            if(known_by < 0.5, '+62' || substr('082' || substr(phone, 4), 2), phone),
            birth_date, place, null
        from people where account < 0.62 and second_account < 0.06
    """,
    "pos": """
        select '+62' || substr(phone, 2), first_seen_at + interval 3 days, upper(first_name || ' ' || left(family, 1)),
            null, '+62' || substr(phone, 2), null, null, null
        from people where counter < 0.62
        qualify row_number() over (partition by phone order by person) = 1
    """,
    "messaging": """
        select email, first_seen_at + interval 5 days, null, email, null, null, null, null
        from people where written_to < 0.55
    """,
    "sign_ups": """
        select 'S' || person, first_seen_at + interval 200 days,
            case when known_by < 0.2 then replace(full_name, 'a', 'e')
                when known_by < 0.3 then family || ' ' || first_name else full_name end,
            if(sheet < 0.15, email, 'baru.' || email), if(sheet < 0.2, phone, null),
            if(known_by < 0.9, birth_date, null), place, if(known_by > 0.5, address, null)
        from people where sheet < 0.32
    """,
}


def invent(connection: duckdb.DuckDBPyConnection, first: int, last: int, load_seq: int) -> None:
    """Append the records of people `first` to `last` - 1 to `staging.stg_<source>__customers`, as of this load."""
    connection.execute(
        "create or replace temp macro share_of(person, salt) as (hash(person, salt) % 1000000) / 1000000.0"
    )
    connection.execute(
        "create or replace temp macro one_of(words, person, salt) as"
        " words[1 + cast(hash(person, salt) % len(words) as bigint)]"
    )
    words = {
        "women": WOMEN,
        "men": MEN,
        "families": FAMILIES,
        "places": [name for name, *_ in PLACES],
        "domains": MAIL_DOMAINS,
    }
    people = PEOPLE.format(
        share="share_of", pick="one_of", first=first, last=last, **{name: repr(of) for name, of in words.items()}
    )
    connection.execute(f"create or replace temp table people as {people}")
    for source, records in RECORDS.items():
        connection.execute(
            f"insert into staging.stg_{source}__customers by name"
            f" select '{source}:' || source_key as record_id, '{source}' as source, *, first_seen_at as updated_at,"
            " 'ID' as country, false as is_pseudo, false as is_deleted, cast(? as bigint) as _load_seq"
            f" from ({records})"
            " as records(source_key, first_seen_at, full_name, email, phone, birth_date, place, address)",
            [load_seq],
        )
    connection.execute("drop table people")
