"""Windows, scores, ranks and value classes of hand-worked people."""

from __future__ import annotations

import pytest
from value_models import People

WINDOWS = ("30d", "90d", "365d", "lifetime")


def of_windows(people: People, customer: str, measure: str) -> tuple[float | None, ...]:
    return people.of("fct_customer_value", customer, *(f"{measure}_{window}" for window in WINDOWS))


def test_a_window_is_n_dates_that_end_on_as_of(people: People) -> None:
    """30 dates before and with 30 June begin on 1 June, 90 on 2 April, 365 on 1 July 2025; 1 July has not come."""
    people.known("edge")
    for date in ("2026-07-01", "2026-06-30", "2026-06-01", "2026-05-31", "2026-04-02", "2026-04-01", "2025-07-01"):
        people.bought("edge", date, 10)
    people.bought("edge", "2025-06-30", 10)
    people.build()
    assert of_windows(people, "edge", "net_revenue") == (20, 40, 60, 70)
    assert of_windows(people, "edge", "gross_revenue") == (20, 40, 60, 70)
    assert of_windows(people, "edge", "frequency") == (2, 4, 6, 7)
    assert of_windows(people, "edge", "kept_order_count") == (2, 4, 6, 7)
    assert people.of("fct_customer_value", "edge", "tenure_days", "recency_days") == (365, 0)


def test_a_return_counts_in_the_window_of_its_purchase_once_it_has_happened(people: People) -> None:
    people.known("returner", "early")
    people.bought("returner", "2025-06-30", 50)
    people.gave_back("returner", "2025-06-30", "2026-06-29", 20, kept_quantity=0)
    people.bought("returner", "2026-06-01", 50)
    people.gave_back("returner", "2026-06-01", "2026-07-01", 50, kept_order_count=-1)
    people.build()
    assert of_windows(people, "returner", "net_revenue") == (50, 50, 50, 80)
    assert of_windows(people, "returner", "return_rate") == (0, 0, 0, 0.2)
    assert of_windows(people, "returner", "average_order_value") == (50, 50, 50, 40)


def test_two_orders_of_a_day_are_one_purchase_date(people: People) -> None:
    people.known("twice")
    people.bought("twice", "2026-06-10", 30, kept_order_count=2, kept_quantity=5)
    people.bought("twice", "2026-06-10", 30, source="web_shop", channel="web", store_id="")
    people.build()
    assert of_windows(people, "twice", "frequency") == (1, 1, 1, 1)
    assert of_windows(people, "twice", "kept_order_count") == (3, 3, 3, 3)
    assert of_windows(people, "twice", "average_order_value") == (20, 20, 20, 20)
    assert of_windows(people, "twice", "items_per_order") == (2, 2, 2, 2)
    assert people.of("fct_customer_value", "twice", "monetary_value_365d") == (60,)
    assert people.rows("fct_customer_channels", "channel", "store_id", "kept_order_count_365d", "net_revenue_365d") == [
        ("store", "MLG", 2, 30),
        ("web", "", 1, 30),
    ]


def test_only_returns_nothing_and_a_pseudo_account_make_no_customer(people: People) -> None:
    people.known("only_returns", "nothing")
    people.known("umum", is_pseudo=True)
    people.gave_back("only_returns", "2026-06-01", "2026-06-01", 5)
    people.bought("umum", "2026-06-01", 900)
    people.build()
    found = people.rows(
        "fct_customer_value",
        "customer_id",
        "is_customer",
        "lifecycle",
        "net_revenue_365d",
        "rfm_segment",
        "value_class",
    )
    assert found == [
        ("nothing", False, "prospect", 0, None, None),
        ("only_returns", False, "prospect", -5, None, None),
        ("umum", False, None, 900, None, None),
    ]
    assert of_windows(people, "only_returns", "return_rate") == (None, None, None, None)
    assert of_windows(people, "nothing", "average_order_value") == (None, None, None, None)


def test_all_given_back_is_no_customer_any_more(people: People) -> None:
    people.known("undone")
    people.bought("undone", "2026-06-01", 50)
    people.gave_back("undone", "2026-06-01", "2026-06-05", 50, kept_order_count=-1, kept_quantity=-1)
    people.build()
    found = people.of(
        "fct_customer_value", "undone", "is_customer", "gross_revenue_30d", "net_revenue_30d", "return_rate_30d"
    )
    assert found == (False, 50, 0, 1)


def test_a_large_return_against_a_small_sale_has_a_rate(people: People) -> None:
    people.known("lopsided")
    people.bought("lopsided", "2026-06-01", 0.01)
    people.gave_back("lopsided", "2026-06-02", "2026-06-02", 2_000_000)
    people.build()
    assert of_windows(people, "lopsided", "return_rate")[0] == 200_000_000


def test_margin_is_null_where_a_cost_is_unknown(people: People) -> None:
    people.known("known", "unknown")
    people.bought("known", "2026-06-01", 90, gross_amount=100, seller_discount_amount=10, cost_amount=60)
    people.bought("unknown", "2026-06-01", 90, cost_amount=60)
    people.bought("unknown", "2026-01-01", 10, uncosted_line_count=1)
    people.build()
    assert of_windows(people, "known", "margin") == (30, 30, 30, 30)
    assert of_windows(people, "known", "discount_share") == (0.1, 0.1, 0.1, 0.1)
    assert of_windows(people, "unknown", "margin") == (30, 30, None, None)
    assert people.of("fct_customer_value", "unknown", "unit_cost_365d", "contribution_365d") == (None, None)


def ten_people(people: People) -> None:
    """Four bring 10, then 20, 30, 40, 70, 300 and 500; the later of them bought longer ago."""
    for number, amount in enumerate((10, 10, 10, 10, 20, 30, 40, 70, 300, 500)):
        people.known(f"p{number}")
        people.bought(f"p{number}", f"2026-06-{30 - number}", amount)


def test_equal_values_score_the_same_and_the_next_takes_its_rank(people: People) -> None:
    ten_people(people)
    people.build()
    found = people.rows(
        "fct_customer_value", "rfm_recency_score", "rfm_frequency_score", "rfm_monetary_score", order="customer_id"
    )
    assert found == [
        (5, 1, 1),
        (5, 1, 1),
        (4, 1, 1),
        (4, 1, 1),
        (3, 1, 3),
        (3, 1, 3),
        (2, 1, 4),
        (2, 1, 4),
        (1, 1, 5),
        (1, 1, 5),
    ]
    ranks = people.rows(
        "fct_customer_value", "revenue_rank_365d", "revenue_decile_365d", "is_top_80", order="customer_id"
    )
    assert ranks == [
        *((7, 7, False), (8, 7, False), (9, 7, False), (10, 7, False)),
        *((6, 6, False), (5, 5, False), (4, 4, False), (3, 3, False), (2, 2, True), (1, 1, True)),
    ]


def test_shares_add_up_to_one_whoever_brings_less_than_nothing(people: People) -> None:
    ten_people(people)
    people.known("loser", "zero")
    people.bought("loser", "2026-06-01", 10)
    people.gave_back("loser", "2026-06-02", "2026-06-02", 500)
    people.bought("zero", "2026-06-01", 0)
    people.known("umum", is_pseudo=True)
    people.bought("umum", "2026-06-01", 9_000)
    people.build()
    shares = people.rows(
        "fct_customer_value",
        "customer_id",
        "revenue_share_365d",
        "cumulative_revenue_share_365d",
        order="revenue_rank_365d",
    )
    assert shares[:2] == [("p9", 0.5, 0.5), ("p8", 0.3, 0.8)]
    assert [share for customer, share, _ in shares if customer in ("loser", "zero", "umum")] == [0, 0, None]
    assert max(cumulative for _, _, cumulative in shares if cumulative is not None) == 1
    assert sum(share for _, share, _ in shares if share is not None) == pytest.approx(1)
    assert people.of("fct_customer_value", "p8", "value_class") == ("drives",)
    assert people.of("fct_customer_value", "p7", "is_top_80") == (False,)


def test_nobody_brought_anything_and_there_are_no_shares(people: People) -> None:
    people.known("gift")
    people.bought("gift", "2026-06-01", 0)
    people.build()
    found = people.of("fct_customer_value", "gift", "revenue_share_365d", "cumulative_revenue_share_365d", "is_top_80")
    assert found == (None, None, False)


def test_every_score_has_one_segment(people: People) -> None:
    people.build()
    check = people.models.test_sql["rfm_segments_cover_all_scores"]
    assert people.connection.execute(check).fetchall() == []
    scores = "(recency_score, frequency_score, monetary_score)"
    for score, segment in {"(5, 5, 5)": "champions", "(1, 4, 5)": "cannot_lose", "(1, 4, 1)": "at_risk"}.items():
        found = f"select segment from warehouse.intermediate.int_rfm_segments where {scores} = {score}"
        assert people.connection.execute(found).fetchall() == [(segment,)]
    people.connection.execute("delete from warehouse.seeds.rfm_segments where segment = 'lost'")
    people.models.build(people.connection, "int_rfm_segments")
    assert people.connection.execute(check).fetchall() != []


def costly(people: People, customer: str, **row: float) -> None:
    """Half a year old, 100 a year ago to spend now."""
    people.known(customer)
    people.bought(customer, "2025-12-01", 100_000, **row)


def test_each_component_of_what_a_customer_costs(people: People) -> None:
    costly(people, "c", cost_amount=60_000)
    day = {"customer_id": "c", "order_date": "2025-12-01"}
    for order, row in {
        "paid": {"shipping_amount": 10_000},
        "generous": {"shipping_amount": 50_000},
        "counter": {"channel": "store"},
        "refused": {"status": "cancelled"},
        "unwanted": {"status": "cancelled"},
        "older": {"order_date": "2025-06-30", "shipping_amount": 0},
    }.items():
        people.insert("int_valued_orders", **({"order_id": order} | day | row))
        people.insert("int_orders", order_id=order, is_cash_on_delivery=order == "refused")
    for order, family, amount in (
        ("paid", "card", 100_000),
        ("counter", "qris", 10_000),
        ("refused", "card", 99),
        ("older", "card", 9),
    ):
        people.insert("int_payments", order_id=order, family=family, amount=amount)
    people.insert(
        "int_customer_event_days", customer_id="c", event_date="2026-01-01", kind="ticket_opened", interaction_count=2
    )
    people.insert("int_customer_event_days", customer_id="c", event_date="2026-01-01", kind="opened")
    people.insert("int_customer_event_days", customer_id="c", event_date="2025-06-30", kind="complaint_opened")
    people.insert("fct_receivables", customer_id="c", overdue_amount_31_60d=1_000, overdue_amount_over_90d=2_000)
    people.build()
    components = ("payment_fee", "shipping_cost", "failed_cod_cost", "service_cost")
    found = people.of(
        "fct_customer_value",
        "c",
        "unit_cost_365d",
        *(f"{of}_365d" for of in components),
        "expected_overdue_loss",
        "contribution_365d",
    )
    fees = 100_000 * 0.029 + 2_000 + 10_000 * 0.007
    assert found == (
        60_000,
        fees,
        8_000,
        40_000,
        30_000,
        1_100,
        100_000 - 60_000 - fees - 8_000 - 40_000 - 30_000 - 1_100,
    )
    counts = people.of("fct_customer_costs", "c", "failed_cod_count_365d", "ticket_count_365d")
    assert counts == (1, 2)


def test_value_classes_in_their_order(people: People) -> None:
    """One drives; of the peers of half a year the third quarter reaches 200, the middle one buys twice."""
    for customer, date, nets, cost in (
        ("driver", "2025-12-01", (100_000,), 1),
        ("loss", "2025-12-01", (100,), 101),
        ("more", "2025-12-01", (100,), 1),
        ("other", "2025-12-01", (50, 50), 1),
        ("enough", "2025-12-01", (100, 100), 1),
        ("steady", "2025-12-01", (100, 99), 1),
        ("unknown", "2025-12-01", (100, 110), None),
        ("new", "2026-05-01", (10,), 100),
    ):
        people.known(customer)
        for day, net in enumerate(nets):
            known = {"uncosted_line_count": 1} if cost is None else {"cost_amount": cost}
            people.bought(customer, f"{date[:8]}{day + 1:02}", net, **known)
        people.insert(
            "int_favourite_products", customer_id=customer, kept_product_count=1 if customer == "other" else 3
        )
    people.build()
    found = people.rows(
        "fct_customer_value", "customer_id", "value_class", "growth_route", "headroom_365d", "peer_net_revenue_365d"
    )
    assert found == [
        ("driver", "drives", None, 0, 210),
        ("enough", "steady", None, 10, 210),
        ("loss", "costs_more_than_it_brings", None, 110, 210),
        ("more", "can_grow", "buy_more", 110, 210),
        ("new", "not_judged", None, None, None),
        ("other", "can_grow", "buy_other", 110, 210),
        ("steady", "steady", None, 11, 210),
        ("unknown", "not_judged", None, 0, 210),
    ]


def test_too_few_peers_give_no_headroom(people: People) -> None:
    for customer in ("a", "b"):
        people.known(customer)
        people.bought(customer, "2025-12-01", 100, cost_amount=1)
    people.build()
    assert people.rows("fct_customer_value", "tenure_band", "headroom_365d") == [(None, None), (None, None)]
