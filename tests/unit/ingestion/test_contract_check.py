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
        ({"format": "json_lines", "allowed": {"a..b": ["x"]}}, r"named by their path, customer.email: \['a..b'\]"),
    ],
)
def test_a_contract_that_cannot_be_kept_is_refused(tmp_path: Path, declared: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        small_inbox(tmp_path, **declared)


def test_a_column_of_which_most_values_changed_is_told_by_name(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path, types={"c": "number"}, rejected_share_max=0.5)
    good = "".join(f"{n},x,\n" for n in range(9))
    load = inbox.land_one("c_20260601.csv", f"a,b,c\n{good}9,x,seven\n10,x,8\n11,x,nine\n")
    assert (load.status, load.warnings) == ("landed", ("changed column 'c': 2 of 3 values are not a number",))
    load = inbox.land_one("c_20260602.csv", f"a,b,c\n{good}9,x,seven\n10,x,8\n")
    assert (load.status, load.warnings) == ("landed", ())


JSON: dict[str, Any] = {
    "format": "json_lines",
    "required": ["id"],
    "types": {"total": "number", "paid.on": "date"},
    "allowed": {"state": ["paid", "open"]},
    "rejected_share_max": 0.5,
}
RECORDS = '{"id":1,"total":"7.5","state":"paid"}\n{"id":2,"total":8,"paid":{"on":"2026-06-30"}}\n'


def test_records_that_break_the_contract_count(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path, **JSON)
    assert inbox.land_one("e_20260601.jsonl", RECORDS + '{"id":3,"total":"nine","state":"open"}\n').status == "landed"
    load = inbox.land_one(
        "e_20260602.jsonl",
        RECORDS + '{"total":1,"paid":{"on":"30/06/2026"}}\n{"id":4,"state":"PAID"}\n{"id":5,"total":[]}\nno json\n',
    )
    assert (load.status, load.reason) == (
        "refused",
        "e_20260602.jsonl: 4 of 6 records break the contract: line: not a JSON object (1), id: missing (1),"
        " total: not a number (1), paid.on: not a date (1), state: not a known value (1); at most 0.5 of them may.",
    )
    assert [row[1] for row in inbox.rows()] == [1, 1, 1]


def test_records_of_a_document_keep_the_contract_too(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path, **JSON | {"format": "json", "records": "data"})
    load = inbox.land_one("e_20260601.json", '{"data": [{"id": 1, "total": "x"}, {"total": 2}, {"id": 3}]}')
    assert load.reason == (
        "e_20260601.json: 2 of 3 records break the contract: id: missing (1), total: not a number (1);"
        " at most 0.5 of them may."
    )
