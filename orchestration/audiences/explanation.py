"""Why a person is in an audience, or is not: each condition of its tree, with the value that it looked at.

An audience in SQL is explained by its lines below `where true`, from the SQL that dbt compiled at the last build.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import duckdb

from orchestration.audiences.conditions import Group, Node
from orchestration.audiences.definition import Definition
from orchestration.audiences.sql import Chosen, choose, predicate
from orchestration.audiences.words import DuckDbWords

WHERE = re.compile(r"\nwhere\s+true\b")
Row = dict[str, Any]


def of_definition(
    connection: duckdb.DuckDBPyConnection, definition: Definition, words: DuckDbWords, customer_id: str
) -> Row:
    """`is_in`, and the conditions in the order of the definition: text, depth, holds (null: unknown), value."""
    chosen = choose(definition.who, words)
    lines = [*_lines(definition.who, chosen, 0)]
    asked = ", ".join(
        f"{sql} as holds_{i}, {f'cast({value} as varchar)' if value else 'null'} as value_{i}"
        for i, (_, _, sql, value) in enumerate(lines)
    )
    tables = ", ".join(f"{name} as ({sql})" for name, sql in chosen.tables.items())
    found = connection.execute(
        f"with {tables} select {asked}, not people.is_pseudo from people where people.customer_id = ?", [customer_id]
    ).fetchone()
    if found is None:
        return {"is_in": False, "conditions": []}
    conditions = [
        {"condition": _filled(text, words), "depth": depth, "holds": found[2 * i], "value": found[2 * i + 1]}
        for i, (text, depth, _, _) in enumerate(lines)
    ]
    person = {"condition": "is a person, no pseudo account", "depth": 0, "holds": found[-1], "value": None}
    return {"is_in": found[0] is True and found[-1] is True, "conditions": [person, *conditions]}


def _filled(text: str, words: DuckDbWords) -> str:
    """The text with the values of parameters in their places."""
    return re.sub(r"\$(\w+)", lambda found: str(words.parameters.get(found[1], found[0])), text)


def _lines(node: Node, chosen: Chosen, depth: int) -> list[tuple[str, int, str, str]]:
    if isinstance(node, Group):
        words = {"all": "all of", "any": "any of", "not": "not"}
        inner = [line for part in node.of for line in _lines(part, chosen, depth + 1)]
        return [(words[node.kind], depth, predicate(node, chosen.asked), ""), *inner]
    sql, value = chosen.asked.told[id(node)]
    return [(node.in_words, depth, sql, value)]


def of_sql(connection: duckdb.DuckDBPyConnection, name: str, compiled: Path, customer_id: str) -> Row:
    """The same of an audience in SQL. Without compiled SQL, whether the person is in it and no more."""
    found = connection.execute(f"select 1 from marts.audiences.aud_{name} where customer_id = ?", [customer_id])
    is_in = found.fetchone() is not None
    if not compiled.is_file():
        return {"is_in": is_in, "conditions": []}
    head, parts = predicates(compiled.read_text(encoding="utf-8"))
    conditions = []
    for part in parts:
        holds = connection.execute(
            f"select count(*) from ({head}\n    and ({part})) as chosen where customer_id = ?", [customer_id]
        ).fetchone()
        conditions.append(
            {"condition": " ".join(part.split()), "depth": 0, "holds": bool(holds and holds[0]), "value": None}
        )
    return {"is_in": is_in, "conditions": conditions}


def predicates(sql: str) -> tuple[str, list[str]]:
    """The SQL up to and including `where true`, and the predicates that `and` joins outside of brackets.

    SQL that is written in another way has no predicates to tell apart.
    """
    found = list(WHERE.finditer(sql))
    if len(found) != 1:
        return sql, []
    parts: list[str] = []
    for piece in re.split(r"\s+and\s+", sql[found[0].end() :])[1:]:
        if parts and parts[-1].count("(") > parts[-1].count(")"):
            parts[-1] += f" and {piece}"
        else:
            parts.append(piece)
    return sql[: found[0].end()], parts
