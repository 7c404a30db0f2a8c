"""Laws of who is who, on the identity layer alone: in whatever order and batches records come, with whatever versions
and deletions in between, the same customers with the same ids stand in the end; what links nobody never does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from compiled_identity import Compiled
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from identity_layer import Layer

FEW, MANY = 6, 150
PATIENT: dict[str, Any] = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "phases": (Phase.explicit, Phase.generate),
    "suppress_health_check": list(HealthCheck),
}
LIMIT = 5
"""Records of one source that may hold one value, as the project's variable `shared_value_limit` says."""

Record = dict[str, Any]

EMAILS = [None, None, "siti@surel.example", "budi@surel.example", "dewi@surel.example", "noemail@surel.example"]
PHONES = [None, None, "081234567801", "+62 812-3456-7801", "081234567802", "081234567803 / 081234567801", "0000000000"]
NAMES = [None, "Siti Rahma", "siti rahma", "Budi Santoso", "Hj. Siti Rahma", "Dewi"]
BIRTH_DATES = [None, None, dt.date(1990, 5, 17), dt.date(1985, 1, 2)]


@st.composite
def records(draw: Callable[..., Any]) -> Record:
    """A version of one of two dozen records of three sources; few values, so that many are shared."""
    number = draw(st.integers(0, 7))
    return {
        "record_id": f"{draw(st.sampled_from('abc'))}:{number}",
        "first_seen_at": dt.datetime(2025, 1, 1) + dt.timedelta(days=draw(st.integers(0, 5))),
        "updated_at": dt.datetime(2026, 1, 1),
        "full_name": draw(st.sampled_from(NAMES)),
        "email": draw(st.sampled_from(EMAILS)),
        "phone": draw(st.sampled_from(PHONES)),
        "birth_date": draw(st.sampled_from(BIRTH_DATES)),
    }


@st.composite
def lives(draw: Callable[..., Any]) -> list[list[tuple[str, Record]]]:
    """Two to four batches of what is put (a record, or a newer version of it) and what is taken."""
    step = st.tuples(st.sampled_from(["put", "put", "put", "put", "take"]), records())
    return draw(st.lists(st.lists(step, min_size=1, max_size=12), min_size=2, max_size=4))


def lived(compiled: Compiled, batches: list[list[tuple[str, Record]]]) -> Layer:
    """A layer that built after each batch."""
    layer = Layer(compiled)
    for batch in batches:
        for step, record in batch:
            if step == "put":
                layer.put(record)
            else:
                layer.take(record["record_id"])
        layer.build()
    return layer


def faults_of_a_life(compiled: Compiled, batches: list[list[tuple[str, Record]]]) -> list[str]:
    """Tables that differ between a life in batches and one build of what stands in the end."""
    ours, at_once = lived(compiled, batches), lived(compiled, [[step for batch in batches for step in batch]])
    mine, clean = ours.functional_tables(), at_once.functional_tables()
    present = set(ours.customers().values())
    faults = [name for name in clean if mine[name] != clean[name]]
    resolved = dict(ours.rows("idn_resolutions", "customer_id, present_customer_id"))
    faults += [f"{i} does not resolve to itself" for i in present if resolved[i] != i]
    faults += [f"{i} resolves to {now}, who is nobody" for i, now in resolved.items() if now not in {None, *present}]
    return faults + [f"{name}: {count} rows" for name, count in ours.faults().items()]


def test_batches_and_order_do_not_matter(compiled: Compiled) -> None:
    @settings(max_examples=FEW, **PATIENT)
    @given(batches=lives())
    def law(batches: list[list[tuple[str, Record]]]) -> None:
        assert faults_of_a_life(compiled, batches) == []

    law()


@pytest.mark.laws
def test_many_batches_and_orders_do_not_matter(compiled: Compiled) -> None:
    @settings(max_examples=MANY, **PATIENT)
    @given(batches=lives())
    def law(batches: list[list[tuple[str, Record]]]) -> None:
        assert faults_of_a_life(compiled, batches) == []

    law()


def record(record_id: str, day: int, **said: Any) -> Record:
    """A record first seen on this day of January 2025."""
    return {"record_id": record_id, "first_seen_at": dt.datetime(2025, 1, day), "full_name": "Siti Rahma", **said}


def test_an_unmerge_gives_the_old_ids_back(compiled: Compiled) -> None:
    layer = Layer(compiled)
    layer.put(record("a:1", 1, email="siti@surel.example"), record("b:2", 2, phone="081234567801"))
    layer.build()
    before = layer.customers()
    layer.put(record("b:2", 2, phone="081234567801", email="siti@surel.example"))
    layer.build()
    merged = layer.customers()
    layer.decide("never_link", "a:1", "b:2")
    layer.build(is_full=True)
    parted = layer.customers()
    layer.forget_decisions()
    layer.build(is_full=True)
    assert (len(set(before.values())), merged["a:1"]) == (2, merged["b:2"])
    assert (parted, layer.customers()) == (before, merged)
    kinds = layer.rows("idn_id_changes", "build_seq, kind, customer_id")
    assert kinds == [(2, "merged", before["b:2"]), (3, "restored", before["b:2"]), (4, "merged", before["b:2"])]


def chain(layer: Layer) -> set[frozenset[str]]:
    """A - B - C by an address and a telephone number, where A and C were born on different days; who is one person."""
    layer.put(
        record("a:1", 1, email="siti@surel.example", birth_date=dt.date(1990, 5, 17)),
        record("b:2", 2, email="siti@surel.example", phone="081234567801"),
        record("c:3", 3, phone="081234567801", birth_date=dt.date(1985, 1, 2)),
    )
    layer.build()
    return clusters(layer)


def clusters(layer: Layer) -> set[frozenset[str]]:
    """The records of each customer."""
    customers = layer.customers()
    return {frozenset(r for r, c in customers.items() if c == customer) for customer in customers.values()}


def test_a_chain_with_a_contradiction_is_cut_at_its_weakest_link(compiled: Compiled) -> None:
    layer = Layer(compiled)
    assert chain(layer) == {frozenset({"a:1", "b:2"}), frozenset({"c:3"})}
    assert layer.rows("idn_cut_links", "record_id, other_record_id, reason") == [("b:2", "c:3", "birth_date")]


@pytest.mark.parametrize(
    "shared", [{"phone": "0000000000"}, {"email": "noemail@surel.example"}, {"phone": "081234567801"}]
)
def test_a_placeholder_or_shared_value_never_merges(compiled: Compiled, shared: dict[str, str]) -> None:
    """The last one is a number that links two records, and that more than the limit of one source hold."""
    layer = Layer(compiled)
    for number in range(LIMIT + 1):
        layer.put(record(f"a:{number}", number + 1, **shared))
        layer.build()
    assert len(clusters(layer)) == LIMIT + 1


def test_a_number_that_few_share_links_until_many_do(compiled: Compiled) -> None:
    """Else the law before would hold of a layer that links nothing."""
    layer = Layer(compiled)
    for number in range(LIMIT + 1):
        assert number == 0 or len(clusters(layer)) == 1
        layer.put(record(f"a:{number}", number + 1, phone="081234567801"))
        layer.build()
    assert len(clusters(layer)) == LIMIT + 1
    layer.take("a:0")
    layer.build()
    assert len(clusters(layer)) == 1


def test_nobody_without_a_name_is_told_by_a_number_of_two_names(compiled: Compiled) -> None:
    """Even where an e-mail says that the two names are one person; the layer's own check agrees, and sees a fault."""
    layer = Layer(compiled)
    both = {"phone": "081234567801", "email": "siti@surel.example"}
    layer.put(
        record("a:1", 1, **both),
        {**record("b:2", 2, **both), "full_name": "Budi Santoso"},
        {**record("c:3", 3, phone="081234567801"), "full_name": None},
    )
    layer.build()
    assert clusters(layer) == {frozenset({"a:1", "b:2"}), frozenset({"c:3"})}
    assert layer.faults() == {}
    layer.connection.execute("update warehouse.identity.idn_customers set customer_id = 'x' where record_id = 'b:2'")
    assert layer.faults()["idn_shared_values_link"] == 2


def broken(compiled: Compiled, model: str, old: str, new: str) -> Compiled:
    """The layer with one rule broken in a model's SQL."""
    assert old in compiled.full[model]
    full, incremental = ({**sql, model: sql[model].replace(old, new)} for sql in (compiled.full, compiled.incremental))
    return replace(compiled, full=full, incremental=incremental)


def test_a_limit_that_is_not_asked_is_seen(compiled: Compiled) -> None:
    layer = Layer(broken(compiled, "idn_links", "coalesce(idn_values.can_link, false)", "true"))
    layer.put(*(record(f"a:{number}", number + 1, phone="081234567801") for number in range(LIMIT + 1)))
    layer.build()
    assert len(clusters(layer)) == 1


def test_birth_dates_that_are_not_compared_are_seen(compiled: Compiled) -> None:
    layer = Layer(broken(compiled, "idn_birth_dates", "trusted.birth_date_text is not null", "1 = 0"))
    assert chain(layer) == {frozenset({"a:1", "b:2", "c:3"})}


def test_a_build_that_forgets_the_component_is_seen(compiled: Compiled) -> None:
    """An older record leaves its person: who stays must get another id, though nobody touched the record."""
    forgetful = {
        **compiled.incremental,
        "idn_affected": "select record_id, cast(row_number() over (order by record_id) - 1 as bigint) as record_index"
        " from warehouse.identity.idn_touched_records",
    }
    first, second = record("a:1", 1, email="siti@surel.example"), record("b:2", 2, email="siti@surel.example")
    batches = [[("put", first), ("put", second)], [("put", record("a:1", 1, email="dewi@surel.example"))]]
    assert faults_of_a_life(compiled, batches) == []
    assert "idn_customers" in faults_of_a_life(replace(compiled, incremental=forgetful), batches)
