"""What a product sold, to how many and to whom, and what to do with it, worked out by hand.

As of 30 June 2026 the window 30d begins on 1 June, 90d on 2 April, 365d on 1 July 2025; the 30 days before 1 June begin
on 2 May.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from product_models import Shop

D = Decimal


def performance(shop: Shop, columns: str, product: str, window: str) -> tuple[object, ...]:
    """Some columns of one row."""
    (row,) = shop.query(
        f"select {columns} from marts.fct_product_performance"
        f" where product_id = '{product}' and window_name = '{window}'"
    )
    return row


def test_units_revenue_and_margin_by_window(shop: Shop) -> None:
    """Two of three sold on 1 June came back; 31 May is outside 30d, inside 90d; a return in July is not known."""
    shop.product("kopi", unit_cost=60)
    shop.insert("int_source_histories", source="pos", history_begins_date="2024-01-01")
    shop.sale("o1", "2026-06-01", None, "kopi", quantity=3, discount=30)
    shop.sale("o2", "2026-06-10", None, "kopi", quantity=-2, of="o1", value_date="2026-06-01", discount=-20)
    shop.sale("o3", "2026-05-31", None, "kopi", quantity=4)
    shop.sale("o4", "2026-07-01", None, "kopi", quantity=-4, of="o3", value_date="2026-05-31")
    shop.sale("o5", "2026-06-30", None, "kopi", quantity=9, is_counted=False)
    shop.build()
    columns = "sold_quantity, returned_quantity, kept_quantity, gross_revenue, net_revenue, margin, order_count"
    # 300 - 30 - (200 - 20) = 90 for one unit kept, which cost 60.
    assert performance(shop, columns, "kopi", "30d") == (3, 2, 1, 300, 90, 30, 1)
    assert performance(shop, columns, "kopi", "90d") == (7, 2, 5, 700, 490, 190, 2)
    assert performance(shop, "net_revenue_previous, net_revenue_growth, trend", "kopi", "30d") == (
        D(400),
        D("-0.775"),
        "falling",
    )
    assert performance(shop, "margin_share, returned_share", "kopi", "90d") == (D("0.387755102"), D("0.285714286"))


def test_margin_is_unknown_where_the_cost_is(shop: Shop) -> None:
    shop.product("teh")
    shop.sale("o1", "2026-06-01", None, "teh")
    shop.build()
    assert performance(shop, "net_revenue, margin, margin_share", "teh", "30d") == (100, None, None)


def test_buyers_are_people_and_anonymous_sales_count_for_the_product(shop: Shop) -> None:
    """Ani bought on two dates, Budi twice on one, Citra brought it back, UMUM is nobody."""
    shop.product("kopi")
    for who in ("ani", "budi", "citra"):
        shop.customer(who)
    shop.customer("umum", is_pseudo=True, is_customer=False)
    shop.sale("a1", "2026-06-02", "ani", "kopi")
    shop.sale("a2", "2026-06-20", "ani", "kopi")
    shop.sale("b1", "2026-06-03", "budi", "kopi")
    shop.sale("b2", "2026-06-03", "budi", "kopi")
    shop.sale("c1", "2026-06-04", "citra", "kopi")
    shop.sale("c2", "2026-06-05", "citra", "kopi", quantity=-1, of="c1", value_date="2026-06-04")
    shop.sale("u1", "2026-06-06", "umum", "kopi")
    shop.sale("n1", "2026-06-07", None, "kopi")
    shop.build()
    columns = "order_count, buyer_count, repeat_buyer_count, repeat_rate, net_revenue, anonymous_net_revenue"
    assert performance(shop, columns, "kopi", "30d") == (6, 2, 1, D("0.5"), 600, 200)


def test_a_product_without_a_sale_is_there(shop: Shop) -> None:
    shop.product("new")
    shop.build()
    columns = "order_count, net_revenue, repeat_rate, revenue_rank, days_without_sale, is_slow_mover, product_action"
    assert performance(shop, columns, "new", "lifetime") == (0, 0, None, None, None, False, "none")


def test_best_sellers_have_ranks_without_ties_and_services_none(shop: Shop) -> None:
    for name in ("b", "a", "c"):
        shop.product(name)
    shop.insert("service_products", code="POST", reason="postage")
    shop.sale("o1", "2026-06-01", None, "a", "b")
    shop.sale("o2", "2026-06-01", None, "c", quantity=5, price=10)
    shop.sale("o3", "2026-06-01", None, "sales_log:post", price=900)
    shop.build()
    ranks = shop.query(
        "select product_id, revenue_rank, quantity_rank, is_service, net_revenue from marts.fct_product_performance"
        " where window_name = '30d' order by product_id"
    )
    assert ranks == [
        ("a", 1, 2, False, 100),
        ("b", 2, 3, False, 100),
        ("c", 3, 1, False, 50),
        ("sales_log:post", None, None, True, 900),
    ]


@pytest.mark.parametrize(("begun", "trend"), [("2026-05-02", "rising"), ("2026-05-03", "unknown")])
def test_no_trend_against_a_time_that_was_not_recorded(shop: Shop, begun: str, trend: str) -> None:
    shop.product("kopi")
    shop.insert("int_source_histories", source="pos", history_begins_date=begun)
    shop.sale("o1", "2026-06-01", None, "kopi")
    shop.build()
    assert performance(shop, "trend", "kopi", "30d") == (trend,)
    assert performance(shop, "trend", "kopi", "lifetime") == ("unknown",)


@pytest.mark.parametrize(("now", "trend"), [(110, "steady"), (111, "rising"), (90, "steady"), (89, "falling")])
def test_a_tenth_is_no_trend(shop: Shop, now: int, trend: str) -> None:
    shop.product("kopi")
    shop.insert("int_source_histories", source="pos", history_begins_date="2020-01-01")
    shop.sale("o1", "2026-05-31", None, "kopi", price=100)
    shop.sale("o2", "2026-06-01", None, "kopi", price=now)
    shop.build()
    assert performance(shop, "trend", "kopi", "30d") == (trend,)


def action(shop: Shop) -> tuple[object, ...]:
    """Of the one product."""
    shop.build()
    (row,) = shop.query("select product_action, product_action_reasons, is_slow_mover from marts.fct_product_actions")
    return row


@pytest.mark.parametrize(
    ("stock", "expected"),
    [
        # 30 sold in 30 days is one a day: 14 days need 14.
        (14, ("none", "", False)),
        (13.5, ("restock", "13.5 in stock, 30 sold in 30 days: less than 14 days are covered.", False)),
        (None, ("none", "", False)),
    ],
)
def test_restock(shop: Shop, stock: float | None, expected: tuple[object, ...]) -> None:
    shop.product("kopi", stock=stock)
    shop.sale("o1", "2026-06-20", None, "kopi", quantity=30)
    assert action(shop) == expected


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2026-05-02", ("none", "", False)),  # 59 days
        ("2026-05-01", ("none", "", True)),
        ("2026-01-02", ("none", "", True)),  # 179 days
        ("2026-01-01", ("delist", "Not sold for 180 days.", True)),
    ],
)
def test_slow_movers_go_in_the_end(shop: Shop, date: str, expected: tuple[object, ...]) -> None:
    shop.product("kopi")
    shop.sale("o1", date, None, "kopi")
    assert action(shop) == expected


def test_what_is_no_longer_sold_is_not_delisted_again(shop: Shop) -> None:
    shop.product("kopi", is_sellable=False)
    shop.sale("o1", "2025-01-01", None, "kopi")
    assert action(shop) == ("none", "", False)


@pytest.mark.parametrize(("returned", "expected"), [(1, "none"), (2, "check_quality")])
def test_check_quality_before_restocking(shop: Shop, returned: int, expected: str) -> None:
    """A tenth of twenty is two; the stock of none would be restocked otherwise, with both reasons."""
    shop.product("kopi", stock=0 if expected == "check_quality" else 99)
    shop.sale("o1", "2026-06-20", None, "kopi", quantity=20)
    shop.sale("o2", "2026-06-21", None, "kopi", quantity=-returned)
    found, reasons, _ = action(shop)
    assert found == expected
    if expected == "check_quality":
        assert reasons == (
            "2 of 20 sold in 365 days came back. 0 in stock, 18 sold in 30 days: less than 14 days are covered."
        )


def test_nine_sold_judge_no_quality(shop: Shop) -> None:
    shop.product("kopi", stock=99)
    shop.sale("o1", "2026-06-20", None, "kopi", quantity=9)
    shop.sale("o2", "2026-06-21", None, "kopi", quantity=-5)
    assert action(shop)[0] == "none"


def test_sold_below_cost(shop: Shop) -> None:
    shop.product("kopi", unit_cost=101, stock=99)
    shop.sale("o1", "2026-06-20", None, "kopi", quantity=2)
    assert action(shop)[:2] == ("delist", "Brought 200.00 in 365 days and cost 202.00.")


def test_who_buys_what(shop: Shop) -> None:
    """Unknown is a group of its own, anonymous another; ages are told at their bounds."""
    shop.product("kopi")
    shop.product("teh")
    shop.customer("ani", gender="female", age=24, city="Kota Malang", province="Jawa Timur")
    shop.customer("budi", gender="male", age=25, city="Kota Malang", province="Jawa Timur")
    shop.customer("citra", gender="female", age=17, city="Atlantis")
    shop.customer("dedi", age=65)
    for order, who in (("1", "ani"), ("2", "budi"), ("3", "citra"), ("4", "dedi"), ("5", None)):
        shop.sale(order, "2026-06-02", who, "kopi")
    shop.sale("6", "2026-06-02", "ani", "teh", price=150)
    shop.build()
    groups = shop.query(
        "select group_kind, group_value, buyer_count, net_revenue, buyer_share, revenue_rank_in_group"
        " from marts.fct_product_group_performance where product_id = 'kopi' and window_name = '30d' order by 1, 2"
    )
    quarter = D("0.25")
    assert groups == [
        ("age_band", "00-17", 1, 100, quarter, 1),
        ("age_band", "18-24", 1, 100, quarter, 2),
        ("age_band", "25-34", 1, 100, quarter, 1),
        ("age_band", "65+", 1, 100, quarter, 1),
        ("age_band", "anonymous", 0, 100, D(0), 1),
        ("city", "Atlantis", 1, 100, quarter, 1),
        ("city", "Kota Malang", 2, 200, D("0.5"), 1),
        ("city", "anonymous", 0, 100, D(0), 1),
        ("city", "unknown", 1, 100, quarter, 1),
        ("gender", "anonymous", 0, 100, D(0), 1),
        ("gender", "female", 2, 200, D("0.5"), 1),
        ("gender", "male", 1, 100, quarter, 1),
        ("gender", "unknown", 1, 100, quarter, 1),
        ("province", "Jawa Timur", 2, 200, D("0.5"), 1),
        ("province", "anonymous", 0, 100, D(0), 1),
        ("province", "unknown", 2, 200, D("0.5"), 1),
    ]


def test_the_dbt_test_sees_money_that_is_lost(shop: Shop) -> None:
    shop.product("kopi")
    shop.customer("ani")
    shop.sale("o1", "2026-06-02", "ani", "kopi")
    shop.build()
    assert shop.failures("products_add_up") == []
    shop.connection.execute("update marts.marts.fct_product_group_performance set net_revenue = 99")
    assert len(shop.failures("products_add_up")) == 16
    shop.connection.execute("delete from marts.marts.fct_product_performance")
    assert shop.failures("products_add_up") == [(None, "lifetime is not the lines")]


@pytest.mark.parametrize(("date", "is_sellable"), [("2026-04-02", True), ("2026-04-01", False)])
def test_without_a_list_what_sold_of_late_can_be_sold(shop: Shop, date: str, is_sellable: bool) -> None:
    shop.insert("service_products", code="POST", reason="postage")
    shop.sale("o1", date, None, "kopi", "post")
    shop.build()
    assert shop.query("select product_id, is_sellable, is_service from marts.dim_products order by 1") == [
        ("kopi", is_sellable, False),
        ("post", False, True),
    ]


def test_with_a_list_what_is_in_no_list_cannot_be_sold(shop: Shop) -> None:
    shop.product("teh")
    shop.sale("o1", "2026-06-30", None, "kopi")
    shop.build()
    assert shop.query("select product_id, is_sellable from marts.dim_products order by 1") == [
        ("kopi", False),
        ("teh", True),
    ]
