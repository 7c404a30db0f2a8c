"""One row per record_id: what records are compared by, cleaned once for each that is new or says something else.

Thin: which columns mean what is `idn_matchable_records`' matter, how they are cleaned is in `matching`. Empty where
nothing was trained.
"""

from __future__ import annotations

from typing import Any

from matching.records import prepare


def model(dbt: Any, session: Any) -> Any:
    """Those of touched records, or of all; a record that was touched has left by a hook."""
    dbt.config(materialized="incremental", incremental_strategy="append")
    is_trained = bool(dbt.ref("stg_trained_weights").fetchall())
    matchable, touched = dbt.ref("idn_matchable_records"), dbt.ref("idn_touched_records")
    if not is_trained:
        matchable = matchable.filter("false")
    elif dbt.is_incremental:
        matchable = matchable.join(touched.project("record_id").distinct(), "record_id", how="semi")
    session.register("matchable_records", matchable.to_arrow_table())
    prepare(session, "matchable_records", "comparison_records", temporary=True)
    return session.table("comparison_records")
