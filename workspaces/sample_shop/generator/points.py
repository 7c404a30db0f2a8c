"""The points of the membership programme: earned with each purchase, redeemed at the next, expired after a year.

The oldest points are spent first, and what is left of a purchase's points expires at the end of its day a year later.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workspaces.sample_shop.generator.deliveries import moments, table_of, words
from workspaces.sample_shop.generator.generation import Generation, TextEntity
from workspaces.sample_shop.generator.membership import Members, member_no
from workspaces.sample_shop.generator.people import People
from workspaces.sample_shop.generator.plan import DAY, Ints
from workspaces.sample_shop.generator.purchases import ORDINARY, Orders
from workspaces.sample_shop.generator.web_shop import iso

POINTS = TextEntity(
    "membership.points",
    "membership/points_{date}.csv",
    "entry_id,member_no,kind,points,occurred_at,expires_on",
)
RUPIAH_PER_POINT = 10_000
VALID_DAYS = 365
REDEEM_SHARE, REDEEM_STEP = 0.3, 10
"""At so many purchases a member redeems half of the balance, in steps."""
KINDS = ["earn", "redeem", "expire"]


@dataclass(frozen=True)
class _Lots:
    """What each purchase with a card earned, members in order and their purchases by time."""

    card: Ints
    time: Ints
    points: Ints
    rank: Ints
    """Position among the card's own, from 0."""
    earned: Ints
    """By the card, this purchase's points included."""


def write_points(generation: Generation, chunk: int, people: People, members: Members, orders: Orders) -> None:
    """Write what the chunk's first cards earned, redeemed and lost."""
    plan = generation.plan
    random = plan.random("points", chunk)
    lots = _lots(people, members, orders)
    spent_before, redeemed = _spend(lots, random)
    last_day = lots.time // DAY + VALID_DAYS
    expired, expires_at = _expire(lots, spent_before + redeemed, last_day), (last_day + 1) * DAY + 600
    uses, ends = np.flatnonzero(redeemed > 0), np.flatnonzero((expired > 0) & (expires_at < plan.end))
    everyone = np.arange(len(lots.card))
    place = np.concatenate([everyone, uses, ends])
    kind = np.repeat([0, 1, 2], [len(everyone), len(uses), len(ends)])
    occurred = np.concatenate([lots.time + 60, lots.time[uses] + 30, expires_at[ends]])
    rows = table_of(
        {
            "number": generation.take_numbers("points", len(place)),
            "card": lots.card[place],
            "kind": words(KINDS, kind),
            "points": np.concatenate([lots.points, -redeemed[uses], -expired[ends]]),
            "occurred": moments(occurred),
            "last": moments(last_day[place] * DAY),
            "is_earned": kind == 0,
        }
    )
    cells = [
        "'T' || lpad(number::varchar, 10, '0')",
        member_no("card"),
        "kind",
        "points::varchar",
        iso("occurred"),
        "if(is_earned, strftime(last, '%Y-%m-%d'), '')",
    ]
    generation.deliver(POINTS, chunk, rows, plan.file_of(occurred), cells)
    truth = generation.truth
    truth.count(POINTS.name, current=len(place))
    truth.add("points_earned", int(lots.points.sum()))
    truth.add("points_redeemed", int(redeemed.sum()))
    truth.add("points_expired", int(expired[ends].sum()))


def _lots(people: People, members: Members, orders: Orders) -> _Lots:
    """The points of each ordinary purchase since the card was made out."""
    first = members.is_second == 0
    card, joined = np.zeros(len(people), np.int64), np.zeros(len(people), np.int64)
    card[members.person[first]] = members.number[first]
    joined[members.person[first]] = members.joined[first]
    points = orders.value // RUPIAH_PER_POINT
    earns = (
        (card[orders.person] > 0) & (orders.time >= joined[orders.person]) & (orders.fate == ORDINARY) & (points > 0)
    )
    chosen = np.flatnonzero(earns)
    chosen = chosen[np.lexsort((orders.time[chosen], card[orders.person[chosen]]))]
    cards, points = card[orders.person[chosen]], points[chosen]
    is_first = np.concatenate([[True], cards[1:] != cards[:-1]])[: len(cards)]
    start = np.maximum.accumulate(np.where(is_first, np.arange(len(cards)), 0))
    total = np.cumsum(points)
    earned = total - np.where(start > 0, total[start - 1], 0) if len(cards) else total
    return _Lots(cards, orders.time[chosen], points, np.arange(len(cards)) - start, earned)


def _spend(lots: _Lots, random: np.random.Generator) -> tuple[Ints, Ints]:
    """(gone before the purchase, redeemed at it): a step for each purchase of a card, all cards at once."""
    gone, redeemed = np.zeros(len(lots.card), np.int64), np.zeros(len(lots.card), np.int64)
    wants = random.random(len(lots.card)) < REDEEM_SHARE
    moment = lots.card * (1 << 34) + lots.time
    lapsed = np.searchsorted(moment, lots.card * (1 << 34) + (lots.time // DAY - VALID_DAYS) * DAY)
    own = np.arange(len(lots.card)) - lots.rank
    lapsed_points = np.where(lapsed > own, lots.earned[np.maximum(lapsed - 1, 0)], 0)
    for rank in range(1, int(lots.rank.max(initial=0)) + 1):
        at = np.flatnonzero(lots.rank == rank)
        gone[at] = np.maximum(gone[at - 1] + redeemed[at - 1], lapsed_points[at])
        balance = lots.earned[at - 1] - gone[at]
        redeemed[at] = np.where(wants[at], balance // 2 // REDEEM_STEP * REDEEM_STEP, 0)
    return gone, redeemed


def _expire(lots: _Lots, gone_after: Ints, last_day: Ints) -> Ints:
    """What is left of each purchase's points on its last day."""
    moment = lots.card * (1 << 34) + lots.time
    last = np.searchsorted(moment, lots.card * (1 << 34) + (last_day + 1) * DAY) - 1
    gone = np.maximum(gone_after[last], lots.earned - lots.points) if len(last) else last
    left: Ints = np.maximum(lots.earned - gone, 0)
    return left
