"""Laws of who is who, on the identity layer alone: in whatever order and batches records come, with whatever versions
and deletions in between, the same customers with the same ids stand in the end; what links nobody never does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from compiled_identity import Compiled, compile_layer
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


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    """The layer as dbt compiles it."""
    return compile_layer(tmp_path_factory.mktemp("identity_layer"))


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
    return faults


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
