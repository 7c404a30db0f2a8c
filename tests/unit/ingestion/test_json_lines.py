"""JSON lines: one text column, each line as it is."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from small_inbox import SmallInbox, small_inbox


@pytest.fixture
def inbox(tmp_path: Path) -> SmallInbox:
    return small_inbox(tmp_path, format="json_lines", rejected_share_max=0.5)


def test_lines_are_landed_as_they_are(inbox: SmallInbox) -> None:
    inbox.land_one("e_20260601.jsonl", '{"id": 1, "text": "a\\n\\"b\\", c"}\r\n  not json \n{"id":2}')
    assert inbox.rows() == [('{"id": 1, "text": "a\\n\\"b\\", c"}', 1, 1), ("  not json ", 1, 2), ('{"id":2}', 1, 3)]


def test_blank_lines_are_no_records(inbox: SmallInbox) -> None:
    load = inbox.land_one("e_20260601.jsonl.gz", gzip.compress(b'{"id":1}\n\n{"id":2}\n\n'))
    assert load.row_count == 2
    assert inbox.rows() == [('{"id":1}', 1, 1), ('{"id":2}', 1, 3)]


def test_lines_that_are_no_text_are_kept_beside(inbox: SmallInbox) -> None:
    load = inbox.land_one("e_20260601.jsonl", b'{"id":1}\n{"id":"\xff"}\n{"id":"\0"}\n{"id":4}\n')
    assert (load.row_count, load.rejected_count) == (4, 2)
    assert inbox.rows() == [('{"id":1}', 1, 1), ('{"id":4}', 1, 4)]
    assert inbox.rejects() == [(1, 2, "not valid UTF-8"), (1, 3, "a NUL byte")]


def test_a_control_character_does_not_split_a_line(inbox: SmallInbox) -> None:
    inbox.land_one("e_20260601.jsonl", b'{"id":1}\n{"id":"\x01"}\n')
    assert inbox.rows() == [('{"id":1}', 1, 1), ('{"id":"\x01"}', 1, 2)]


def test_a_line_that_is_too_long(inbox: SmallInbox) -> None:
    inbox.land_one("e_20260601.jsonl", b'{"id":1}\n' + b"x" * 3_000_000 + b'\n{"id":3}\n')
    assert inbox.rows() == [('{"id":1}', 1, 1), ('{"id":3}', 1, 3)]
    assert inbox.rejects() == [(1, 2, "longer than 1048576 bytes")]


def test_too_many_rejected_lines_refuse_the_delivery(inbox: SmallInbox) -> None:
    load = inbox.land_one("e_20260601.jsonl", b"\xff\n\xff\n{}\n")
    assert load.reason == (
        "e_20260601.jsonl: 2 of 3 records cannot be read, the first on line 1 (not valid UTF-8); "
        "at most 0.5 of them may."
    )


def test_an_empty_file_is_refused(inbox: SmallInbox) -> None:
    assert inbox.land_one("e_20260601.jsonl", b"").reason == "e_20260601.jsonl: the file is empty."
