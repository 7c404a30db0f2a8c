"""With trained weights too, records that come in batches, change and go leave what one build of them all would make."""

from __future__ import annotations

import datetime as dt
import random
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from compiled_identity import Compiled
from identity_layer import Layer

from matching.records import prepare
from matching.training import train

PEOPLE = 100
FIRST = ("Agus", "Bayu", "Citra", "Dewi", "Eka", "Fitri", "Hendra", "Joko", "Lestari", "Maya", "Putri", "Rina", "Yudi")
LAST = ("Gunawan", "Halim", "Hidayat", "Kusuma", "Lubis", "Nugraha", "Pratama", "Santoso", "Siregar", "Wijaya")
CITIES = ("Bandung", "Malang", "Medan", "Solo", "Surabaya")


def people() -> list[list[dict[str, Any]]]:
    """Each one's two records, which share no address or number: the second is misspelt, or its names exchanged."""
    chance = random.Random(11)  # noqa: S311
    found = []
    for number in range(PEOPLE):
        first, last, city = chance.choice(FIRST), chance.choice(LAST), chance.choice(CITIES)
        born = dt.date(1960, 1, 1) + dt.timedelta(days=chance.randrange(15_000))
        misspelt = f"{last} {first}" if number % 2 else f"{first} {last[:-1]}"
        both = {"birth_date": born, "place": city}
        address = f"{first}.{last}{number}".lower()
        found.append(
            [
                {
                    **_seen(f"a:{number}", number),
                    **both,
                    "full_name": f"{first} {last}",
                    "email": f"{address}@a.example",
                },
                {**_seen(f"b:{number}", number), **both, "full_name": misspelt, "email": f"{address}@b.example"},
            ]
        )
    return found


def _seen(record_id: str, number: int) -> dict[str, Any]:
    return {"record_id": record_id, "first_seen_at": dt.datetime(2025, 1, 1) + dt.timedelta(days=number)}


@pytest.fixture(scope="module")
def weights(compiled: Compiled, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """Digest and folder of what the records teach."""
    folder = tmp_path_factory.mktemp("weights")
    layer = lived(compiled, [[record for person in people() for record in person]])
    prepare(layer.connection, layer.relation("idn_matchable_records"), "taught", temporary=True)
    artefact = train(layer.connection, "taught")
    artefact.save(folder)
    return artefact.digest, folder


def lived(compiled: Compiled, batches: list[list[dict[str, Any]]], weights: tuple[str, Path] | None = None) -> Layer:
    """A layer that built after each batch; a record without a name is taken."""
    layer = Layer(compiled)
    if weights:
        layer.connection.execute("insert into raw._trained_weights values (?, ?)", [weights[0], str(weights[1])])
    for batch in batches:
        for record in batch:
            if "full_name" in record:
                layer.put(record)
            else:
                layer.take(record["record_id"])
        layer.build()
    return layer


def test_batches_are_a_rebuild(compiled: Compiled, weights: tuple[str, Path]) -> None:
    """The second records come later, one of them changes its name for good, one is taken, and one comes back."""
    everybody = people()
    renamed = {**everybody[3][1], "full_name": "Somebody Else", "birth_date": None}
    batches = [
        [first for first, _ in everybody],
        [second for _, second in everybody[: PEOPLE // 2]],
        [second for _, second in everybody[PEOPLE // 2 :]] + [renamed, {"record_id": "b:4"}, {"record_id": "a:5"}],
        [everybody[5][0]],
    ]
    ours, at_once = lived(compiled, batches, weights), lived(compiled, [list(chain(*batches))], weights)
    mine, clean = ours.functional_tables(), at_once.functional_tables()
    assert [name for name in clean if mine[name] != clean[name]] == []
    assert ours.faults() == {}
    scored = {(left, right) for left, right in ours.rows("idn_match_scores", "left_id, right_id")}
    assert {("a:5", "b:5"), ("a:90", "b:90")} <= scored
    assert not {("a:3", "b:3"), ("a:4", "b:4")} & scored
    told_apart = len(set(lived(compiled, batches).customers().values()))
    assert len(set(ours.customers().values())) < told_apart - PEOPLE // 2
