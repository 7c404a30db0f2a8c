"""Who of some chosen people may be written to, by the eligibility layer's own SQL, before any build has looked at them.

The models that stand on elg_candidates are run as they are written, over the candidates given here; everything else of
them is read where it was published. No rule of consent is said a second time.
"""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from orchestration.audiences import rules

CANDIDATES = "elg_candidates"
GIVEN = frozenset({CANDIDATES, rules.TABLE})
SCREENINGS = "elg_screenings"
AFTER_SCREENING = ("other_audience", "frequency_cap", "held_out")
"""Reasons that elg_decisions adds: who has one was screened without."""

REF = re.compile(r"""\{\{\s*ref\(["'](\w+)["']\)\s*\}\}""")


def decide(connection: duckdb.DuckDBPyConnection, eligibility: Path, database: str) -> None:
    """Make the temporary table `elg_decisions` of the rows of `elg_candidates`, by the rules of `elg_audience_rules`.

    Both are temporary tables. The other audiences, which may come before this one, are read as the last build decided
    on them, without the reasons that another audience gave.
    `eligibility`: the folder of the layer's models. `database`: the attached publication.
    """
    made = set(GIVEN)
    _make(SCREENINGS, connection, eligibility, database, made)
    connection.execute(
        f"insert into temp.{SCREENINGS} select screenings.audience, screenings.channel, screenings.customer_id,"
        f" case when screenings.reason in {AFTER_SCREENING} then '' else screenings.reason end as reason"
        f' from "{database}".eligibility.elg_decisions as screenings'
        f" semi join temp.{CANDIDATES} as candidates on screenings.customer_id = candidates.customer_id"
        f" anti join temp.{CANDIDATES} as candidates on screenings.audience = candidates.audience"
        f" where exists (select 1 from temp.{rules.TABLE} as rules where rules.audience in (select audience from"
        f" temp.{CANDIDATES}) and (rules.priority_list is not null or rules.cap_count is not null))"
    )
    _make("elg_decisions", connection, eligibility, database, made)
    connection.execute(f"delete from temp.elg_decisions where audience not in (select audience from temp.{CANDIDATES})")


def _make(model: str, connection: duckdb.DuckDBPyConnection, folder: Path, database: str, made: set[str]) -> None:
    if model in made:
        return
    sql = (folder / f"{model}.sql").read_text(encoding="utf-8")
    own = {name for name in REF.findall(sql) if name in GIVEN or _stands_on_candidates(name, folder)}
    for name in sorted(own):
        _make(name, connection, folder, database, made)

    def told(found: re.Match[str]) -> str:
        name = found[1]
        if name in own:
            return f"temp.{name}"
        return f'"{database}".{"eligibility" if name.startswith("elg_") else "marts"}.{name}'

    connection.execute(f"create or replace temp table {model} as {REF.sub(told, sql)}")
    made.add(model)


def _stands_on_candidates(model: str, folder: Path) -> bool:
    file = folder / f"{model}.sql"
    if model == CANDIDATES:
        return True
    return file.is_file() and any(_stands_on_candidates(n, folder) for n in REF.findall(file.read_text("utf-8")))
