"""One row per record_index: records that are one person, the components of the graph of records and the values they share.

Thin: the graph is `idn_affected` and `idn_links`, the mathematics `estimators.identity_graph`, the ids `idn_assignments`.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from estimators.identity_graph import smallest_members


def model(dbt: Any, session: Any) -> pa.Table:
    """For each affected record the smallest record of its component (all links) and of its cluster (links that count)."""
    dbt.config(materialized="table")
    records = dbt.ref("idn_affected")
    links = dbt.ref("idn_links").fetchnumpy()
    ((count,),) = session.sql("select count(record_index) from records").fetchall()
    left, right, can_link = links["record_index"], links["value_index"], links["can_link"].astype(bool)
    return pa.table(
        {
            "record_index": pa.array(range(count), pa.int64()),
            "component_index": pa.array(smallest_members(count, left, right)),
            "cluster_index": pa.array(smallest_members(count, left[can_link], right[can_link])),
        }
    )
