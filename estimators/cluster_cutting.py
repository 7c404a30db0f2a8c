"""Clusters over weighted links of which no bad link can chain thousands together: limits and contradictions cut.

Strong links are laid first, so that a link which would make a cluster too large or contradictory is cut after every
stronger one has been kept. What the links and values mean, and who decides on a cut one, is not known here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

TOO_LARGE = "too_large"
DECIDED = "decided"


@dataclass(frozen=True)
class Contradiction:
    """A value of which one person has one: `values[i]` is record i's code (any non-negative integer), -1 when unknown.

    `tolerated` lists pairs of codes, shape (k, 2), that may stand together all the same: a date and its typing error.
    """

    name: str
    values: Ints
    tolerated: Ints = field(default_factory=lambda: np.empty((0, 2), np.int64))


@dataclass(frozen=True)
class ValueLimit:
    """A kind of value of which one person has at most `most`: record `records[i]` holds value `values[i]` (non-negative
    integers, any order, repetitions allowed).
    """

    name: str
    records: Ints
    values: Ints
    most: int


@dataclass(frozen=True)
class Cut:
    """`labels[i]` is the smallest record of record i's cluster; `links` are the positions of cut links, ascending, and
    `reasons[j]` says why `links[j]` was cut: "too_large", "decided", or the name of the contradiction or limit.
    """

    labels: Ints
    links: Ints
    reasons: tuple[str, ...]


def cut_clusters(
    record_count: int,
    left: Ints,
    right: Ints,
    weight: Floats,
    contradictions: Sequence[Contradiction] = (),
    limit: int = 100,
    apart: Ints | None = None,
    value_limits: Sequence[ValueLimit] = (),
) -> Cut:
    """Cluster records 0 .. record_count - 1 along links `left[i]` - `right[i]`, strongest first.

    A link that would join two clusters into one of more than `limit` records, or with two values of a contradiction
    that are not tolerated together, or with more values than a limit allows, or with a pair of `apart` (shape (k, 2):
    records that somebody decided to keep apart), is cut. A link of infinite weight was decided by somebody, and only
    such a pair cuts it. Equal weights are laid in the order of their records, so the answer depends on the set of
    links alone. Only components that break a rule are walked link by link. What was refused once stays refused,
    because clusters only grow: a cut link's two ends lie in different clusters.

    Raises ValueError when a link or pair names a record that does not exist, or a weight is not a number.
    """
    pairs = np.empty((0, 2), np.int64) if apart is None else np.asarray(apart, np.int64).reshape(-1, 2)
    check_links(record_count, left, right, weight, contradictions, pairs)
    component = component_labels(record_count, left, right)
    suspects = _breaking(component, contradictions, limit, pairs, value_limits)
    walked = np.flatnonzero(np.isin(component[left], suspects)) if len(left) else np.empty(0, np.int64)
    low, high = np.minimum(left, right), np.maximum(left, right)
    order = walked[np.lexsort((high[walked], low[walked], -weight[walked]))]
    rules = Rules(contradictions, limit, pairs, _held(value_limits, np.isin(component, suspects)))
    clusters: dict[int, Cluster] = {}
    home: dict[int, int] = {}
    cut: list[tuple[int, str]] = []
    for position in order.tolist():
        one, other = _root(home, int(left[position])), _root(home, int(right[position]))
        if one == other:
            continue
        first = clusters.get(one) or rules.single(one)
        second = clusters.get(other) or rules.single(other)
        reason = rules.refuses(first, second)
        if reason and (weight[position] < np.inf or reason == DECIDED):
            cut.append((position, reason))
            continue
        kept, gone = (one, other) if one < other else (other, one)
        home[gone] = kept
        clusters[kept] = rules.joined(first, second)
        clusters.pop(gone, None)
    cut.sort()
    standing = np.ones(len(left), bool)
    standing[walked] = False
    labels = _smallest(record_count, component_labels(record_count, left[standing], right[standing]))
    for record in home:
        labels[record] = _root(home, record)
    return Cut(labels, np.array([position for position, _ in cut], np.int64), tuple(reason for _, reason in cut))


@dataclass(frozen=True)
class Cluster:
    """Records, the values of each contradiction that they hold, and the records that must not join them."""

    records: tuple[int, ...]
    values: tuple[frozenset[int], ...]
    foes: frozenset[int]
    held: tuple[frozenset[int], ...]


@dataclass(frozen=True)
class _Held:
    """The values of one limit that each record holds."""

    name: str
    most: int
    by_record: dict[int, set[int]]


def _held(value_limits: Sequence[ValueLimit], is_walked: NDArray[np.bool_]) -> list[_Held]:
    """By record, for the records of components that are walked link by link."""
    found = []
    for rule in value_limits:
        held, by_record = is_walked[rule.records], dict[int, set[int]]()
        for record, value in zip(rule.records[held].tolist(), rule.values[held].tolist(), strict=True):
            by_record.setdefault(record, set()).add(value)
        found.append(_Held(rule.name, rule.most, by_record))
    return found


class Rules:
    """What may not lie in one cluster."""

    def __init__(
        self, contradictions: Sequence[Contradiction], limit: int, apart: Ints, held: Sequence[_Held] = ()
    ) -> None:
        self.contradictions = contradictions
        self.held = held
        self.limit = limit
        self.tolerated = [
            {tuple(pair) for pair in np.vstack([c.tolerated, c.tolerated[:, ::-1]]).tolist()} for c in contradictions
        ]
        self.foes: dict[int, set[int]] = {}
        for one, other in apart.tolist():
            self.foes.setdefault(one, set()).add(other)
            self.foes.setdefault(other, set()).add(one)

    def single(self, record: int) -> Cluster:
        """A cluster of one record."""
        values = tuple(frozenset({int(c.values[record])} - {-1}) for c in self.contradictions)
        held = tuple(frozenset(rule.by_record.get(record, ())) for rule in self.held)
        return Cluster((record,), values, frozenset(self.foes.get(record, ())), held)

    def refuses(self, one: Cluster, other: Cluster) -> str:
        """The rule that the two would break as one cluster; "" when none."""
        if one.foes and not one.foes.isdisjoint(other.records):
            return DECIDED
        for rule, tolerated, mine, theirs in zip(
            self.contradictions, self.tolerated, one.values, other.values, strict=True
        ):
            # What one of them holds already was decided to be one person.
            if any(
                a != b and (a, b) not in tolerated and not {a, b} <= mine and not {a, b} <= theirs
                for a in mine
                for b in theirs
            ):
                return rule.name
        for limit, mine, theirs in zip(self.held, one.held, other.held, strict=True):
            if len(mine | theirs) > max(limit.most, len(mine), len(theirs)):
                return limit.name
        return TOO_LARGE if len(one.records) + len(other.records) > self.limit else ""

    def joined(self, one: Cluster, other: Cluster) -> Cluster:
        """Both as one cluster."""
        values = tuple(mine | theirs for mine, theirs in zip(one.values, other.values, strict=True))
        held = tuple(mine | theirs for mine, theirs in zip(one.held, other.held, strict=True))
        return Cluster(one.records + other.records, values, one.foes | other.foes, held)


def _breaking(
    component: Ints,
    contradictions: Sequence[Contradiction],
    limit: int,
    apart: Ints,
    value_limits: Sequence[ValueLimit],
) -> Ints:
    """Components that are too large, hold contradicting or too many values, or a pair to be kept apart."""
    found = [np.flatnonzero(np.bincount(component) > limit)] if len(component) else []
    for contradiction in contradictions:
        known = contradiction.values >= 0
        held = np.unique(np.stack([component[known], contradiction.values[known]]), axis=1)[0]
        found.append(held[1:][held[1:] == held[:-1]])
    for rule in value_limits:
        held = np.unique(np.stack([component[rule.records], rule.values]), axis=1)[0]
        holders, counts = np.unique(held, return_counts=True)
        found.append(holders[counts > rule.most])
    if len(apart):
        found.append(component[apart[:, 0]][component[apart[:, 0]] == component[apart[:, 1]]])
    return np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)


def component_labels(record_count: int, left: Ints, right: Ints) -> Ints:
    """A number for each record's connected component."""
    graph = coo_array((np.ones(len(left), np.int8), (left, right)), shape=(record_count, record_count))
    _, labels = connected_components(graph, directed=False)
    return np.asarray(labels, np.int64)


def _smallest(record_count: int, labels: Ints) -> Ints:
    smallest = np.full(record_count, record_count, np.int64)
    np.minimum.at(smallest, labels, np.arange(record_count))
    return smallest[labels]


def _root(home: dict[int, int], record: int) -> int:
    root = record
    while (above := home.get(root, root)) != root:
        root = above
    while home.get(record, record) != root:
        home[record], record = root, home[record]
    return root


def check_links(
    record_count: int, left: Ints, right: Ints, weight: Floats, contradictions: Sequence[Contradiction], apart: Ints
) -> None:
    """Raise ValueError for links that make no sense."""
    if not len(left) == len(right) == len(weight):
        raise ValueError(f"{len(left)} left ends, {len(right)} right ends and {len(weight)} weights are no links")
    for ends in (left, right, apart.reshape(-1)):
        if len(ends) and not (ends.min() >= 0 and ends.max() < record_count):
            raise ValueError("a link or a pair kept apart names a record that does not exist")
    if np.isnan(weight).any():
        raise ValueError("a link's weight is not a number")
    for contradiction in contradictions:
        if len(contradiction.values) != record_count:
            raise ValueError(f"{contradiction.name} has {len(contradiction.values)} values for {record_count} records")
