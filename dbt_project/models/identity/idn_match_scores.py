"""One row per left_id and right_id: pairs of records that may be one person, with the weight of the evidence in bits.

Thin: which pairs are compared, and how, is in `matching`, with weights that a training froze. Pairs below the review
weight are left out. Empty where nothing was trained.
"""

from __future__ import annotations

from typing import Any

SCHEMA = (
    "left_id varchar, right_id varchar, match_weight double, match_probability double,"
    " evidence struct(comparison varchar, level varchar, weight double)[]"
)


def model(dbt: Any, session: Any) -> Any:
    """Pairs with a touched record, or all; a pair with a touched record has left by a hook."""
    dbt.config(materialized="incremental", incremental_strategy="append")
    trained = dbt.ref("stg_trained_weights").fetchall()
    compared, touched = dbt.ref("idn_comparison_records"), dbt.ref("idn_touched_records")
    if not trained:
        session.execute(f"create or replace temporary table scored_pairs ({SCHEMA})")
        return session.table("scored_pairs")
    # Imported where something is compared: Splink takes seconds to import.
    from pathlib import Path

    from matching.artefact import Artefact
    from matching.scoring import score

    session.execute(f"create or replace temporary view compared as {compared.sql_query()}")
    changed = None
    if dbt.is_incremental:
        changed = "changed"
        session.execute(f"create or replace temporary view changed as {touched.sql_query()}")
    artefact = Artefact.load(Path(trained[0][1]))
    meta = dbt.config.get("meta")
    score(
        session,
        "compared",
        artefact,
        "scored_pairs",
        changed=changed,
        least_weight=float(meta["review_weight"]),
        temporary=True,
    )
    return session.table("scored_pairs")
