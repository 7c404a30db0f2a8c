"""One row per record_index: the components of the graph of records and the values they share, and their clusters.

Thin: the graph is `idn_affected`, `idn_links`, `idn_pairs`, `idn_apart` and `idn_birth_dates`, the mathematics is in
`estimators`, the ids in `idn_assignments`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from estimators.cluster_cutting import Contradiction, ValueLimit, cut_clusters
from estimators.identity_graph import smallest_members


def model(dbt: Any, session: Any) -> pa.Table:  # noqa: ARG001 (dbt passes both)
    """The smallest record of each affected record's component (all links) and of its cluster (the links that hold)."""
    dbt.config(materialized="table")
    (count,) = dbt.ref("idn_affected").aggregate("count(record_index)").fetchone()
    links = dbt.ref("idn_links").fetchnumpy()
    pairs = dbt.ref("idn_pairs").fetchnumpy()
    births = dbt.ref("idn_birth_dates").order("record_index").fetchnumpy()
    apart = dbt.ref("idn_apart").fetchnumpy()
    rules = dbt.ref("idn_rules").project("kind, values_per_person_max").order("kind").fetchall()
    most_records = dbt.config.get("meta")["cluster_records_max"]
    limits = []
    for kind, most in rules:
        held = links["kind"] == kind
        limits.append(ValueLimit(kind, links["record_index"][held], links["value_index"][held], most))
    cut = cut_clusters(
        count,
        pairs["left_index"],
        pairs["right_index"],
        np.where(pairs["is_decided"], np.inf, pairs["match_weight"]),
        [Contradiction("birth_date", births["birth_date_code"])],
        limit=int(most_records),
        apart=np.stack([apart["left_index"], apart["right_index"]], axis=1),
        value_limits=limits,
    )
    return pa.table(
        {
            "record_index": pa.array(range(count), pa.int64()),
            "component_index": pa.array(smallest_members(count, links["record_index"], links["value_index"])),
            "cluster_index": pa.array(cut.labels),
        }
    )
