"""How well a division of records into people agrees with the truth: pairwise and cluster precision, recall and F1.

Counted from the two labellings alone, never by listing pairs. How records came to be divided is not known here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Linkage:
    """Counts of records, of clusters on either side, and of pairs of records that lie together.

    A cluster counts as common when exactly the same records form a person in the truth.
    """

    records: int
    clusters: int
    people: int
    common_clusters: int
    pairs: int
    true_pairs: int
    common_pairs: int

    @property
    def pairwise_precision(self) -> float:
        """The share of linked pairs that are one person; 1 when nothing was linked."""
        return _share(self.common_pairs, self.pairs)

    @property
    def pairwise_recall(self) -> float:
        """The share of the truth's pairs that were linked; 1 when the truth has none."""
        return _share(self.common_pairs, self.true_pairs)

    @property
    def pairwise_f1(self) -> float:
        """The harmonic mean of pairwise precision and recall."""
        return _share(2 * self.common_pairs, self.pairs + self.true_pairs)

    @property
    def cluster_precision(self) -> float:
        """The share of clusters that are exactly one person, whole."""
        return _share(self.common_clusters, self.clusters)

    @property
    def cluster_recall(self) -> float:
        """The share of people who form a cluster of their own, whole."""
        return _share(self.common_clusters, self.people)

    @property
    def cluster_f1(self) -> float:
        """The harmonic mean of cluster precision and recall."""
        return _share(2 * self.common_clusters, self.clusters + self.people)

    @property
    def clusters_per_person(self) -> float:
        """Clusters for each true person: above 1 people are split, below 1 they are merged. 1 without records."""
        return _share(self.clusters, self.people)


def measure(found: Sequence[object] | NDArray[np.generic], truth: Sequence[object] | NDArray[np.generic]) -> Linkage:
    """Compare two labellings of the same records: `found[i]` and `truth[i]` are record i's cluster and person.

    Labels may be of any kind that numpy sorts; only their equality counts. Raises ValueError when the lengths differ.
    """
    clusters, people = np.asarray(found), np.asarray(truth)
    if clusters.shape != people.shape or clusters.ndim != 1:
        raise ValueError(f"{clusters.shape} records are compared with {people.shape}")
    _, cluster_of, cluster_sizes = np.unique(clusters, return_inverse=True, return_counts=True)
    _, person_of, person_sizes = np.unique(people, return_inverse=True, return_counts=True)
    cells, cell_sizes = np.unique(
        cluster_of.astype(np.int64) * max(len(person_sizes), 1) + person_of, return_counts=True
    )
    cell_cluster, cell_person = np.divmod(cells, max(len(person_sizes), 1))
    whole = (cell_sizes == cluster_sizes[cell_cluster]) & (cell_sizes == person_sizes[cell_person])
    return Linkage(
        records=len(clusters),
        clusters=len(cluster_sizes),
        people=len(person_sizes),
        common_clusters=int(whole.sum()),
        pairs=_pairs(cluster_sizes),
        true_pairs=_pairs(person_sizes),
        common_pairs=_pairs(cell_sizes),
    )


def _pairs(sizes: NDArray[np.integer]) -> int:
    wide = sizes.astype(np.int64)
    return int((wide * (wide - 1) // 2).sum())


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
