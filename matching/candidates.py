"""Which pairs of records are worth comparing: keys that both share, each bounded in how many pairs it may bring.

Keys are kept with the record, as 64-bit digests whose remainder by RULE_NUMBERS says of which rule they are, so that no
value is written into an artefact and a few changed records find their neighbours among a million in one scan. A key
that too many records of the training data share is left out by name, not by its count in today's data, so that whether
a pair is compared depends on the two records and the artefact alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
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


# A rule's number is its place: another order, or a rule in between, asks for a new version of artefacts.
RULE_NUMBERS = 64
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


def number_of(name: str) -> int:
    """The number of the rule of that name."""
    return next(number for number, rule in enumerate(RULES) if rule.name == name)


def all_keys_sql() -> str:
    """An expression: the list of a comparison record's keys, of all rules, each once."""
    lists = []
    for number, rule in enumerate(RULES):
        texts = rule.key if rule.listed else f"[{rule.key}]"
        digest = f"md5_number_lower(text) // {RULE_NUMBERS} * {RULE_NUMBERS} + {number}"
        lists.append(f"list_transform(list_filter({texts}, lambda text: text is not null), lambda text: {digest})")
    return f"list_distinct(flatten(list_filter([{', '.join(lists)}], lambda keys: keys is not null)))"


def keys_sql(records: str, rules: Iterable[str], common_keys: str | None = None, *, record: str = "record_id") -> str:
    """A query of (record, key) for rules by name: one row per record and key, without keys that are too common.

    `common_keys` is a relation whose column `key` holds those to leave out; `record` names the column of `records` that
    tells a record.
    """
    numbers = ", ".join(str(number_of(name)) for name in rules) or "null"
    common = f" and key not in (select key from {common_keys})" if common_keys else ""
    return (
        f"select {record}, key from (select {record}, unnest(keys) as key from {records}) "
        f"where key % {RULE_NUMBERS} in ({numbers}){common}"
    )


def pairs_sql(keys: str, changed: str | None = None) -> str:
    """A query of (smaller record, larger record) that share a key of the relation `keys` (record, key).

    `changed` restricts to pairs with at least one of its `record`s. A pair comes once for each key that it shares.
    """
    if changed is None:
        return f"""select one.record as l, other.record as r
    from {keys} as one inner join {keys} as other on one.key = other.key and one.record < other.record"""
    return f"""select least(one.record, other.record) as l, greatest(one.record, other.record) as r
    from (select * from {keys} where record in (select record from {changed})) as one
    inner join {keys} as other on one.key = other.key and one.record <> other.record"""


def too_common(connection: duckdb.DuckDBPyConnection, keys: str, rule: str, record_count: int) -> tuple[int, int]:
    """The largest number of records that may share a key of the rule, and how many pairs it then brings.

    `keys` is a relation (record_id, key). Chosen so that the rule stays within its share of pairs: PAIRS_PER_RECORD, or
    PAIRS_OF_A_RULE over all records, but no less than LEAST_PAIRS_PER_RECORD.
    """
    allowed = record_count * max(LEAST_PAIRS_PER_RECORD, min(PAIRS_PER_RECORD, PAIRS_OF_A_RULE / max(record_count, 1)))
    sizes = connection.execute(
        f"""select size, (count(*) * size * (size - 1) // 2)::bigint as pairs
        from (select count(*) as size from {keys} where key % {RULE_NUMBERS} = {number_of(rule)} group by key)
        where size > 1 group by size order by size"""
    ).fetchall()
    limit, total = 1, 0
    for size, pairs in sizes:
        if total + pairs > allowed:
            break
        limit, total = int(size), total + int(pairs)
    return (limit if total else 0), total
