"""Parquet: declared columns with their types, and damage found while landing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from small_inbox import SmallInbox, small_inbox

from ingestion.column_types import kind_of


@pytest.fixture
def inbox(tmp_path: Path) -> SmallInbox:
    return small_inbox(tmp_path, format="parquet")


def put(inbox: SmallInbox, name: str, columns: dict[str, pa.Array]) -> None:
    pq.write_table(pa.table(columns), inbox.paths.inbox / name)


def test_types_are_kept(inbox: SmallInbox) -> None:
    put(
        inbox,
        "e_20260601.parquet",
        {"b": pa.array([dt.datetime(2026, 1, 2)]), "a": pa.array([1]), "c": pa.array([[{"x": 1}]]), "d": pa.array([1])},
    )
    (load,) = inbox.land()
    assert load.columns == (("a", "BIGINT"), ("b", "TIMESTAMP"), ("c", "STRUCT(x BIGINT)[]"))
    assert load.warnings == ("undeclared column 'd' was dropped",)
    assert inbox.rows() == [(1, dt.datetime(2026, 1, 2), [{"x": 1}], 1, 1)]


def test_lines_are_the_records_ordinals(inbox: SmallInbox) -> None:
    put(inbox, "e_20260601.parquet", {"a": pa.array([5, 6]), "b": pa.array(["x", "y"])})
    inbox.land()
    assert inbox.rows() == [(5, "x", None, 1, 1), (6, "y", None, 1, 2)]


def test_a_column_of_no_type_is_null_like_an_absent_one(inbox: SmallInbox) -> None:
    put(inbox, "e_20260601.parquet", {"a": pa.array([1]), "b": pa.nulls(1)})
    put(inbox, "e_20260602.parquet", {"a": pa.array([1]), "b": pa.array(["x"])})
    assert [load.columns for load in inbox.land()] == [
        (("a", "BIGINT"),),
        (("a", "BIGINT"), ("b", "VARCHAR")),
    ]
    assert inbox.rows() == [(1, None, None, 1, 1), (1, "x", None, 2, 1)]


def test_a_missing_column_is_refused(inbox: SmallInbox) -> None:
    put(inbox, "e_20260601.parquet", {"a": pa.array([1])})
    assert inbox.land()[0].reason == ("e_20260601.parquet: required column 'b' is missing; the header has 'a'.")


def test_a_repeated_column_is_refused(inbox: SmallInbox) -> None:
    pq.write_table(pa.table([pa.array([1])] * 3, names=["a", "b", "b"]), inbox.paths.inbox / "e_20260601.parquet")
    assert inbox.land()[0].reason == "e_20260601.parquet: column 'b' appears twice in the header."


def test_a_column_of_another_kind_is_refused(inbox: SmallInbox) -> None:
    put(inbox, "e_20260601.parquet", {"a": pa.array([1], pa.int32()), "b": pa.array(["x"])})
    put(inbox, "e_20260602.parquet", {"a": pa.array([1], pa.int64()), "b": pa.array([7])})
    put(inbox, "e_20260603.parquet", {"a": pa.array([2], pa.int64()), "b": pa.array(["y"])})
    assert [load.status for load in inbox.land()] == ["landed", "refused", "landed"]
    (refused,) = [load for load in inbox.refused() if load.load_seq == 2]
    assert refused.reason == "e_20260602.parquet: column 'b' is BIGINT, and was VARCHAR in load 1."
    assert refused.mend == "Deliver it with its former type, or declare the new deliveries as an entity of their own."
    assert inbox.rows() == [(1, "x", None, 1, 1), (2, "y", None, 3, 1)]


@pytest.mark.parametrize(
    ("one", "other", "are_alike"),
    [
        ("INTEGER", "UBIGINT", True),
        ("DECIMAL(18,2)", "DOUBLE", True),
        ("DATE", "TIMESTAMP", True),
        ("TIMESTAMP", "TIMESTAMP WITH TIME ZONE", False),
        ("VARCHAR", "BIGINT", False),
        ("STRUCT(x BIGINT)", "STRUCT(x INTEGER)", False),
    ],
)
def test_kinds(one: str, other: str, are_alike: bool) -> None:
    assert (kind_of(one) == kind_of(other)) is are_alike


@pytest.mark.parametrize("cut", ["head", "tail", "pages"])
def test_damage_is_refused(inbox: SmallInbox, cut: str) -> None:
    put(inbox, "e_20260601.parquet", {"a": pa.array(range(1000)), "b": pa.array([str(n) for n in range(1000)])})
    file = inbox.paths.inbox / "e_20260601.parquet"
    whole = file.read_bytes()
    damaged = {"head": whole[:100], "tail": whole[100:], "pages": whole[:4] + b"\xff" * 400 + whole[404:]}
    file.write_bytes(damaged[cut])
    (load,) = inbox.land()
    assert load.status == "refused"
    assert load.reason == "e_20260601.parquet: it cannot be read as Parquet; it is damaged or cut off."
    assert load.mend == "Deliver it again."


def test_an_empty_file_is_refused(inbox: SmallInbox) -> None:
    assert inbox.land_one("e_20260601.parquet", b"").reason == "e_20260601.parquet: the file is empty."
