"""Which pairs of records are worth comparing: keys that both share, each bounded in how many pairs it may bring.

A key that too many records of the training data share is left out by name, not by its count in today's data, so that
whether a pair is compared depends on the two records and the artefact alone.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import duckdb

# How many pairs one rule may bring for each record, and in all, whichever is less; small data may have more.
PAIRS_PER_RECORD = 60.0
PAIRS_OF_A_RULE = 1_500_000
LEAST_PAIRS_PER_RECORD = 1.5


@dataclass(frozen=True)
class Rule:
    """A key, null where a record has none; `listed` when it is a list of keys, each one for itself."""

    name: str
    columns: tuple[str, ...]
    key: str
    listed: bool = False


def _joined(*parts: str) -> str:
    return " || '|' || ".join(parts)


def _each_name(part: str) -> str:
    return f"list_transform(name_words, lambda word: {part} || '|' || word)"


def _day() -> str:
    return "nullif(substr(birth, 5), '0101')"


RULES = (
    Rule("national_id", ("national_id",), "national_id"),
    Rule("email", ("email",), "email"),
    Rule("phone", ("phone",), "phone"),
    Rule("email_user", ("email_user",), "email_user"),
    Rule("email_start", ("email",), "case when len(email) >= 8 then left(email, 6) end"),
    Rule("all_names", ("name_key",), "name_key"),
    Rule("a_name", ("name_words",), "name_words", listed=True),
    Rule("sound", ("sound_key",), "sound_key"),
    Rule("root_and_last", ("first_root", "last_name"), _joined("first_root", "last_name")),
    Rule("name_starts", ("first_name", "last_name"), _joined("left(first_name, 3)", "left(last_name, 3)")),
    Rule("birth", ("birth",), "birth"),
    Rule("birth_and_initial", ("birth", "first_name"), _joined("birth", "left(first_name, 1)")),
    Rule("first_and_year", ("first_root", "birth_year"), _joined("first_root", "birth_year")),
    Rule("last_and_year", ("last_name", "birth_year"), _joined("last_name", "birth_year")),
    Rule("first_and_day", ("first_root", "birth"), _joined("left(first_root, 3)", _day())),
    Rule("last_and_day", ("last_name", "birth"), _joined("left(last_name, 3)", _day())),
    Rule("birth_and_place", ("birth", "birth_place"), _joined("birth", "left(birth_place, 4)")),
    Rule("birth_and_city", ("birth", "city"), _joined("birth", "left(city, 4)")),
    Rule("postcode", ("postcode",), "postcode"),
    Rule("postcode_and_first", ("postcode", "first_name"), _joined("postcode", "left(first_name, 2)")),
    Rule("postcode_and_last", ("postcode", "last_name"), _joined("postcode", "left(last_name, 2)")),
    Rule("postcode_and_year", ("postcode", "birth_year"), _joined("postcode", "birth_year")),
    Rule("area_and_name", ("postcode", "name_words"), _each_name("left(postcode, 3)"), listed=True),
    Rule("place_and_name", ("birth_place", "name_words"), _each_name("birth_place"), listed=True),
    Rule("city_and_name", ("city", "name_words"), _each_name("city"), listed=True),
    Rule("street", ("street",), "street"),
    Rule("street_and_house", ("street", "house"), _joined("left(street, 4)", "house")),
    Rule("house_and_postcode", ("house", "postcode"), _joined("house", "postcode")),
    Rule("house_and_last", ("house", "last_name"), _joined("house", "left(last_name, 3)")),
    Rule("house_and_first", ("house", "first_name"), _joined("house", "left(first_name, 3)")),
    Rule("place_and_year", ("birth_place", "birth_year"), _joined("birth_place", "birth_year")),
    Rule("other_1", ("other_1",), "other_1"),
    Rule("other_2", ("other_2",), "other_2"),
    Rule("other_3", ("other_3",), "other_3"),
)  # fmt: skip


def usable(columns: Collection[str]) -> list[Rule]:
    """The rules whose columns are all among `columns`."""
    return [rule for rule in RULES if set(rule.columns) <= set(columns)]


def keys_sql(
    records: str, rule: Rule, common_keys: str | None = None, *, record: str = "record", changed: str | None = None
) -> str:
    """A query of (record, key) for one rule: one row per record and key, without the keys that are too common.

    Keys are 64-bit digests, so that no value is written into an artefact. `common_keys` is a relation (rule, key);
    `changed`, a relation of `record`s, restricts to the keys that one of them holds.
    """
    held = _texts(records, rule, record)
    if changed:
        mine = _texts(f"(select * from {records} where {record} in (select record from {changed}))", rule, record)
        held = f"select record, text from ({held}) where text in (select text from ({mine}))"
    common = f"select common.key from {common_keys} as common where common.rule = '{rule.name}'"
    kept = f"\n    where keyed.key not in ({common})" if common_keys else ""
    return f"""select keyed.record, keyed.key
    from (select record, md5_number_lower(text) as key from ({held})) as keyed{kept}"""


def _texts(records: str, rule: Rule, record: str) -> str:
    key = f"unnest({rule.key})" if rule.listed else rule.key
    return f"select record, text from (select {record} as record, {key} as text from {records}) where text is not null"


def pairs_sql(keys: str, changed: str | None = None) -> str:
    """A query of (smaller record, larger record) that share a key of the relation `keys`.

    `changed` restricts to pairs with at least one of its `record`s. A pair comes once for each key that it shares.
    """
    if changed is None:
        return f"""select one.record as l, other.record as r
    from {keys} as one inner join {keys} as other on one.key = other.key and one.record < other.record"""
    return f"""select least(one.record, other.record) as l, greatest(one.record, other.record) as r
    from (select * from {keys} where record in (select record from {changed})) as one
    inner join {keys} as other on one.key = other.key and one.record <> other.record"""


def too_common(connection: duckdb.DuckDBPyConnection, records: str, rule: Rule, record_count: int) -> tuple[int, int]:
    """The largest number of records that may share a key of the rule, and how many pairs it then brings.

    Chosen so that the rule stays within its share of pairs: PAIRS_PER_RECORD, or PAIRS_OF_A_RULE over all records, but
    no less than LEAST_PAIRS_PER_RECORD.
    """
    allowed = record_count * max(LEAST_PAIRS_PER_RECORD, min(PAIRS_PER_RECORD, PAIRS_OF_A_RULE / max(record_count, 1)))
    sizes = connection.execute(
        f"""select size, (count(*) * size * (size - 1) // 2)::bigint as pairs
        from (select count(*) as size from ({keys_sql(records, rule, record="record_id")}) group by key)
        where size > 1 group by size order by size"""
    ).fetchall()
    limit, total = 1, 0
    for size, pairs in sizes:
        if total + pairs > allowed:
            break
        limit, total = int(size), total + int(pairs)
    return (limit if total else 0), total
