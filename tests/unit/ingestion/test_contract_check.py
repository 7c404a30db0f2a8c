"""A delivery too many of whose rows break the contract is refused whole; below the share they land as they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from small_inbox import small_inbox

CONTRACT: dict[str, Any] = {"types": {"b": "number"}, "allowed": {"c": ["red", "blue"]}, "rejected_share_max": 0.25}
GOOD = "1,7,red\n2,8,blue\n"


def test_rows_below_the_share_are_landed_as_they_came(tmp_path: Path) -> None:
    load = small_inbox(tmp_path, **CONTRACT).land_one("c_20260601.csv", "a,b,c\n" + GOOD + "3,,\n4,nine,green\n")
    assert (load.status, load.row_count, load.rejected_count) == ("landed", 4, 0)


def test_rows_above_the_share_refuse_the_load_whole(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path, **CONTRACT)
    load = inbox.land_one("c_20260601.csv", "a,b,c\n" + GOOD + "3,nine,green\n4,ten,red\n5\n")
    assert (load.status, inbox.rows()) == ("refused", [])
    assert load.reason == (
        "c_20260601.csv: 3 of 5 records break the contract: b: not a number (2), c: not a known value (1);"
        " at most 0.25 of them may."
    )
    assert load.mend.startswith("Correct the export, or its types and allowed values in the workspace file")
    corrected = inbox.declared(rejected_share_max=0.6)
    assert [load.status for load in corrected.land()] == ["landed"]


def test_a_column_that_is_not_delivered_breaks_nothing(tmp_path: Path) -> None:
    assert small_inbox(tmp_path, **CONTRACT).land_one("c_20260601.csv", "a,b\n1,7\n").status == "landed"


@pytest.mark.parametrize(
    ("declared", "fault"),
    [
        ({"types": {"z": "number"}}, r"used but not declared: \['z'\]"),
        ({"allowed": {"z": ["x"]}}, r"used but not declared: \['z'\]"),
        ({"format": "parquet", "types": {"a": "number"}}, "types are of columns of text"),
        ({"format": "json_lines", "allowed": {"line": ["x"]}}, "types and allowed values are of columns"),
    ],
)
def test_a_contract_that_cannot_be_kept_is_refused(tmp_path: Path, declared: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        small_inbox(tmp_path, **declared)
