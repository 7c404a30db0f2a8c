"""The suites: which expectation each table and each audience must meet, as data in suites/*.yml, and their names.

A suite with `per: audience` speaks for each audience apart, and is asked once for all of them: its queries name the
audience of each fault. So does `per: export`, of files that were written and have no final name yet. `must_hold: true`
adds the conditions that the audiences declare (must_hold.py). Running them is expectations.py's matter; what a failure
means is verdict.py's; how names are filled in is filling.py's.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from audit.filling import PLANNED, Value, fill, rules
from audit.must_hold import of_audience, of_exports
from ledgers.verdicts import EVERYTHING
from workspaces.errors import ConfigurationError

SUITES = Path(__file__).resolve().parent / "suites"
SQL = "UnexpectedRowsExpectation"
QUERY = "unexpected_rows_query"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Expectation(_Strict):
    """One expectation: its Great Expectations class and arguments, and the fault it is for, in words.

    `$name` in an argument stands for a threshold, `$as_of`, `$planned` or `$rules`. `severity: warn` lets pass.
    `tells`: it judges an audience as a whole, and its column `told` says the sizes in words.
    `may_be_approved`: a judgement on whether numbers are plausible, which a person may know better. `audience`: the
    only one that it speaks for, in a suite of audiences.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    type: str
    kwargs: dict[str, Any]
    fault: str
    severity: Literal["hold", "warn"] = "hold"
    may_be_approved: bool = False
    tells: bool = False
    audience: str | None = None


class Suite(_Strict):
    """The expectations of one query.

    `requires`: a canonical entity without a source of which it does not apply. `against_published`: table -> columns of
    the last published version that it compares with; without one, or without them, it does not apply. `audiences`: whom
    a suite with `per: audience` speaks for.
    """

    name: str
    query: str
    per: Literal["audience", "export"] | None = None
    must_hold: bool = False
    requires: str | None = None
    against_published: dict[str, list[str]] = Field(default_factory=dict)
    subjects: tuple[str, ...] = (EVERYTHING,)
    thresholds: dict[str, Value] = Field(default_factory=dict)
    expectations: tuple[Expectation, ...]
    audiences: tuple[str, ...] = ()

    @property
    def table(self) -> tuple[str, str] | None:
        """(schema, table) of the marts that it reads first; None when it reads none."""
        found = re.search(r"\b(marts|segments|audiences|eligibility)\.(\w+)", self.query)
        return (found.group(1), found.group(2)) if found else None

    def subject_of(self, name: str) -> str:
        """The audience of one of the names that it speaks for."""
        return name.rsplit("__", 2)[0] if self.per == "export" else name


def export_name(audience: str, destination: str, export_id: str) -> str:
    """What a written export is called in checks."""
    return f"{audience}__{destination}__{export_id[:8]}"


def suites(
    audiences: Mapping[str, Mapping[str, Any]],
    conformed: Collection[str],
    thresholds: Mapping[str, Value],
    as_of: dt.date,
    published: Collection[tuple[str, str]] = (),
    folder: Path = SUITES,
) -> list[Suite]:
    """Every suite that applies, with all names filled in.

    `audiences`: name -> `meta.audience`. `conformed`: canonical entities that an enabled source delivers.
    `thresholds`: the workspace's; they win over the suite's own. `published`: (schema.table, column) of the last
    published version.
    """
    applied = []
    for suite in declared(folder):
        if suite.per == "export":
            continue
        compared = {(table, column) for table, of in suite.against_published.items() for column in of}
        if (suite.requires is not None and suite.requires not in conformed) or not compared <= set(published):
            continue
        values = {**suite.thresholds, **thresholds, "as_of": as_of.isoformat(), "planned": PLANNED}
        if suite.per is None:
            applied.append(_filled(suite, values))
        elif audiences:
            applied.append(_for_audiences(suite, audiences, values))
    return applied


def written_suites(
    exports: Mapping[str, str], audiences: Mapping[str, Mapping[str, Any]], folder: Path = SUITES
) -> list[Suite]:
    """The suites of written files. `exports`: name -> audience; `audiences`: name -> `meta.audience`."""
    return [_for_exports(s, exports, audiences) for s in declared(folder) if s.per == "export"]


def check_name(suite: Suite, expectation: Expectation, audience: str | None = None) -> str:
    """The name that the ledger and Dagster show."""
    of = f"{suite.name}_{audience}" if audience else suite.name
    return f"great_expectations.{of}.{expectation.name}"


def spoken_for(suite: Suite, expectation: Expectation) -> dict[str, tuple[str, ...]]:
    """Name of each check of this expectation -> its subjects."""
    if suite.per is None:
        return {check_name(suite, expectation): suite.subjects}
    names = (expectation.audience,) if expectation.audience else suite.audiences
    return {check_name(suite, expectation, name): (suite.subject_of(name),) for name in names}


def expected_checks(applied: list[Suite]) -> dict[str, tuple[str, ...]]:
    """Name of each check that must have run -> its subjects."""
    return {name: of for s in applied for e in s.expectations for name, of in spoken_for(s, e).items()}


def checks_of(applied: list[Suite], name: str) -> list[str]:
    """The checks that must have run of one written export. Raises ConfigurationError when nothing is asked of it."""
    asked = [check_name(s, e, name) for s in applied for e in s.expectations if e.audience in (None, name)]
    if not asked:
        raise ConfigurationError("No suite asks anything of written files.", "See docs/gate.md.")
    return asked


def approvable_checks(applied: list[Suite]) -> set[str]:
    """The checks whose failure a person may approve."""
    return {name for s in applied for e in s.expectations if e.may_be_approved for name in spoken_for(s, e)}


def declared(folder: Path = SUITES) -> list[Suite]:
    """Every suite of the folder by name, as its file has it. Raises ConfigurationError for a mistake in one."""
    found = []
    for file in sorted(folder.glob("*.yml")):
        try:
            suite = Suite.model_validate({"name": file.stem, **yaml.safe_load(file.read_text(encoding="utf-8"))})
        except ValidationError as error:
            raise ConfigurationError(f"{file}: {error}", "See docs/gate.md.") from error
        names = [e.name for e in suite.expectations]
        if len(names) != len(set(names)):
            raise ConfigurationError(f"{file} names an expectation twice.", "Give each its own name.")
        if suite.per and any(e.type != SQL for e in suite.expectations):
            raise ConfigurationError(f"{file} is asked for all audiences at once.", f"Write each as {SQL}.")
        found.append(suite)
    return found


def _for_audiences(suite: Suite, audiences: Mapping[str, Mapping[str, Any]], values: Mapping[str, Value]) -> Suite:
    asked = [of_audience(name, meta) for name, meta in sorted(audiences.items())] if suite.must_hold else []
    return _counting(suite, audiences, [e for of in asked for e in of], {**values, "rules": rules(audiences, values)})


def _for_exports(suite: Suite, exports: Mapping[str, str], audiences: Mapping[str, Mapping[str, Any]]) -> Suite:
    asked = of_exports({a: m for a, m in audiences.items() if a in exports.values()}) if suite.must_hold else []
    return _counting(suite, exports, asked, suite.thresholds)


def _counting(
    suite: Suite, names: Collection[str], more: Collection[Mapping[str, Any]], values: Mapping[str, Value]
) -> Suite:
    added = [Expectation(type=SQL, **declared) for declared in more]
    named = suite.model_copy(update={"audiences": tuple(sorted(names)), "expectations": (*suite.expectations, *added)})
    filled = _filled(named, values)
    return filled.model_copy(update={"expectations": tuple(_counted(e, suite) for e in filled.expectations)})


def _counted(expectation: Expectation, suite: Suite) -> Expectation:
    """Its query's faults as one row per audience or export: no value of a row is told, and few rows are fetched.

    One that tells gives an audience one row, with a column `told`.
    """
    asked = expectation.kwargs["unexpected_rows_query"]
    named = "audience" if suite.per == "audience" else f"{suite.per} as audience"
    told = ", told" if expectation.tells else ""
    query = f"select {named}, count(*) as unexpected{told} from ({asked}) as faulty group by all order by all"
    return expectation.model_copy(update={"kwargs": {"unexpected_rows_query": query}})


def _filled(suite: Suite, values: Mapping[str, Value]) -> Suite:
    return suite.model_copy(
        update={
            "query": fill(suite.query, values),
            "expectations": tuple(
                e.model_copy(update={"kwargs": {k: fill(v, values) for k, v in e.kwargs.items()}})
                for e in suite.expectations
            ),
        }
    )
