"""Pairs of products: worked out by hand, and against mlxtend on the same baskets."""

from __future__ import annotations

from decimal import Decimal

import pytest
from product_models import ProductModels, Shop

D = Decimal
COLUMNS = (
    "pair_count, product_a_count, product_b_count, basket_count, support, confidence_a_to_b, confidence_b_to_a, lift"
)


def pairs(shop: Shop, basis: str, window: str, columns: str = COLUMNS) -> list[tuple[object, ...]]:
    """Ids of the pairs, and some columns."""
    return shop.query(
        f"select product_a_id, product_b_id, {columns} from marts.fct_product_affinity"
        f" where basis = '{basis}' and window_name = '{window}' order by 1, 2"
    )


def fill(shop: Shop) -> None:
    """kopi+susu three times (once of nobody), kopi alone, susu+teh two years ago; what came back is not kept."""
    for product in ("kopi", "susu", "teh", "gula"):
        shop.product(product)
    shop.insert("service_products", code="POST", reason="postage")
    for who in ("ani", "budi"):
        shop.customer(who)
    shop.sale("1", "2026-06-01", "ani", "kopi", "susu", "post")
    shop.sale("2", "2026-06-02", "budi", "susu", "kopi")
    shop.sale("3", "2026-06-03", None, "kopi", "susu")
    shop.sale("4", "2026-06-04", "ani", "kopi", "gula")
    shop.sale("5", "2026-06-05", "ani", "gula", quantity=-1, of="4", value_date="2026-06-04")
    shop.sale("6", "2024-06-06", "budi", "susu", "teh")
    shop.sale("7", "2026-07-01", "ani", "teh", "kopi")


def test_pairs_by_order_and_window(other_rules: ProductModels) -> None:
    shop = Shop(other_rules)
    fill(shop)
    shop.build()
    # Of four baskets in the year, three hold both; a: 4 with kopi, b: 3 with susu. 3 * 4 / (4 * 3) = 1.
    assert pairs(shop, "order", "365d") == [("kopi", "susu", 3, 4, 3, 4, D("0.75"), D("0.75"), D(1), D(1))]
    # Of five ever, three hold both; susu is in 4 and teh in 1: 1 * 5 / 4 = 1.25. 3 * 5 / (4 * 4) = 0.9375.
    assert pairs(shop, "order", "lifetime") == [
        ("kopi", "susu", 3, 4, 4, 5, D("0.6"), D("0.75"), D("0.75"), D("0.9375")),
        ("susu", "teh", 1, 4, 1, 5, D("0.2"), D("0.25"), D(1), D("1.25")),
    ]


def test_pairs_by_customer(other_rules: ProductModels) -> None:
    """Ani has kopi and susu, Budi those and teh: nobody else is a person, and gula came back."""
    shop = Shop(other_rules)
    fill(shop)
    shop.build()
    assert pairs(shop, "customer", "lifetime", "pair_count, basket_count, lift") == [
        ("kopi", "susu", 2, 2, D(1)),
        ("kopi", "teh", 1, 2, D(1)),
        ("susu", "teh", 1, 2, D(1)),
    ]
    assert pairs(shop, "customer", "365d", "pair_count, basket_count, lift") == [("kopi", "susu", 2, 2, D(1))]


@pytest.mark.parametrize(("together", "found"), [(5, 1), (4, 0)])
def test_four_baskets_are_an_accident(shop: Shop, together: int, found: int) -> None:
    """Both products are in five baskets; five or four times together."""
    shop.product("kopi")
    shop.product("susu")
    for number in range(together):
        shop.sale(f"both{number}", "2026-06-01", None, "kopi", "susu")
    shop.sale("kopi", "2026-06-01", None, "kopi")
    shop.sale("susu", "2026-06-01", None, "susu")
    shop.build()
    assert len(pairs(shop, "order", "365d")) == found


def test_support_has_a_floor(other_rules: ProductModels) -> None:
    """A hundredth of two hundred baskets is two: a+b twice are a pair, c+d once are none."""
    shop = Shop(other_rules)
    for product in "abcde":
        shop.product(product)
    for order in range(197):
        shop.sale(str(order), "2026-06-01", None, "e")
    for order, products in (("x", "abcd"), ("y", "ab"), ("z", "cd")):
        shop.sale(order, "2026-06-01", None, *products)
    shop.sale("z2", "2026-06-01", None, "cd"[0], quantity=-1, of="z", value_date="2026-06-01")
    shop.build()
    assert pairs(shop, "order", "365d", "pair_count, basket_count, support") == [("a", "b", 2, 200, D("0.01"))]


def test_only_the_most_bought_are_paired(other_rules: ProductModels) -> None:
    """Thirty at most here: of thirty-one that are equally often together, the last by id is left out."""
    shop = Shop(other_rules)
    products = [f"p{number:02d}" for number in range(31)]
    shop.sale("all", "2026-06-01", None, *products)
    shop.build()
    found = pairs(shop, "order", "365d", "pair_count")
    assert len(found) == 30 * 29 // 2
    assert "p30" not in {b for _, b, _ in found}


def test_pairs_are_those_of_mlxtend(other_rules: ProductModels) -> None:
    """Two hundred baskets by a fixed rule, one per cent support: the same pairs with the same numbers."""
    import pandas as pd
    from mlxtend.frequent_patterns import association_rules, fpgrowth
    from mlxtend.preprocessing import TransactionEncoder

    shop = Shop(other_rules)
    baskets = [sorted({f"p{(n * k + k * k) % 23:02d}" for k in range(1, 2 + n % 5)}) for n in range(200)]
    for number, basket in enumerate(baskets):
        shop.sale(str(number), "2026-06-01", None, *basket)
    shop.build()

    encoder = TransactionEncoder().fit(baskets)
    frame = pd.DataFrame(encoder.transform(baskets), columns=encoder.columns_)
    found = fpgrowth(frame, min_support=0.01, use_colnames=True, max_len=2)
    rules = association_rules(found, metric="support", min_threshold=0.01)
    theirs = {
        (*rule.antecedents, *rule.consequents): (round(rule.support, 6), round(rule.confidence, 6), round(rule.lift, 6))
        for rule in rules.itertuples()
    }
    ours = {}
    for a, b, support, there, back, lift in pairs(
        shop, "order", "lifetime", "support, confidence_a_to_b, confidence_b_to_a, lift"
    ):
        ours[a, b] = tuple(round(float(str(x)), 6) for x in (support, there, lift))
        ours[b, a] = tuple(round(float(str(x)), 6) for x in (support, back, lift))
    assert len(ours) > 100
    assert ours == theirs
