"""Columns that are new, missing or of another type: accepted, reported or refused, as the entity's policy says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from small_inbox import SmallInbox, small_inbox

from ingestion import drift
from ledgers.loads import Load


def told(inbox: SmallInbox, load: Load) -> list[str]:
    """What the policy wants to be told of the load."""
    return drift.reported(load, inbox.workspace.sources["shop"].entities["things"])


def put(inbox: SmallInbox, name: str, columns: dict[str, Any]) -> None:
    inbox.put(name, b"")
    pq.write_table(pa.table(columns), inbox.paths.inbox / name)


@pytest.mark.parametrize(
    ("policy", "status", "reported"),
    [
        ("accept", "landed", []),
        ("warn", "landed", ["undeclared column 'shade' was dropped"]),
        ("refuse", "refused", []),
    ],
)
def test_a_new_column(tmp_path: Path, policy: str, status: str, reported: list[str]) -> None:
    inbox = small_inbox(tmp_path, drift={"new": policy})
    load = inbox.land_one("c_20260601.csv", "a,b,shade\n1,x,red\n")
    assert (load.status, told(inbox, load)) == (status, reported)
    if status == "refused":
        assert load.reason == "c_20260601.csv, line 1: undeclared column 'shade' is present."


@pytest.mark.parametrize(
    ("policy", "status", "reported"),
    [("accept", "landed", []), ("warn", "landed", ["missing column 'c'"]), ("refuse", "refused", [])],
)
def test_a_missing_optional_column(tmp_path: Path, policy: str, status: str, reported: list[str]) -> None:
    inbox = small_inbox(tmp_path, drift={"missing": policy})
    assert told(inbox, inbox.land_one("c_20260601.csv", "a,b,c\n1,x,2\n")) == []
    load = inbox.land_one("c_20260602.csv", "a,b\n1,y\n")
    assert (load.status, told(inbox, load)) == (status, reported)
    if status == "refused":
        assert load.reason == "c_20260602.csv: column 'c' is missing, which load 1 had."
        mended = inbox.declared(drift={"missing": "warn"})
        assert [load.status for load in mended.land()] == ["landed"]


def test_a_changed_type_is_refused_unless_the_policy_says_otherwise(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path, format="parquet")
    put(inbox, "e_20260601.parquet", {"a": pa.array([1]), "b": pa.array([7])})
    put(inbox, "e_20260602.parquet", {"a": pa.array([2]), "b": pa.array(["8"])})
    assert [load.status for load in inbox.land()] == ["landed", "refused"]
    tolerant = inbox.declared(drift={"changed": "warn"})
    (load,) = tolerant.land()
    assert (load.status, told(tolerant, load)) == ("landed", ["changed column 'b' is VARCHAR, and was BIGINT"])
    assert tolerant.rows() == [(1, 7, None, 1, 1), (2, 8, None, load.load_seq, 1)]


@pytest.mark.parametrize("value", ["eight", "08"])
def test_a_value_that_the_former_type_would_lose_refuses_the_delivery(tmp_path: Path, value: str) -> None:
    inbox = small_inbox(tmp_path, format="parquet", drift={"changed": "accept"})
    put(inbox, "e_20260601.parquet", {"a": pa.array([1]), "b": pa.array([7])})
    put(inbox, "e_20260602.parquet", {"a": pa.array([2]), "b": pa.array([value])})
    assert [load.status for load in inbox.land()] == ["landed", "refused"]
    (load,) = inbox.refused()
    assert load.reason == "e_20260602.parquet: values of 1 rows cannot be read as before: 'b' as BIGINT."


MEMBERS: dict[str, Any] = {
    "format": "json_lines",
    "required": ["id"],
    "optional": ["buyer"],
    "types": {"total": "number"},
}
NEWS = '{"id":1,"buyer":{"city":"Solo"},"shade":"red","email":"-"}\n'


@pytest.mark.parametrize(
    ("policy", "status", "reported"),
    [
        ("accept", "landed", []),
        (
            "warn",
            "landed",
            [
                "undeclared member 'email' looks personal, and no purpose is declared",
                "undeclared member 'shade'",
                "missing member 'total'",
            ],
        ),
    ],
)
def test_members_of_records(tmp_path: Path, policy: str, status: str, reported: list[str]) -> None:
    inbox = small_inbox(tmp_path, **MEMBERS, drift={"new": policy, "missing": policy})
    load = inbox.land_one("e_20260601.jsonl", NEWS)
    assert (load.status, told(inbox, load)) == (status, reported)


@pytest.mark.parametrize(
    ("drift_", "reason"),
    [
        ({"new": "refuse"}, "undeclared members 'email', 'shade' are present"),
        ({"missing": "refuse"}, "promised member 'total' is in no record"),
    ],
)
def test_members_of_records_refuse_by_the_policy(tmp_path: Path, drift_: dict[str, str], reason: str) -> None:
    load = small_inbox(tmp_path, **MEMBERS, drift=drift_).land_one("e_20260601.jsonl", NEWS)
    assert (load.status, load.reason) == ("refused", f"e_20260601.jsonl: {reason}.")


def test_records_without_a_declared_member_have_no_drift(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path, format="json_lines", drift={"new": "refuse"})
    assert inbox.land_one("e_20260601.jsonl", NEWS).status == "landed"
