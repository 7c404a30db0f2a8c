"""Codes: given once, to one person, remembered; matched with the orders that name them."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from compiled_models import AS_OF, insert
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from voucher_layer import BY, LOG, OFFERS, Till

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXY"
LATER = "2026-07-01"
OPEN = "2026-12-31"
FREE = BY["free"]


def is_well_made(code: str) -> bool:
    """Whether the last sign is the check of the nine before it, by the formula of the docs."""
    drawn = [SIGNS.index(sign) for sign in code.split("-", 1)[1].replace("-", "")]
    return sum(weight * value for weight, value in enumerate(drawn[:9], start=2)) % 31 == drawn[9]


def test_everybody_who_may_be_written_to_has_a_code_of_their_own(till: Till) -> None:
    many = [f"c{i:04d}" for i in range(100)]
    till.people(*many)
    codes = till.build({FREE: many})
    assert len(codes) == len(set(codes.values())) == 100
    assert all(re.fullmatch(rf"FREE-[{SIGNS}]{{5}}-[{SIGNS}]{{5}}", code) for code in codes.values())
    assert all(map(is_well_made, codes.values()))
    code = codes["free", "c0000"]
    # one wrong sign, and two neighbours in the wrong order
    for place in range(9):
        drawn = list(code[5:].replace("-", ""))
        for sign in set(SIGNS) - {drawn[place]}:
            assert not is_well_made("X-" + "".join([*drawn[:place], sign, *drawn[place + 1 :]]))
        if drawn[place] != drawn[place + 1]:
            drawn[place], drawn[place + 1] = drawn[place + 1], drawn[place]
            assert not is_well_made("X-" + "".join(drawn))


def test_nobody_else_has_one(till: Till) -> None:
    till.people("ani", "budi")
    # Budi is in an audience without an offer; Ani is held out.
    assert set(till.build({FREE: ["ani"], "recent_buyers": ["budi"]})) == {("free", "ani")}
    till.connection.execute(f"delete from {LOG}")
    assert till.build({FREE: ["ani"]}, reason="held_out") == {}


def test_two_people_never_hold_one_code(till: Till) -> None:
    # What one person would draw first was given already: the next draw counts.
    till.people("ani")
    first = till.build({FREE: ["ani"]})["free", "ani"]
    till.connection.execute(f"update {LOG} set customer_id = 'budi'")
    till.people("budi")
    again = till.build({FREE: ["ani"]})["free", "ani"]
    assert again != first
    assert is_well_made(again)


def test_a_code_stays_until_its_days_are_over(till: Till) -> None:
    """Given on 30 June; the file of 6 July tells of it, so that it is good to 20 July, fourteen dates."""
    till.people("ani", unit_cost_365d=50, net_revenue_365d=100)
    win_back = {BY["ten"]: ["ani"]}
    code = till.build(win_back)["ten", "ani"]
    assert till.status(code) == ("issued", "2026-07-14", None)
    # It waits for its file, and its days with it.
    assert till.build(win_back, "2026-07-06") == {("ten", "ani"): code}
    assert till.status(code)[1] == "2026-07-20"
    till.written(BY["ten"], "ani", "2026-07-06", sent="2026-07-07 02:00:00")
    assert till.build({}, "2026-07-10") == {("ten", "ani"): code}
    assert till.build(win_back, "2026-07-19") == {("ten", "ani"): code}
    assert till.status(code) == ("issued", "2026-07-20", None)
    assert till.build(win_back, "2026-07-20") == {}
    assert till.status(code)[0] == "expired"
    # Thirty days after the file the next one is due, and not before.
    assert till.build(win_back, "2026-08-04") == {}
    assert till.build(win_back, "2026-08-05")["ten", "ani"] != code
    assert till.rows(f"select issue_number from {LOG} order by 1") == [(1,), (2,)]


def test_a_file_that_nobody_sent_is_followed_by_another(till: Till) -> None:
    till.people("ani")
    code = till.build({FREE: ["ani"]})["free", "ani"]
    till.written(FREE, "ani", AS_OF, until="2026-07-08")
    till.build({FREE: ["ani"]}, "2026-07-05")
    assert till.status(code)[1] == "2026-07-30"  # the file still stands
    till.build({FREE: ["ani"]}, "2026-08-15")
    assert till.status(code)[:2] == ("issued", "2026-09-14")  # it ended unsent, and the person is in the next
    till.build({}, "2026-08-15")
    assert till.status(code)[:2] == ("expired", "2026-07-30")  # or is not


def test_an_offer_with_dates_is_given_once_a_season(till: Till) -> None:
    till.people("ani", "late", unit_cost_365d=50, net_revenue_365d=100, average_order_value_365d=100_000)
    cart = BY["tea"]
    code = till.build({cart: ["ani"]})["tea", "ani"]
    assert till.status(code)[:2] == ("issued", "2026-07-15")
    assert till.build({cart: ["ani", "late"]}, "2026-07-15") == {}  # over: neither the old one nor a new one
    till.connection.execute(f"update {LOG} set valid_until_date = '2026-06-29'")
    assert till.build({cart: ["ani"]}, "2026-07-01")["tea", "ani"] != code  # another season's


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, ("redeemed", "o1")),
        ({"customer_id": None}, ("redeemed", "o1")),
        ({"customer_id": "budi"}, ("redeemed_by_another", "o1")),
        ({"date": "2026-07-30"}, ("redeemed", "o1")),
        ({"date": "2026-07-31"}, ("redeemed_late", "o1")),
        ({"gross_amount": 100_000}, ("redeemed", "o1")),
        ({"gross_amount": "99999.99"}, ("redeemed_below_minimum", "o1")),
        ({"is_fulfilled": False}, ("expired", None)),
        ({"date": "2026-08-02"}, ("expired", None)),  # after as_of
    ],
)
def test_a_code_is_matched_with_its_order(till: Till, told: dict[str, Any], expected: tuple[Any, ...]) -> None:
    till.people("ani", "budi", unit_cost_365d=50, net_revenue_365d=100)
    birthday = {BY["off"]: ["ani"]}
    code = till.build(birthday)["off", "ani"]
    till.written(BY["off"], "ani", AS_OF, until=OPEN)
    # as people type it: OIL looks like 011
    order = {"customer_id": "ani", "date": LATER, **told}
    till.order("o1", f" {code.replace('-', ' ').lower().replace('oil', '0i1')}", **order)
    assert till.build(birthday, "2026-08-01") == {}
    status, _, order_id = till.status(code)
    assert (status, order_id) == expected
    counted = till.offer("off", "issued_count", f"{expected[0]}_count", "open_count", "unknown_code_count")
    assert counted == (1, 1, 0, 0)


def test_the_order_that_kept_the_terms_decides(till: Till) -> None:
    till.people("ani", "budi")
    code = till.build({FREE: ["ani"]})["free", "ani"]
    till.written(FREE, "ani", AS_OF, until=OPEN)
    till.order("stolen", code, "budi", "2026-07-01")
    till.order("own", code, "ani", "2026-07-03")
    till.order("typo", "FREE-00000-00001", "ani", "2026-07-03")
    till.order("public", "LEBARAN", "ani", "2026-07-03")
    insert(till.connection, "dim_products", {"product_id": "tea", "unit_cost": 40_000})
    for order_id in ("own", "stolen"):
        line = {"order_line_id": order_id, "value_order_id": order_id, "product_id": "tea", "quantity": 2}
        insert(till.connection, "fct_order_lines", {**line, "is_counted": True})
    till.build({}, "2026-07-10")
    assert till.status(code) == ("redeemed", "2026-07-30", "own")
    told = till.offer(
        "free", "redeemed_count", "reused_count", "unknown_code_count", "net_revenue", "cost_amount", "margin"
    )
    assert tuple(map(int, told)) == (1, 1, 1, 135_000, 10_000, 45_000)
    till.connection.execute("update marts.marts.dim_products set unit_cost = null")
    till.build({}, "2026-07-10")
    assert till.offer("free", "margin") == (None,)


def test_a_merge_keeps_one_code_and_forgets_none(till: Till) -> None:
    till.people("ani", "ani_twice")
    codes = till.build({FREE: ["ani", "ani_twice"]})
    told = codes["free", "ani_twice"]
    till.written(FREE, "ani_twice", AS_OF, until=OPEN)
    till.merge("ani_twice", "ani")
    after = till.build({FREE: ["ani"]}, LATER)
    assert set(after) == {("free", "ani")}
    assert after["free", "ani"] in codes.values()
    assert len(till.rows(f"select * from {LOG}")) == 2
    till.order("o1", told, "ani", "2026-07-02")  # whichever they show is theirs
    till.build({}, "2026-07-03")
    assert till.status(told)[0] == "redeemed"


builds = st.lists(
    st.tuples(
        st.sets(st.sampled_from(["a", "b", "c", "d", "e"])),
        st.sampled_from([None, ("a", "b"), ("c", "a"), ("d", "e")]),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


@given(builds)
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_code_is_never_given_twice_and_nobody_gets_two_in_a_period(till: Till, builds: list[Any]) -> None:
    for table in ("customer_360", "dim_customer_ids"):
        till.connection.execute(f"delete from marts.marts.{table}")
    till.connection.execute("delete from warehouse.staging.stg_written_people")
    till.connection.execute(f"delete from {LOG}")
    till.people("a", "b", "c", "d", "e", unit_cost_365d=50, net_revenue_365d=100)
    present = {p: p for p in "abcde"}
    held: dict[str, str] = {}
    for day, (chosen, merged, is_told) in enumerate(builds, start=1):
        as_of = f"2026-07-{day:02d}"
        if merged and all(present[p] == p for p in merged):
            till.merge(*merged)
            present = {p: merged[1] if q == merged[0] else q for p, q in present.items()}
        eligible = sorted(p for p in chosen if present[p] == p)
        codes = till.build({FREE: eligible, BY["ten"]: eligible}, as_of)
        if is_told:
            for person in eligible:
                till.written(FREE, person, as_of, until=OPEN)
                till.written(BY["ten"], person, as_of, until=OPEN)
        log = till.rows(f"select code, customer_id, offer from {LOG}")
        assert len({code for code, _, _ in log}) == len(log)
        assert len({(offer, person) for _, person, offer in log}) == len(log)  # six days: one period
        for code, person, _ in log:
            assert held.setdefault(code, person) == person
        assert {person for offer, person in codes if offer == "free"} >= set(eligible)
        again = till.rows("select * from marts.eligibility.elg_vouchers order by code")
        till.build({FREE: eligible, BY["ten"]: eligible}, as_of)
        assert till.rows("select * from marts.eligibility.elg_vouchers order by code") == again


@pytest.mark.parametrize(
    ("offer", "profile", "is_given"),
    [
        # ten of a hundred off leaves 90; a quarter of that is 22.50, so that goods may cost 67.50
        ("ten", {"unit_cost_365d": "67.50", "net_revenue_365d": 100}, True),
        ("ten", {"unit_cost_365d": "67.51", "net_revenue_365d": 100}, False),
        # 20,000 off 100,000, the minimum, leaves 80,000 and 20,000 of margin: 60 per cent
        ("off", {"unit_cost_365d": "60.00", "net_revenue_365d": 100, "average_order_value_365d": 5_000}, True),
        ("off", {"unit_cost_365d": "60.01", "net_revenue_365d": 100, "average_order_value_365d": 5_000}, False),
        # a larger basket bears more
        ("off", {"unit_cost_365d": "60.01", "net_revenue_365d": 100, "average_order_value_365d": 200_000}, True),
        # a gift of 10,000 with a basket of 25,000 is 40 per cent of it; 10 must be left
        ("tea", {"unit_cost_365d": 50, "net_revenue_365d": 100, "average_order_value_365d": 25_000}, True),
        ("tea", {"unit_cost_365d": 50, "net_revenue_365d": 100, "average_order_value_365d": "24999"}, False),
        # without a floor nobody asks
        ("free", {}, True),
        # nobody's cost is known
        ("ten", {}, False),
    ],
)
def test_an_offer_keeps_its_margin_floor(till: Till, offer: str, profile: dict[str, Any], is_given: bool) -> None:
    till.people("ani", **profile)
    codes = till.build({BY[offer]: ["ani"]})
    assert set(codes) == ({(offer, "ani")} if is_given else set())
    assert till.offer(offer, "withheld_count") == (0 if is_given else 1,)


def test_who_bought_nothing_yet_is_judged_by_everybody(till: Till) -> None:
    till.people("ani", unit_cost_365d=60, net_revenue_365d=100, kept_order_count_lifetime=1)
    till.people("new")
    assert ("ten", "new") in till.build({BY["ten"]: ["new"]})
    till.connection.execute("update marts.marts.customer_360 set unit_cost_365d = 90 where customer_id = 'ani'")
    till.people("newer")
    assert ("ten", "newer") not in till.build({BY["ten"]: ["newer"]})


def test_the_file_tells_of_the_code_and_else_has_the_fallback(till: Till) -> None:
    till.people("ani", "budi", name_to_call="A")
    told = till.connection.execute
    routes = "channel varchar, purpose varchar, contact_point varchar, email varchar, phone varchar, consent_id varchar"
    told(
        f"create or replace table marts.eligibility.elg_contact_routes (customer_id varchar, {routes},"
        " consented_at timestamp, is_shared boolean default false)"
    )
    for person in ("ani", "budi"):
        told(
            "insert into marts.eligibility.elg_contact_routes (customer_id, channel, purpose, contact_point)"
            " values (?, 'email', 'marketing', ?)",
            [person, f"{person}@example.com"],
        )
    codes = till.build({"tea_party": ["ani", "budi"]})
    till.order("o1", codes["free", "budi"], "budi", AS_OF)
    assert till.build({"tea_party": ["ani", "budi"]}) == {("free", "ani"): codes["free", "ani"]}
    audiences = [name for name in till.compiled.sql if name.startswith("aud_")]
    till.compiled.build(till.connection, *audiences, "elg_audience_rules", "elg_members")
    found = till.rows("select customer_id, cast(fields as varchar) from marts.eligibility.elg_members order by 1")
    code = codes["free", "ani"]
    assert [(person, list(json.loads(fields).items())) for person, fields in found] == [
        ("ani", [("voucher_code", code), ("name_to_call", "A"), ("valid_until", "2026-07-30")]),
        ("budi", [("voucher_code", "ask us"), ("name_to_call", "A"), ("valid_until", "-")]),
    ]


def test_a_treatment_may_choose_the_offer(till: Till) -> None:
    till.people("ani", treatment_offer="free")
    till.people("budi")
    assert set(till.build({"top_customers": ["ani", "budi"], FREE: ["ani"]})) == {("free", "ani")}
    assert till.rows(f"select audience from {LOG}") == [(min("top_customers", FREE),)]
    assert OFFERS["free"].title == till.offer("free", "title")[0]
