"""The sample shop's measured campaign, drawn a hundred times: its planted effect lies in the interval that is reported.

People, arms, purchases and the campaign's added ones are the generator's; the models and the estimator are the house's.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from campaign_models import measured

from workspaces.sample_shop.generator.deliveries import Deliveries
from workspaces.sample_shop.generator.messaging import EFFECT, draw_sends, plan_campaigns
from workspaces.sample_shop.generator.people import draw_people
from workspaces.sample_shop.generator.plan import UTC_OFFSET, Ints, Plan
from workspaces.sample_shop.generator.purchases import ORDINARY, draw_orders

SEEDS, SIZE = 100, 1_200


def moments(seconds: Ints) -> pa.Array[Any]:
    """Local seconds as UTC."""
    return pa.array(seconds - UTC_OFFSET, pa.int64()).cast(pa.timestamp("s"))


def drawn(deliveries: Deliveries, seed: int) -> tuple[pa.Table, pa.Table]:
    """Who was in which arm of one seed's campaign, and what everybody bought."""
    plan = Plan(SIZE, seed, False, 30)
    campaigns = plan_campaigns(plan)
    people = draw_people(deliveries, plan, 0, 0, SIZE)
    sends = draw_sends(plan, 0, people, campaigns)
    orders = draw_orders(plan, 0, people, sends.induced)
    chosen = sends.campaign == campaigns.measured
    told: dict[str, Any] = {
        "seed": np.repeat(seed, chosen.sum()),
        "person": seed * SIZE + sends.person[chosen],
        "arm": np.where(sends.is_treated[chosen], "treated", "control"),
        "sent_at": moments(np.repeat(campaigns.sent[campaigns.measured], chosen.sum())),
    }
    kept = orders.where(orders.fate == ORDINARY)
    bought: dict[str, Any] = {
        "person": seed * SIZE + kept.person,
        "ordered_at": moments(kept.time),
        "amount": kept.value,
    }
    return pa.table(told), pa.table(bought)


def test_the_planted_effect_lies_in_the_interval_in_93_of_100_seeds(tmp_path: Path) -> None:
    world = measured(conversion_days=7, campaign_before_days=90)
    with Deliveries(tmp_path) as deliveries, world.connection as connection:
        seeds = [drawn(deliveries, seed) for seed in range(SEEDS)]
        connection.register("told", pa.concat_tables(told for told, _ in seeds))
        connection.register("bought", pa.concat_tables(bought for _, bought in seeds))
        connection.execute("insert into int_sends select person, seed, person, arm, sent_at from told")
        connection.execute("insert into idn_customers select person, person from told")
        connection.execute(
            "insert into int_valued_orders by name select row_number() over () as order_id, person as customer_id,"
            " ordered_at, amount as net_amount from bought"
        )
        world.build()
        intervals = world.rows(
            "select uplift_low, uplift_high, cuped_low, cuped_high, treated_people, control_people"
            " from fct_campaign_effects where dimension = 'all' and outcome = 'purchases'"
        )
    assert len(intervals) == SEEDS
    assert min(treated for *_, treated, _ in intervals) > 2 * max(control for *_, control in intervals) > 0
    inside = sum(low <= EFFECT <= high for low, high, *_ in intervals)
    inside_cuped = sum(low <= EFFECT <= high for _, _, low, high, *_ in intervals)
    assert min(inside, inside_cuped) >= 93, (inside, inside_cuped)
    # An interval that holds everything is no answer: most exclude three times the effect.
    assert sum(high < 3 * EFFECT for _, high, *_ in intervals) > 90
