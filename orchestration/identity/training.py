"""Trains the weights of probabilistic links on the records that the last build left, and lets them stand.

The mathematics is `matching`'s; which columns it compares is the model `idn_matchable_records`. The next run has a new
fingerprint and scores every pair anew.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from ledgers.clock import now_text
from ledgers.sql_text import literal
from orchestration import stages
from orchestration.run import Run
from workspaces import trained_weights
from workspaces.errors import ConfigurationError, LanggananError
from workspaces.trained_weights import TrainedWeights

RECORDS_MIN = 500
"""Fewer records teach nothing of how often strangers agree: a name held twice among them seems to be common."""

RECORDS = "warehouse.identity.idn_matchable_records"


@dataclass(frozen=True)
class Lesson:
    """What one comparison learned: bits that each level of agreement weighs, best first."""

    comparison: str
    levels: list[tuple[str, float]]


@dataclass(frozen=True)
class Training:
    """What was trained."""

    weights: TrainedWeights
    prior: float
    rules: tuple[str, ...]
    lessons: list[Lesson]


def train(run: Run) -> Training:
    """The caller holds the writer lock. Raises LanggananError when there is no build, or too little to learn from."""
    if not run.workspace.identity.probabilistic.enabled:
        raise ConfigurationError(
            f"Workspace {run.workspace.name} turns probabilistic links off.",
            "Set identity.probabilistic.enabled to true in its file.",
        )
    stages.current_build(run)
    return learn(run)


def learn(run: Run) -> Training:
    """Train on the identity models as they lie in the warehouse, whichever build made them."""
    from matching.records import prepare
    from matching.training import train as train_weights

    with duckdb.connect() as connection:
        file = str(run.paths.warehouse).replace("'", "''")
        connection.execute(f"attach '{file}' as warehouse (read_only); use warehouse")
        connection.execute(f"set temp_directory = {literal(run.paths.scratch)}")
        _refuse_too_few(connection)
        run.progress("train", 0, 2, "cleaning records")
        prepare(connection, RECORDS, "comparison_records", temporary=True)
        run.progress("train", 1, 2, "weighing agreements")
        try:
            artefact = train_weights(connection, "comparison_records")
        except ValueError as error:
            raise LanggananError(f"Nothing can be learned: {error}.", "Deliver records with names and more.") from error
    return _let_stand(run, artefact)


def _refuse_too_few(connection: duckdb.DuckDBPyConnection) -> None:
    try:
        found = connection.execute(f"select count(*) from {RECORDS}").fetchone()
    except duckdb.CatalogException as error:
        raise LanggananError(
            "The tables on disk are of another version of langganan.", "Run `langganan run`."
        ) from error
    count = int(found[0]) if found else 0
    if count < RECORDS_MIN:
        raise LanggananError(
            f"{count} records have a name to compare; weights need {RECORDS_MIN} or more.",
            "Exact rules work without weights. Train when more people are known.",
        )


def _let_stand(run: Run, artefact: Any) -> Training:
    made = Path(run.paths.scratch, "trained_weights")
    shutil.rmtree(made, ignore_errors=True)
    artefact.save(made)
    weights = TrainedWeights(f"weights_{artefact.digest[:16]}", artefact.digest, now_text(), artefact.records)
    trained_weights.install(run.paths, made, weights)
    return Training(
        weights, artefact.settings["probability_two_random_records_match"], artefact.rules, lessons(artefact.settings)
    )


def lessons(settings: dict[str, Any]) -> list[Lesson]:
    """The weights of Splink's settings, in bits."""
    from math import log2

    found = []
    for comparison in settings["comparisons"]:
        levels = [level for level in comparison["comparison_levels"] if not level.get("is_null_level")]
        found.append(
            Lesson(
                comparison["output_column_name"],
                [
                    (level["label_for_charts"], round(log2(level["m_probability"] / level["u_probability"]), 1))
                    for level in levels
                ],
            )
        )
    return found
