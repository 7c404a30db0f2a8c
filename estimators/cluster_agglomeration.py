"""Clusters by average weight: a link joins two clusters only if their other records do not speak against it.

One link is enough for components and for `cluster_cutting.cut_clusters`; here the pairs that speak against a join
count as well, and pairs that nobody compared count a little against it. What weights mean is not known here.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence

import numpy as np

from estimators.cluster_cutting import (
    Cluster,
    Contradiction,
    Cut,
    Floats,
    Ints,
    Rules,
    check_links,
    component_labels,
)

OUTWEIGHED = "outweighed"

# Chosen once for all of the labelled sets in docs/identity.md; weights are log2 of the odds. Two clusters are joined
# when one pair is as likely one person as not, and all pairs between them speak against it by no more than AVERAGE.
LEAST, AVERAGE, MISSING, LOWEST, HIGHEST = 0.0, -3.0, -4.0, -8.0, 12.0
# Pairs below need not be given: they count like missing ones, or near enough.
LEAST_COMPARED = -12.0


def agglomerate(
    record_count: int,
    left: Ints,
    right: Ints,
    weight: Floats,
    contradictions: Sequence[Contradiction] = (),
    limit: int = 100,
    apart: Ints | None = None,
    *,
    least: float = LEAST,
    average: float = AVERAGE,
    missing: float = MISSING,
) -> Cut:
    """Cluster records 0 .. record_count - 1 by the average weight between clusters, the greatest first.

    `weight[i]` speaks for (above 0) or against (below 0) `left[i]` and `right[i]` being one; it counts at most HIGHEST
    and at least LOWEST, and a pair without a weight counts as `missing`. Clusters are joined while the greatest weight
    between them is at least `least` and the average at least `average`, those with the greatest average first;
    contradictions, `limit` and `apart` are those of `cut_clusters`. Ties
    are broken by the smallest records, so the answer depends on the set of weighted pairs alone. Of several weights for
    one pair the greatest counts. Cut are the pairs of at least `least` that end in two clusters, with the rule that
    they would break, or "outweighed".
    """
    pairs = np.empty((0, 2), np.int64) if apart is None else np.asarray(apart, np.int64).reshape(-1, 2)
    check_links(record_count, left, right, weight, contradictions, pairs)
    rules = Rules(contradictions, limit, pairs)
    low, high = np.minimum(left, right), np.maximum(left, right)
    order = np.lexsort((-weight, high, low))
    order = order[low[order] != high[order]]
    first = np.ones(len(order), bool)
    first[1:] = (low[order][1:] != low[order][:-1]) | (high[order][1:] != high[order][:-1])
    order = order[first]
    # Only clusters that some pair speaks for can be joined, so each component of such pairs is for itself.
    bridges = order[weight[order] >= least]
    component = component_labels(record_count, low[bridges], high[bridges])
    inside = order[component[low[order]] == component[high[order]]]
    grouped = inside[np.argsort(component[low[inside]], kind="stable")]
    labels = np.arange(record_count)
    clipped = np.clip(weight, LOWEST, HIGHEST) - missing
    of_each = component[low[grouped]]
    starts = np.flatnonzero(np.diff(of_each, prepend=-1))
    made: dict[int, Cluster] = {}
    for start, end in zip(starts, np.append(starts[1:], len(grouped))[: len(starts)], strict=True):
        edges = grouped[start:end]
        weights = clipped[edges].tolist()
        made |= _joined(low[edges].tolist(), high[edges].tolist(), weights, average - missing, least - missing, rules)
    for label, cluster in made.items():
        labels[list(cluster.records)] = label
    parted = np.flatnonzero((weight >= least) & (labels[left] != labels[right]))
    ends = zip(labels[left[parted]].tolist(), labels[right[parted]].tolist(), strict=True)
    reasons = [rules.refuses(made.get(a) or rules.single(a), made.get(b) or rules.single(b)) for a, b in ends]
    return Cut(labels, parted, tuple(reason or OUTWEIGHED for reason in reasons))


def _joined(
    low: list[int], high: list[int], weight: list[float], average: float, link: float, rules: Rules
) -> dict[int, Cluster]:
    """The clusters of one component, by smallest record; all weights are measured from what a missing pair counts."""
    sums: dict[int, dict[int, float]] = {}
    for a, b, w in zip(low, high, weight, strict=True):
        sums.setdefault(a, {})[b] = w
        sums.setdefault(b, {})[a] = w
    best = {a: dict(others) for a, others in sums.items()}
    clusters = {record: rules.single(record) for record in sums}
    heap = [(-w, a, b) for a, b, w in zip(low, high, weight, strict=True) if w >= average]
    heapq.heapify(heap)
    while heap:
        negative, a, b = heapq.heappop(heap)
        if a not in clusters or b not in clusters:
            continue
        size = len(clusters[a].records) * len(clusters[b].records)
        if sums[a].get(b) is None or sums[a][b] / size != -negative:
            continue
        if best[a][b] < link or rules.refuses(clusters[a], clusters[b]):
            continue
        clusters[a] = rules.joined(clusters[a], clusters.pop(b))
        for other, total in sums.pop(b).items():
            del sums[other][b]
            if other != a:
                sums[a][other] = sums[other][a] = sums[a].get(other, 0.0) + total
                best[a][other] = best[other][a] = max(best[a].get(other, -99.0), best[b][other])
        for other, total in sums[a].items():
            between = total / (len(clusters[a].records) * len(clusters[other].records))
            if between >= average:
                heapq.heappush(heap, (-between, min(a, other), max(a, other)))
    return clusters
