"""Splink, used through its public API on a connection of its own: settings in, trained settings or scored pairs out.

The caller's database sees none of Splink's tables. What is compared, and how a trained model is kept, is in
comparisons.py and artefact.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
import pyarrow as pa
from splink import DuckDBAPI, Linker

from matching.comparisons import Comparison

RECORD = "record"


def settings_of(comparisons: Sequence[Comparison], prior: float) -> dict[str, Any]:
    """Untrained settings; `prior` is the chance that two random records are one person."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": RECORD,
        "comparisons": [comparison.as_splink() for comparison in comparisons],
        "blocking_rules_to_generate_predictions": [],
        "probability_two_random_records_match": prior,
        "em_convergence": 0.0005,
        "max_iterations": 40,
        "linker_uid": "matching",
    }


class Workbench:
    """A private in-memory database with one table of records, and Splink over it.

    `records` is an Arrow table whose column `record` is an integer id; `frequencies` has (column, key, frequency), and
    a value that it does not hold is as rare as `rarest`.
    """

    def __init__(
        self,
        records: pa.Table,
        settings: dict[str, Any],
        frequencies: pa.Table,
        rarest: float,
        threads: int | None = None,
    ) -> None:
        self.connection = duckdb.connect()
        if threads:
            self.connection.execute(f"set threads = {threads}")
        self.connection.register("given_records", records)
        self.connection.execute("create table records as select * from given_records")
        self.connection.unregister("given_records")
        self.connection.register("frequencies", frequencies)
        self._api = DuckDBAPI(self.connection)
        kept = {"retain_matching_columns": True, "retain_intermediate_calculation_columns": True}
        self.linker = Linker(self._api.register("records"), settings | kept, log_level=None)
        for column in self._weighed_columns(settings):
            self.connection.execute(
                f"""create table frequency_of_{column} as
                select held.{column}, coalesce(known.frequency, {rarest!r}::double) as tf_{column}
                from (select distinct {column} from records where {column} is not null) as held
                left join frequencies as known
                    on known."column" = '{column}' and known.key = md5_number_lower(held.{column})
                order by held.{column}"""
            )
            self.linker.table_management.register_term_frequency_lookup(
                self._api.register(f"frequency_of_{column}"), column
            )

    def close(self) -> None:
        """Let the database go."""
        self.connection.close()

    def trained_settings(self) -> dict[str, Any]:
        """The model as Splink keeps it."""
        settings: dict[str, Any] = self.linker.misc.save_model_to_json()
        return settings

    def scored(self, pairs: pa.Table, least_weight: float | None) -> pa.Table:
        """Score `pairs` (l, r: record integers, l < r): (l, r, match_weight, match_probability, gamma_*, weight_*)."""
        self.connection.register("given_pairs", pairs)
        self.connection.execute(
            """create or replace table pairs as
            select l as join_key_l, r as join_key_r, '0' as match_key from given_pairs"""
        )
        self.connection.unregister("given_pairs")
        self.linker.table_management.register_blocked_pairs_for_predict(self._api.register("pairs"))
        predicted = self.linker.inference.predict(threshold_match_weight=least_weight, warning_mode="never")
        names = predicted.as_duckdbpyrelation().columns
        comparisons = [name.removeprefix("gamma_") for name in names if name.startswith("gamma_")]
        weights = [
            f"mw_{name}" + (f" + mw_tf_adj_{name}" if f"mw_tf_adj_{name}" in names else "") + f" as weight_{name}"
            for name in comparisons
        ]
        selected = ", ".join([*(f"gamma_{name}" for name in comparisons), *weights])
        found: pa.Table = self.connection.execute(
            f"""select {RECORD}_l as l, {RECORD}_r as r, match_weight, match_probability, {selected}
            from {predicted.physical_name}"""
        ).to_arrow_table()
        predicted.drop_table_from_database_and_remove_from_cache()
        return found

    @staticmethod
    def _weighed_columns(settings: dict[str, Any]) -> list[str]:
        levels = [level for c in settings["comparisons"] for level in c["comparison_levels"]]
        return list(dict.fromkeys(level["tf_adjustment_column"] for level in levels if "tf_adjustment_column" in level))
