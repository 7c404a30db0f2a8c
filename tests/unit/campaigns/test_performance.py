"""What campaigns achieved, on a world small enough to be worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from campaign_models import Measured, measured
from scipy.stats import ttest_ind

SENT = "2026-06-10 09:00:00"
TREATED, CONTROL = [f"t{i}" for i in range(8)], [f"c{i}" for i in range(4)]


def person(export_id: str, name: str, arm: str, is_in_file: bool = True, **more: Any) -> dict[str, Any]:
    """A row of arms."""
    in_file = is_in_file and arm == "treated"
    return {
        "export_id": export_id,
        "customer_id": name,
        "is_in_file": in_file,
        "arm": arm,
        "control_share": 0.25,
    } | more


def order(name: str, at: str, amount: int, number: int = 1, **more: Any) -> dict[str, Any]:
    """An order with its one line."""
    return {"order_id": f"{name}-{at}-{number}", "customer_id": name, "ordered_at": at, "net_amount": amount} | more


@pytest.fixture
def world() -> Iterator[Measured]:
    """One export of the audience tea, sent on 10 June: eight treated, four held out, and one whose arms differ."""
    made = measured()
    made.insert(
        "stg_campaign_sends",
        {"send_seq": 1, "export_id": "e1", "audience": "tea", "channel": "email", "sent_at": SENT, "sent_count": 7},
    )
    for name in (*TREATED, *CONTROL, "mixed"):
        arm = {"t": "treated", "c": "control", "m": "mixed"}[name[0]]
        segment = "repeat" if name[-1] in "0123" else "lapsed"
        made.insert("stg_campaign_people", person("e1", name, arm, name != "t7", lifecycle=segment))
        made.insert("idn_resolutions", {"customer_id": name, "present_customer_id": name})
    with made.connection:
        yield made


def buy(world: Measured, *orders: dict[str, Any]) -> None:
    """Add orders of one unit of tea each, which costs 40."""
    world.rows("insert into int_known_products select 'tea', 40 where not exists (from int_known_products)")
    for row in orders:
        world.insert("int_valued_orders", row)
        world.insert("int_valued_lines", {"value_order_id": row["order_id"], "product_id": "tea", "quantity": 1})


def performance(world: Measured, kind: str = "export", campaign: str = "e1") -> dict[str, Any]:
    """The campaign's row."""
    table = world.connection.execute(
        "from fct_campaign_performance where campaign_kind = ? and campaign_id = ?", [kind, campaign]
    )
    (row,) = table.fetchall()
    return dict(zip([c[0] for c in table.description or ()], row, strict=True))


def test_conversion_is_a_kept_purchase_from_the_send_until_the_days_are_over(world: Measured) -> None:
    buy(
        world,
        order("t0", SENT, 100),  # at the very moment
        order("t1", "2026-06-12 08:59:59", 100),  # in the last second
        order("t2", "2026-06-12 09:00:00", 100),  # a second late
        order("t3", "2026-06-10 08:59:59", 100),  # a second early
        order("t4", "2026-06-11 09:00:00", 0, fully_returned_date="2026-06-13"),
        order("t5", "2026-06-11 09:00:00", 100, status="cancelled"),
        order("t7", "2026-06-11 09:00:00", 100),  # was eligible, and is not in the file: counted all the same
        order("c0", "2026-06-11 09:00:00", 50),
        order("mixed", "2026-06-11 09:00:00", 900),
    )
    world.build()
    told = performance(world)
    assert (told["treated_people"], told["control_people"], told["mixed_people"]) == (8, 4, 1)
    assert (told["treated_converted_people"], told["control_converted_people"]) == (3, 1)
    assert (told["treated_net_revenue"], told["control_net_revenue"]) == (300, 50)
    assert (told["treated_margin"], told["control_margin"]) == (300 - 4 * 40, 10)
    assert told["sent_count"] == 7  # as the marketer says, not the rows
    assert told["conversion_uplift"] == pytest.approx(3 / 8 - 1 / 4)
    assert told["revenue_uplift"] == pytest.approx(300 / 8 - 50 / 4)
    interval = ttest_ind([100, 100, 100, 0, 0, 0, 0, 0], [50, 0, 0, 0], equal_var=False).confidence_interval(0.95)
    assert (told["revenue_uplift_low"], told["revenue_uplift_high"]) == pytest.approx((interval.low, interval.high))
    assert told["sample_ratio_p_value"] == pytest.approx(0.5050, abs=1e-3)  # 8 to 4 where 9 to 3 was meant
    assert "it needs" in told["statement"]
    assert told["is_over"] is True


def test_last_touch_stands_beside_the_holdout_view(world: Measured) -> None:
    world.insert(
        "stg_campaign_sends",
        {"send_seq": 2, "export_id": "e2", "audience": "coffee", "channel": "email", "sent_at": "2026-06-11 09:00:00"}
        | {"sent_count": 1},
    )
    world.insert("stg_campaign_people", person("e2", "t0", "treated"))
    buy(world, order("t0", "2026-06-11 08:00:00", 100), order("t0", "2026-06-11 10:00:00", 30), order("c0", SENT, 10))
    buy(world, order("t1", SENT, 60), order("t7", SENT, 500))  # t7 was never written to
    world.build()
    tea, coffee = performance(world), performance(world, campaign="e2")
    assert (tea["last_touch_converted_people"], tea["last_touch_net_revenue"]) == (2, 160)
    assert (coffee["last_touch_converted_people"], coffee["last_touch_net_revenue"]) == (1, 30)
    assert tea["holdout_net_revenue"] == pytest.approx(690 - 10 / 4 * 8)
    assert tea["holdout_converted_people"] == pytest.approx(3 - 8 / 4)
    assert coffee["statement"].startswith("Nobody was held out")
    assert coffee["conversion_uplift"] is None
    assert performance(world, "audience", "tea")["last_touch_net_revenue"] == 160


def test_an_audience_counts_each_person_from_the_first_wave(world: Measured) -> None:
    world.insert(
        "stg_campaign_sends",
        {"send_seq": 2, "export_id": "e2", "audience": "tea", "channel": "email", "sent_at": "2026-06-20 09:00:00"}
        | {"sent_count": 2},
    )
    for name, arm in (("t0", "treated"), ("new", "treated"), ("c0", "control")):
        world.insert("stg_campaign_people", person("e2", name, arm))
    world.insert("idn_resolutions", {"customer_id": "new", "present_customer_id": "new"})
    buy(world, order("t0", "2026-06-21 09:00:00", 100), order("new", "2026-06-21 09:00:00", 70))
    world.build()
    tea = performance(world, "audience", "tea")
    assert (tea["treated_people"], tea["control_people"], tea["sent_count"]) == (9, 4, 9)
    assert (tea["treated_net_revenue"], performance(world, campaign="e2")["treated_net_revenue"]) == (70, 170)


def test_merged_people_whose_arms_differ_are_left_out(world: Measured) -> None:
    world.rows("update idn_resolutions set present_customer_id = 'c0' where customer_id = 't0'")
    world.rows("update idn_resolutions set present_customer_id = 't2' where customer_id = 't1'")
    world.rows("update idn_resolutions set present_customer_id = null where customer_id = 'c3'")
    world.build()
    told = performance(world)
    assert (told["treated_people"], told["control_people"], told["mixed_people"]) == (6, 2, 2)


def test_parts_and_cuped_and_margins_that_are_unknown(world: Measured) -> None:
    buy(world, *(order(name, "2026-06-05 09:00:00", 100 * i) for i, name in enumerate((*TREATED, *CONTROL))))
    buy(world, *(order(name, "2026-06-11 09:00:00", 100 * i + 7) for i, name in enumerate((*TREATED, *CONTROL))))
    world.rows("update int_valued_lines set product_id = 'unknown' where value_order_id like 't7-2026-06-11%'")
    world.build()
    told = performance(world)
    assert told["revenue_cuped_uplift"] == pytest.approx(0.0, abs=1e-6)  # all of it is what they always spend
    assert told["revenue_cuped_high"] - told["revenue_cuped_low"] < 1e-3
    assert told["revenue_uplift"] < -300
    assert (told["treated_margin"], told["margin_uplift"]) == (None, None)
    parts = world.rows(
        "select segment, treated_people, control_people from fct_campaign_effects where campaign_kind = 'export'"
        " and dimension = 'lifecycle' and outcome = 'converted' order by segment"
    )
    assert parts == [("lapsed", 4, 0), ("repeat", 4, 4)]


def test_what_the_tool_saw_is_found_by_its_id_with_or_without_the_source(world: Measured) -> None:
    assert world.rows("update stg_campaign_sends set campaign_id = 'K-7'")
    seen = {"campaign_id": "messaging:K-7", "first_sent_at": SENT, "first_delivered_at": SENT}
    world.insert("int_campaign_contacts", {"customer_id": "t0", "first_opened_at": "2026-06-11 00:00:00"} | seen)
    world.insert("int_campaign_contacts", {"customer_id": "t1", "first_clicked_at": "2026-07-01 00:00:00"} | seen)
    world.build()
    told = performance(world)
    assert (told["delivered_people"], told["opened_people"], told["clicked_people"]) == (2, 1, 0)
    assert performance(world, "tool", "messaging:K-7")["delivered_people"] == 2
    world.rows("update stg_campaign_sends set campaign_id = 'messaging:K-7'")
    world.build()
    assert performance(world)["delivered_people"] == 2
    world.rows("update stg_campaign_sends set campaign_id = ''")
    world.build()
    assert performance(world)["delivered_people"] is None


def test_a_send_after_as_of_or_long_ago_is_not_measured(world: Measured) -> None:
    for number, at in ((2, "2026-07-01 00:00:00"), (3, "2025-05-26 09:00:00")):
        row = {"send_seq": number, "export_id": f"e{number}", "audience": "x", "channel": "email", "sent_at": at}
        world.insert("stg_campaign_sends", row | {"sent_count": 1})
        world.insert("stg_campaign_people", person(f"e{number}", "t0", "treated"))
    world.build()
    assert world.rows("select campaign_id from fct_campaign_performance order by 1") == [("e1",), ("tea",)]
