"""One row per record_index: the components of the graph of records and the values they share.

Thin: the graph is `idn_affected` and `idn_links`, the mathematics is in `estimators`, the ids in `idn_assignments`.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from estimators.identity_graph import smallest_members


def model(dbt: Any, session: Any) -> pa.Table:  # noqa: ARG001 (dbt passes both)
    """The smallest record of each affected record's component (all links) and of its cluster (the links that count)."""
    dbt.config(materialized="table")
    (count,) = dbt.ref("idn_affected").aggregate("count(record_index)").fetchone()
    links = dbt.ref("idn_links").fetchnumpy()
    left, right, can_link = links["record_index"], links["value_index"], links["can_link"].astype(bool)
    return pa.table(
        {
            "record_index": pa.array(range(count), pa.int64()),
            "component_index": pa.array(smallest_members(count, left, right)),
            "cluster_index": pa.array(smallest_members(count, left[can_link], right[can_link])),
        }
    )
