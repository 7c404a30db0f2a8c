"""Invariant 1: per load, raw = current + superseded + duplicate + quarantined."""

from __future__ import annotations

from .conftest import Reference


def lost_rows(landed: dict[int, int], fates: dict[int, int]) -> dict[int, int]:
    """Load -> rows that landed and have no fate (negative: fates without a row)."""
    lost = {load: landed.get(load, 0) - fates.get(load, 0) for load in landed.keys() | fates.keys()}
    return {load: rows for load, rows in lost.items() if rows}


def test_every_landed_row_has_one_fate(reference: Reference) -> None:
    landed = {load.load_seq: load.row_count for load in reference.loads}
    told = "select _load_seq, cast(sum(row_count) as bigint) from warehouse.staging.stg_row_fates group by _load_seq"
    assert landed
    assert lost_rows(landed, dict(reference.first.query(told))) == {}


def test_a_row_without_a_fate_is_seen() -> None:
    assert lost_rows({1: 10, 2: 5}, {1: 9, 2: 5}) == {1: 1}
    assert lost_rows({1: 10}, {1: 10, 2: 1}) == {2: -1}
