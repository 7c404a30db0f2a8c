"""Whom to offer what: one thing just inside, one just outside each rule.

Ani owns kopi. Six people own kopi and susu, so that susu is offered to whoever owns kopi; four own nothing of either.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from product_models import Shop

LINE = "product_id, basis, because_of_product_id, reason"


@pytest.fixture
def cafe(shop: Shop) -> Shop:
    """As the module says; everything costs 100 and is in stock. Not yet built."""
    for number in range(6):
        shop.customer(f"both{number}")
        shop.sale(f"b{number}", "2026-05-01", f"both{number}", "kopi", "susu")
    for number in range(4):
        shop.customer(f"other{number}")
        shop.sale(f"o{number}", "2026-05-01", f"other{number}", "sapu")
    shop.customer("ani")
    shop.sale("ani", "2026-06-01", "ani", "kopi")
    shop.product("kopi", category="Minuman", list_price=100)
    shop.product("sapu", category="Rumah", list_price=100)
    return shop


def offers(shop: Shop, customer: str = "ani", columns: str = "product_id") -> list[tuple[object, ...]]:
    """What one customer is offered, in order; and no rule of the marts is broken."""
    shop.build()
    assert shop.failures("recommendations_can_be_sold") == []
    return shop.query(
        f"select {columns} from marts.customer_recommendations where customer_id = '{customer}'"
        " order by recommendation_rank"
    )


def test_what_buyers_of_the_same_own_too(cafe: Shop) -> None:
    """Six of the seven owners of kopi own susu; of eleven people six do: 6 * 11 / (7 * 6) = 1.57."""
    cafe.product("susu", category="Susu", list_price=100)
    reason = "85.7 % of those who bought Kopi bought it too, 1.6 times as many as would by chance"
    assert offers(cafe, columns=LINE) == [("susu", "affinity", "kopi", reason)]
    offer = "offered_price, offer_rank, round(confidence, 4), round(lift, 4)"
    assert cafe.query(f"select {offer} from marts.fct_product_offers where product_id = 'kopi'") == [
        (100, 1, Decimal("0.8571"), Decimal("1.5714"))
    ]
    assert offers(cafe, "both0") == []
    assert offers(cafe, "other0") == []


@pytest.mark.parametrize(
    ("product", "is_offered"),
    [
        ({"list_price": 50}, True),
        ({"list_price": 49.99}, False),
        ({"list_price": 200}, True),
        ({"list_price": 200.01}, False),
        ({"list_price": None}, True),  # what it was sold for: 100
        ({"list_price": 100, "is_sellable": False}, False),
        ({"list_price": 100, "is_deleted": True}, False),
        ({"list_price": 100, "stock": 1}, True),
        ({"list_price": 100, "stock": 0}, False),
        ({"list_price": 100, "stock": None}, False),  # others are counted, it is not
    ],
)
def test_only_what_can_be_sold_is_in_stock_and_fits_the_purse(
    cafe: Shop, product: dict[str, object], is_offered: bool
) -> None:
    cafe.product("susu", **{"category": "Susu", **product})  # type: ignore[arg-type]
    assert offers(cafe) == ([("susu",)] if is_offered else [])


def test_where_nothing_is_counted_everything_is_there(cafe: Shop) -> None:
    cafe.product("susu", category="Susu", list_price=100, stock=None)
    cafe.connection.execute("delete from warehouse.intermediate.int_inventory")
    assert offers(cafe) == [("susu",)]


def test_services_are_never_offered(cafe: Shop) -> None:
    cafe.product("susu", category="Susu", list_price=100)
    cafe.insert("service_products", code="SUSU", reason="postage")
    assert offers(cafe) == []


def test_what_came_back_is_not_offered_again(cafe: Shop) -> None:
    cafe.product("susu", category="Susu", list_price=100)
    cafe.sale("try", "2026-06-02", "ani", "susu")
    cafe.sale("back", "2026-06-03", "ani", "susu", quantity=-1, of="try", value_date="2026-06-02")
    assert offers(cafe) == []


def test_prospects_pseudo_accounts_and_deleted_people_are_offered_nothing(cafe: Shop) -> None:
    cafe.product("susu", category="Susu", list_price=100)
    cafe.customer("prospect", is_customer=False)
    cafe.customer("umum", is_customer=False, is_pseudo=True)
    cafe.customer("gone", is_deleted=True)
    for who in ("umum", "gone"):
        cafe.sale(who, "2026-06-01", who, "kopi")
    assert [offers(cafe, who) for who in ("prospect", "umum", "gone")] == [[], [], []]


def test_a_new_arrival_is_offered_by_the_shops_word_until_purchases_speak(cafe: Shop) -> None:
    """gelas never sold: the seed offers it to owners of the category; susu's purchases overrule the seed; another
    shop's rows are not read; a new arrival that is not counted yet has to wait."""
    cafe.product("susu", category="Susu", list_price=100)
    cafe.product("gelas", category="Alat", list_price=150)
    cafe.product("sendok", category="Alat", list_price=150, stock=None)
    cafe.insert("complements", owned_kind="category", owned="Minuman", offered_product_id="gelas", reason="A glass")
    cafe.insert("complements", owned="kopi", offered_product_id="susu", reason="Milk")
    cafe.insert("complements", owned="kopi", offered_product_id="sendok")
    cafe.insert("complements", workspace="another", owned="kopi", offered_product_id="sapu")
    learnt = "85.7 % of those who bought Kopi bought it too, 1.6 times as many as would by chance"
    assert offers(cafe, columns=LINE) == [
        ("gelas", "complement", "kopi", "A glass"),
        ("susu", "affinity", "kopi", learnt),
    ]


def test_the_word_for_a_product_speaks_before_the_word_for_its_category(cafe: Shop) -> None:
    cafe.product("gelas", category="Alat", list_price=100)
    cafe.insert("complements", owned_kind="category", owned="Minuman", offered_product_id="gelas", reason="For all")
    cafe.insert("complements", owned_kind="product", owned="kopi", offered_product_id="gelas", reason="For coffee")
    assert offers(cafe, columns="reason") == [("For coffee",)]


def test_the_rest_is_popular_in_the_main_category(cafe: Shop) -> None:
    """Two bought es teh, one jus, nobody air; the main category is where most money went."""
    for product in ("es teh", "jus", "air"):
        cafe.product(product, category="Minuman", list_price=100)
    for order, (who, product) in enumerate([("other0", "es teh"), ("other1", "es teh"), ("other2", "jus")]):
        cafe.sale(f"x{order}", "2026-05-02", who, product)
    cafe.sale("ani2", "2026-06-02", "ani", "sapu", price=90)
    reason = "Among the most bought in Minuman"
    assert offers(cafe, columns=LINE) == [
        ("es teh", "popular_in_category", None, reason),
        ("jus", "popular_in_category", None, reason),
    ]


def test_without_categories_the_most_bought_of_all_are_offered(cafe: Shop) -> None:
    cafe.connection.execute("update warehouse.intermediate.int_products set category = null")
    assert offers(cafe, columns="product_id, reason") == [("sapu", "Among the most bought")]


def test_five_at_most_in_an_order_without_ties(cafe: Shop) -> None:
    for number in range(7, 0, -1):
        cafe.product(f"teh{number}", category="Minuman", list_price=100)
        cafe.sale(f"t{number}", "2026-05-02", "other3", f"teh{number}")
    assert offers(cafe) == [("teh1",), ("teh2",), ("teh3",), ("teh4",), ("teh5",)]


def test_categories_take_the_places_that_products_leave(cafe: Shop) -> None:
    """Of the seven who mostly buy Minuman five buy Rak dingin and Keju too, four Gula, one too few. Susu is offered as
    a product; Keju begins at 201, above ani's purse; of Rak dingin nothing is in stock at first, then something is
    that costs 150. What they bought of, and brought back, is not offered again."""
    cafe.product("susu", category="Susu", list_price=100)
    cafe.product("yoghurt", category="Rak dingin", list_price=100)
    cafe.product("gula", category="Gula", list_price=100)
    cafe.product("keju", category="Keju", list_price=201)
    cafe.product("mentega", category="Keju", list_price=300)
    for number in range(6):
        cafe.sale(f"more{number}", "2026-05-02", f"both{number}", "kopi", price=500)
        if number < 5:
            cafe.sale(f"y{number}", "2026-05-03", f"both{number}", "yoghurt", "keju")
        if number < 4:
            cafe.sale(f"g{number}", "2026-05-03", f"both{number}", "gula")
    cafe.connection.execute("delete from warehouse.intermediate.int_inventory where product_id in ('yoghurt')")
    assert offers(cafe, columns="kind, product_id, category") == [("product", "susu", "Susu")]
    cafe.insert("int_inventory", product_id="yoghurt", quantity=1)
    cafe.connection.execute("update warehouse.intermediate.int_products set list_price = 250 where name = 'Yoghurt'")
    cafe.product("es krim", category="Rak dingin", list_price=150)
    reason = "71.4 % of those who mostly buy Minuman buy Rak dingin too"
    assert offers(cafe, columns="kind, product_id, category, basis, reason")[1:] == [
        ("category", None, "Rak dingin", "bought_with_category", reason)
    ]
    assert cafe.query(
        "select * exclude (reason, confidence) from marts.fct_category_offers where category = 'Minuman'"
    ) == [
        ("Minuman", "Susu", 7, 6, 1, 100, 100, 1),
        ("Minuman", "Keju", 7, 5, 2, 201, 300, 2),
        ("Minuman", "Rak dingin", 7, 5, 2, 150, 250, 3),
    ]
    cafe.sale("cold", "2026-06-03", "ani", "yoghurt")
    cafe.sale("cold", "2026-06-03", "ani", "yoghurt", quantity=-1)
    assert [kind for (kind,) in offers(cafe, columns="kind")] == ["product"]


def test_the_dbt_test_sees_what_must_not_be_offered(cafe: Shop) -> None:
    cafe.product("susu", category="Susu", list_price=100)
    assert len(offers(cafe)) == 1
    table = "marts.marts.customer_recommendations"
    for fault in (
        "product_id = 'kopi'",
        "customer_id = 'nobody'",
        "price = 201",
        "reason = ''",
        "recommendation_rank = 2",
    ):
        cafe.build()
        cafe.connection.execute(f"update {table} set {fault}")
        assert len(cafe.failures("recommendations_can_be_sold")) == 1, fault
    cafe.build()
    cafe.connection.execute(f"update {table} set kind = 'category', product_id = null, category = 'Minuman'")
    assert len(cafe.failures("recommendations_can_be_sold")) == 1
    for fault in (
        "update warehouse.intermediate.int_stock set stock_quantity = 0",
        "update marts.marts.dim_products set is_sellable = false",
    ):
        cafe.build()
        cafe.connection.execute(fault)
        assert len(cafe.failures("recommendations_can_be_sold")) == 1, fault
