"""The dbt model that a definition becomes: its SQL, and its YAML with contract, test, exposure and `meta.audience`.

The files lie in models/audiences/compiled/. `refresh` writes them, and touches nothing that did not change. They are
kept in the repository, so that a changed definition shows what it changes.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import yaml

from orchestration.audiences.conditions import Event, Field, Group, Member, Node, Sequence, leaves
from orchestration.audiences.definition import Definition, definitions
from orchestration.audiences.personalisation import field_sql, personalisation
from orchestration.audiences.sql import Asked, choose, predicate, test_sql
from orchestration.audiences.words import DbtWords, Words

COMPILED = "models/audiences/compiled"
DOCS = "_personalisation.md"
SEEN: dict[type, tuple[str, str]] = {
    Field: ("varchar", "The person's"),
    Member: ("boolean", "Whether the person"),
    Event: ("bigint", "How often there was, of what the condition counts:"),
    Sequence: ("bigint", "How often there was, one after the other:"),
}
"""What a condition saw that is no column of customer_360: its type, and the beginning of what it says."""
CLAUSES = re.compile(r" (from|where|inner join|left join|group by|having|union all)(?= )(?<!month from)")


def refresh(dbt_project: Path) -> list[str]:
    """Write the models of all definitions, and remove those of definitions that are gone; the names of what changed."""
    folder = dbt_project / COMPILED
    folder.mkdir(parents=True, exist_ok=True)
    wanted = files(dbt_project)
    changed = []
    for name, text in wanted.items():
        file = folder / name
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            draft = file.with_name(f".{name}.{os.getpid()}")
            draft.write_text(text, encoding="utf-8")
            draft.replace(file)
            changed.append(name)
    for file in folder.iterdir():
        if file.suffix in {".sql", ".yml", ".md"} and file.name not in wanted:
            file.unlink()
            changed.append(file.name)
    return sorted(changed)


def files(dbt_project: Path) -> dict[str, str]:
    """File name -> text, for every definition. Raises ConfigurationError."""
    compiled = {DOCS: _docs()}
    for name, definition in definitions(dbt_project).items():
        words = DbtWords(name, definition.parameters)
        compiled[f"aud_{name}.sql"] = model_sql(definition, words)
        compiled[f"aud_{name}.yml"] = properties(definition, words)
    return compiled


def model_sql(definition: Definition, words: Words, where: str = "") -> str:
    """One row per customer_id with the fields, and what conditions saw that customer_360 does not hold.

    `where`: a further condition on `people`, for looking at some.
    """
    chosen = choose(definition.who, words)
    fields = [f"{field_sql(f, words)} as {f.name}" for f in definition.fields]
    fields += [f"people.{name}" for name in chosen.asked.columns]
    tables = ",\n\n".join(f"    {name} as (\n{laid_out(sql)}\n    )" for name, sql in chosen.tables.items())
    predicates = [*chosen.predicates, *([where] if where else [])]
    return (
        "-- One row per customer_id.\n"
        f"-- Compiled from audiences/{definition.file.name}; a change belongs there.\n"
        f"with\n{tables}\n\nselect\n    people.customer_id,\n    "
        + ",\n    ".join(fields)
        + "\nfrom people\nwhere\n    true\n"
        + "".join(f"    and {p}\n" for p in predicates)
    )


def laid_out(sql: str) -> str:
    """A clause a line."""
    return "        " + CLAUSES.sub(r"\n        \1", sql)


def must_hold_sql(definition: Definition, words: Words) -> list[str]:
    """The conditions that are asserted again, over columns of customer_360 as they are called there."""
    held = []
    for node in definition.must_hold:
        asked = Asked()
        _tell(node, asked, words)
        held.append(predicate(node, asked).replace("people.", ""))
    return held


def _tell(node: Node, asked: Asked, words: Words) -> None:
    if isinstance(node, Group):
        for part in node.of:
            _tell(part, asked, words)
        return
    tests = getattr(node, "tests", ())
    column = f"people.{getattr(node, 'name', '')}"
    told = " and ".join(test_sql(column, test, value, words) for test, value in tests)
    asked.told[id(node)] = (f"({told})" if len(tests) > 1 else told, column)


def properties(definition: Definition, words: Words) -> str:
    """The YAML of the model and its exposure."""
    told = definition.told
    once_per = told.once_per if isinstance(told.once_per, str) else {"days": told.once_per.days}
    audience: dict[str, Any] = {
        "title": told.title,
        "story": told.story,
        "purpose": told.purpose,
        "channels": list(told.channels),
        "destinations": list(told.destinations),
        "fields": [f.name for f in definition.fields],
        "must_hold": must_hold_sql(definition, words),
        "minimum_size": told.minimum_size,
        "cadence": told.cadence,
        "once_per": once_per,
        "expires_after": told.expires_after,
        **_holdout(definition),
        **({"offer": told.offer} if told.offer else {}),
        "parameters": {k: v if isinstance(v, str | int) else float(v) for k, v in told.parameters.items()},
        "definition_hash": definition.definition_hash,
    }
    columns: list[dict[str, Any]] = [
        {"name": "customer_id", "description": "{{ doc('audience_customer_id') }}", "data_type": "varchar"}
    ]
    for field in definition.fields:
        column = {"name": field.name, "description": f"{{{{ doc('personal_{field.name}') }}}}", "data_type": field.type}
        columns.append(column | ({"config": {"meta": {"pii": True}}} if field.pii else {}))
    columns.extend(_seen(definition, words))
    name = f"aud_{definition.name}"
    model = {
        "name": name,
        "description": f"One row per customer_id. {told.title}. {told.story} Left out: pseudo accounts.",
        "config": {"contract": {"enforced": True}, "meta": {"kind": "global", "audience": audience}},
        "data_tests": [{"audience_holds": {"name": f"audience_holds_{name}"}}],
        "columns": columns,
    }
    exposure = {
        "name": f"audience_{definition.name}",
        "label": told.title,
        "type": "application",
        "description": told.story,
        "owner": {"name": told.owner},
        "depends_on": [f"ref('{name}')"],
    }
    head = f"# Compiled from audiences/{definition.file.name}; a change belongs there.\n"
    body = {"version": 2, "models": [model], "exposures": [exposure]}
    return head + yaml.safe_dump(body, sort_keys=False, allow_unicode=True, width=120)


def _seen(definition: Definition, words: Words) -> list[dict[str, Any]]:
    """The columns that hold what conditions saw; `meta.condition` is what a membership's rule values call it."""
    asked = choose(definition.who, words).asked
    seen = {}
    for leaf in leaves(definition.who):
        column = asked.told[id(leaf)][1].removeprefix("people.")
        if column in asked.columns and not isinstance(leaf, Group):
            kind, said = SEEN[type(leaf)]
            condition = leaf.name if isinstance(leaf, Field) else leaf.in_words
            seen[column] = {
                "name": column,
                "description": f"{said} {condition}.",
                "data_type": kind,
                "config": {"meta": {"condition": condition}},
            }
    return list(seen.values())


def _holdout(definition: Definition) -> dict[str, Any]:
    """What is declared of a holdout; nothing where the workspace decides."""
    told = definition.told.holdout
    if told is None or isinstance(told, str):
        return {"holdout": told} if told else {}
    return {"holdout": {"share": float(told.share), "stratify_by": list(told.stratify_by)}}


def _docs() -> str:
    blocks = [
        f"{{% docs personal_{f.name} %}}\n{f.description}"
        + (f" `{f.fallback}` where there is none; at most {f.max_length} signs." if f.max_length else "")
        + "\n{% enddocs %}\n"
        for f in personalisation().values()
    ]
    return "\n".join(blocks)
