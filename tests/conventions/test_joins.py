"""Outer joins that an engine can hash: a predicate on the kept side alone makes DuckDB compare each row with each."""

from __future__ import annotations

import re

from .sql_text import bracketed, without_comments
from .tree import sql_files

_ENDS = r"(?:left|inner|cross|full) join|where|group by|order by|union|qualify"
_LEFT_JOIN = re.compile(rf"\bleft join\s+(?P<joined>.+?)(?=\b(?:{_ENDS})\b|\Z)")
_RELATION = re.compile(r"^(?:\{\{.*?\}\}|[\w.]+)(?:\s+as\s+(?P<alias>\w+))?\s+on\s+(?P<on>.+)$")


def one_sided(sql: str) -> list[str]:
    """Conditions of a left join's `on` that name the kept side only; a case column in a CTE says the same."""
    faults = []
    for found in _LEFT_JOIN.finditer(" ".join(without_comments(sql).split())):
        joined = _RELATION.match(found["joined"])
        if joined is None:
            continue
        name = joined["alias"] or found["joined"].split()[0].split(".")[-1]
        for condition in re.split(r"\band\b", bracketed(joined["on"])[0]):
            sides = set(re.findall(r"\b([a-z_]\w*)\.[a-z_]\w*", condition))
            if sides and name not in sides:
                faults.append(condition.strip())
    return faults


def test_left_joins_compare_both_sides() -> None:
    assert [f"{file.path}: {fault}" for file in sql_files() for fault in one_sided(file.text)] == []


def test_a_one_sided_join_is_seen() -> None:
    sql = "select * from links left join holders on links.id = holders.id and links.kind = 'phone' where links.id > 1"
    assert one_sided(sql) == ["links.kind = 'phone'"]
    aliased = 'from links left join {{ ref("holders") }} as others on links.id = others.id and links.is_valid'
    assert one_sided(aliased) == ["links.is_valid"]


def test_a_hashable_join_passes() -> None:
    assert (
        one_sided("from a left join b on a.id = b.id and b.rank = 1 left join c on a.at >= c.at and a.id = c.id") == []
    )
