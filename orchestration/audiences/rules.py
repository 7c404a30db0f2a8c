"""What is declared of writing by an audience's channels, for a plan: the rows of elg_audience_rules, before any build.

The rules stand in the project's macro audience_rules alone. It is rendered here without dbt, whose start would cost a
plan more seconds than all the rest of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn

import duckdb
from jinja2 import Environment, StrictUndefined

from workspaces.errors import ConfigurationError

TABLE = "elg_audience_rules"
MACRO = "audiences/audience_rules.sql"
HOLDOUT = "holdouts/audience_holdout.sql"
Metas = Mapping[str, Mapping[str, Any]]


class _Types:
    """What the macro asks of dbt: an engine's names of types, here DuckDB's."""

    @staticmethod
    def type_string() -> str:
        return "varchar"

    @staticmethod
    def type_int() -> str:
        return "integer"


class _Errors:
    @staticmethod
    def raise_compiler_error(sentence: str) -> NoReturn:
        raise ConfigurationError(sentence, "Correct the audience's definition.")


class _AnswerError(Exception):
    """How a macro's `return` leaves it, as in dbt."""

    def __init__(self, answer: Any) -> None:
        super().__init__()
        self.answer = answer


def rules_sql(macros: Path, variables: Mapping[str, Any], metas: Metas) -> str:
    """A query of one row per audience and channel.

    `macros`: the project's folder of them; `variables`: what dbt would be told, the project's own included; `metas`:
    audience -> meta. Raises ConfigurationError for a holdout that is no share.
    """
    told = {**variables, "audiences": sorted(metas)}
    answers = Environment(extensions=["jinja2.ext.do"], undefined=StrictUndefined)  # noqa: S701 - SQL, not HTML
    answers.globals |= {
        "var": told.__getitem__,
        "audience_meta": metas.__getitem__,
        "dbt": _Types,
        "exceptions": _Errors,
        "return": _answer,
    }
    answers.globals["audience_holdout"] = _called(answers, macros / HOLDOUT, "audience_holdout")
    return str(_called(answers, macros / MACRO, "audience_rules")())


def _answer(answer: Any) -> NoReturn:
    raise _AnswerError(answer)


def _called(environment: Environment, file: Path, macro: str) -> Callable[..., Any]:
    """The macro of this file as a function."""
    rendering = getattr(environment.from_string(file.read_text(encoding="utf-8")).module, macro)

    def call(*arguments: Any) -> Any:
        try:
            return rendering(*arguments)
        except _AnswerError as answered:
            return answered.answer

    return call


def tell(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Make the temporary table of these rules."""
    connection.execute(f"create or replace temp table {TABLE} as {sql}")
