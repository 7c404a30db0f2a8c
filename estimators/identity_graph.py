"""Connected components of records that share values.

What a record is, which values may link, and how a person's id is made of the smallest record, is not known here.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Ints = NDArray[np.int64]


def smallest_members(record_count: int, records: Ints, values: Ints) -> Ints:
    """For each record 0 .. record_count - 1, the smallest record of its connected component.

    `records[i]` holds value `values[i]` (both non-negative integers, any order, repetitions allowed); two records are
    joined when they hold the same value. The answer depends on the links alone, never on their order.

    Raises ValueError when a link names a record that does not exist.
    """
    if len(records) != len(values):
        raise ValueError(f"{len(records)} records are linked to {len(values)} values")
    if len(records) and not (records.min() >= 0 and records.max() < record_count and values.min() >= 0):
        raise ValueError("a link names a record or value outside the graph")
    value_count = int(values.max()) + 1 if len(values) else 0
    node_count = record_count + value_count
    edges = coo_array((np.ones(len(records)), (records, values + record_count)), shape=(node_count, node_count))
    _, labels = connected_components(edges, directed=False)
    labels = labels[:record_count]
    smallest = np.full(node_count + 1, record_count, np.int64)
    np.minimum.at(smallest, labels, np.arange(record_count))
    members: Ints = smallest[labels]
    return members
