"""Areas, data capture and the target market, worked out by hand. As of Tuesday 30 June 2026; 30d begins on 1 June."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from product_models import ProductModels, Shop
from pydantic import ValidationError

from workspaces.target_market import Target

D = Decimal


def bought(shop: Shop, customer: str, date: str, amount: int, orders: int = 1) -> None:
    """Kept orders of one day."""
    shop.insert("int_customer_days", customer_id=customer, order_date=date, booked_date=date, net_amount=amount)
    shop.insert("int_purchase_dates", customer_id=customer, order_date=date, kept_order_count=orders)
    shop.insert("int_valued_lines", is_counted=True, value_customer_id=customer, value_date=date, booked_date=date,
                net_amount=amount)  # fmt: skip


def test_areas(shop: Shop) -> None:
    """Two of Malang, one of Surabaya, one of no listed place, one who does not say; UMUM and nobody are anonymous."""
    east = {"province": "Jawa Timur", "province_code": "ID-JI", "country": "ID"}
    shop.insert("int_source_histories", source="pos", history_begins_date="2024-01-01")
    shop.customer("ani", place_id="1", city="Kota Malang", **east)
    shop.customer("budi", place_id="1", city="Kota Malang", **east)
    shop.customer("citra", place_id="2", city="Kota Surabaya", **east)
    shop.customer("dedi", city=" Atlantis", country="SG")
    shop.customer("eka")
    shop.customer("umum", is_pseudo=True)
    bought(shop, "ani", "2026-05-31", 100)
    bought(shop, "ani", "2026-06-01", 300, orders=2)
    bought(shop, "budi", "2026-06-30", 100)
    bought(shop, "citra", "2026-06-02", 50)
    bought(shop, "dedi", "2026-06-02", 40)
    bought(shop, "eka", "2026-06-02", 30)
    bought(shop, "umum", "2026-06-02", 20)
    shop.sale("n", "2026-06-03", None, "kopi", price=10)
    shop.insert("int_valued_orders", order_id="n", order_date="2026-06-03")
    shop.insert("int_valued_orders", order_id="m", order_date="2026-06-03", fully_returned_date="2026-06-30")
    shop.insert("int_valued_orders", order_id="o", order_date="2026-07-01")
    shop.build()
    columns = "area_id, customer_count, new_customer_count, order_count, net_revenue, revenue_rank"
    found = shop.query(
        f"select area_kind, {columns} from marts.fct_area_performance where window_name = '30d' order by 1, 2"
    )
    assert found == [
        ("city", "1", 2, 1, 3, 400, 1),
        ("city", "2", 1, 1, 1, 50, 2),
        ("city", "anonymous", 0, 0, 2, 30, None),
        ("city", "atlantis", 1, 1, 1, 40, 3),
        ("city", "unknown", 1, 1, 1, 30, None),
        ("country", "ID", 3, 2, 4, 450, 1),
        ("country", "SG", 1, 1, 1, 40, 2),
        ("country", "anonymous", 0, 0, 2, 30, None),
        ("country", "unknown", 1, 1, 1, 30, None),
        ("province", "ID-JI", 3, 2, 4, 450, 1),
        ("province", "anonymous", 0, 0, 2, 30, None),
        ("province", "unknown", 2, 2, 2, 70, None),
    ]
    assert shop.query(
        "select area_name, average_order_value, net_revenue_per_customer, revenue_share, net_revenue_previous,"
        " net_revenue_growth from marts.fct_area_performance where area_id = '1' and window_name = '30d'"
    ) == [("Kota Malang", D("133.33"), D(200), D("0.727272727"), D(100), D(3))]
    assert shop.failures("areas_add_up") == []
    shop.connection.execute("update marts.marts.fct_area_performance set net_revenue = 1 where area_id = 'ID-JI'")
    assert len(shop.failures("areas_add_up")) == 5


def test_data_capture(shop: Shop) -> None:
    """Week of Monday 22 June: Sari made three receipts, one of a known person, and took down one record of two with a
    phone; Tono made none of it. The week of 29 June is not over."""
    shop.customer("ani")
    shop.customer("umum", is_pseudo=True)
    at = {"store_id": "MLG", "cashier": "Sari"}
    for order, record, customer, date in (
        ("1", "r1", "ani", "2026-06-22"),
        ("2", "r2", "umum", "2026-06-28"),
        ("3", None, None, "2026-06-28"),
        ("4", "r1", "ani", "2026-06-29"),
        ("5", "r1", "ani", "2026-07-01"),
    ):
        shop.insert("int_valued_orders", order_id=order, record_id=record, customer_id=customer, order_date=date,
                    ordered_at=f"{date} 03:00:00", **at)  # fmt: skip
    shop.insert("int_valued_orders", order_id="6", order_date="2026-06-22", status="cancelled", **at)
    shop.insert("idn_records", record_id="r1", first_seen_at="2026-06-22 03:00:00", birth_date="1990-05-05")
    shop.insert("idn_records", record_id="r2", first_seen_at="2026-06-28 03:00:00")
    shop.insert("idn_records", record_id="r3", first_seen_at="2026-06-28 17:00:00", source="sign_ups")
    shop.insert("idn_records", record_id="r4", first_seen_at="2026-06-28 03:00:00", is_pseudo=True)
    shop.insert("idn_identifiers", record_id="r1", kind="phone", value="+62811", is_valid=False)
    shop.insert("idn_identifiers", record_id="r2", kind="phone", value="+62812")
    shop.insert("idn_identifiers", record_id="r3", kind="email", value="a@example.com")
    shop.insert("int_consents", contact_value="+62812", occurred_at="2026-06-29 00:00:00", action="withdraw")
    shop.insert("int_consents", contact_value="+62812", occurred_at="2026-06-29 00:00:00", purpose="service")
    shop.insert("int_consents", contact_value="a@example.com", occurred_at="2026-06-30 16:59:59")
    shop.build()
    columns = "receipt_count, known_receipt_count, known_receipt_share, new_record_count, new_record_with_phone_count"
    more = "new_record_with_phone_share, new_record_with_consent_count, new_record_with_consent_share"
    more += ", new_record_with_birth_date_count, new_record_with_birth_date_share, is_week_complete"
    found = shop.query(
        f"select source, store_id, cashier, week_begins_date, {columns}, {more}"
        " from marts.fct_data_capture order by 1, 4"
    )
    third, half = D("0.333333333"), D("0.5")
    assert found == [
        ("pos", "MLG", "Sari", dt.date(2026, 6, 22), 3, 1, third, 2, 1, half, 0, D(0), 1, half, True),
        ("pos", "MLG", "Sari", dt.date(2026, 6, 29), 1, 1, D(1), 0, 0, None, 0, None, 0, None, False),
        # 17:00 UTC is midnight in Jakarta: the sign-up is of Monday.
        ("sign_ups", "", "", dt.date(2026, 6, 29), 0, 0, None, 1, 0, D(0), 1, D(1), 0, D(0), False),
    ]


def test_target_market(other_rules: ProductModels) -> None:
    """Women of 25 and 34 are aimed at, of 24 and 35 not; men of 18 to 24 bring most, one man of 40 is chance."""
    shop = Shop(other_rules)
    shop.product("kopi", category="Minuman")
    shop.product("sapu", category="Rumah")
    people = [
        ("w24", "female", 24, "Bali", 80),
        ("w25", "female", 25, "Bali", 100),
        ("w34", "female", 34, "Bali", 200),
        ("w35", "female", 35, "Bali", 90),
        ("old", "male", 65, "Jawa Timur", 60),
        ("far", "male", 65, "Bali", 60),
        ("m18", "male", 18, "Bali", 300),
        ("m24", "male", 24, "Bali", 200),
        ("m40", "male", 40, "Bali", 900),
        ("who", None, None, None, 10),
    ]
    for who, gender, age, province, amount in people:
        shop.customer(who, gender=gender, age=age, province=province)
        shop.sale(who, "2026-06-01", who, "kopi", price=amount)
    shop.sale("then", "2025-06-30", "w25", "kopi", price=5000)
    shop.sale("broom", "2026-06-01", "w25", "sapu", price=7000)
    shop.sale("nobody", "2026-06-01", None, "kopi")
    shop.build()
    columns = "cell_kind, gender, age_band, place, target_share, buyer_count, buyer_share, net_revenue_per_buyer"
    found = shop.query(
        f"select {columns}, outside_rank, is_better_than_target from marts.fct_target_market"
        " where subject = 'Minuman' order by cell_kind desc, outside_rank, net_revenue desc, age_band, gender"
    )
    tenth, fifth, none = D("0.1"), D("0.2"), None
    # The target's three buyers brought 360: 120 each.
    assert found == [
        ("target", "female", "25-34", "any", D("0.5"), 2, fifth, 150, none, False),
        ("target", "any", "65+", "Jawa Timur", D("0.25"), 1, tenth, 60, none, False),
        ("outside", "male", "18-24", "Bali", none, 2, fifth, 250, 1, True),
        ("outside", "male", "35-44", "Bali", none, 1, tenth, 900, none, False),
        ("outside", "female", "35-44", "Bali", none, 1, tenth, 90, none, False),
        ("outside", "female", "18-24", "Bali", none, 1, tenth, 80, none, False),
        ("outside", "male", "65+", "Bali", none, 1, tenth, 60, none, False),
        ("outside", "unknown", "unknown", "unknown", none, 1, tenth, 10, none, False),
    ]
    assert shop.query(
        "select distinct target_net_revenue_per_buyer from marts.fct_target_market where subject = 'Minuman'"
    ) == [(120,)]
    assert shop.query(
        "select buyer_count, net_revenue, buyer_share from marts.fct_target_market"
        " where subject_kind = 'everything' and cell_kind = 'target'"
    ) == [(4, 7470, D("0.4"))]


@pytest.mark.parametrize(
    ("declared", "fault"),
    [
        ({"mix": []}, "at least 1 item"),
        ({"mix": [{"share": 0.5}]}, "names a gender"),
        ({"mix": [{"gender": "woman", "share": 0.5}]}, "'female' or 'male'"),
        ({"mix": [{"age_band": "young", "share": 0.5}]}, "neither like 25-34"),
        ({"mix": [{"age_band": "34-25", "share": 0.5}]}, "ends before"),
        ({"mix": [{"gender": "male", "share": 0}]}, "greater than 0"),
        ({"mix": [{"gender": "male", "share": 0.6}, {"gender": "female", "share": 0.5}]}, "more than 1"),
        ({"mix": [{"gender": "male", "share": 0.1}, {"gender": "male", "share": 0.1}]}, "stands twice"),
        ({"product": "a", "category": "b", "mix": [{"gender": "male", "share": 1}]}, "or for a category"),
    ],
)
def test_a_wrong_target_is_refused(declared: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        Target.model_validate(declared)


def test_a_product_that_is_not_aimed_has_no_row(shop: Shop) -> None:
    shop.product("kopi", category="Rumah")
    shop.customer("ani", gender="female", age=30)
    shop.sale("1", "2026-06-01", "ani", "kopi")
    shop.build()
    assert shop.query("select sum(buyer_count) from marts.fct_target_market") == [(0,)]
