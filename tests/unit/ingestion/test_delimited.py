"""Delimited text: what can be split is landed, what cannot is kept beside it, and what cannot be trusted is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_inbox import SmallInbox, small_inbox

from ingestion.physical_lines import LINE_BYTES_MAX

TOLERANT = {"rejected_share_max": 0.5}
CORRECT = "Correct the file, or the declared delimiter, quote or encoding, or raise rejected_share_max."


def test_the_declared_delimiter_quote_and_order(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path, delimiter=";", quote="'")
    inbox.land_one("c_20260601.csv", "b;a\r\n'x;y';1\r\nit''s;2\r\n")
    assert inbox.rows() == [("1", "x;y", None, 1, 2), ("2", "it''s", None, 1, 3)]


def test_tabs(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path, delimiter="\t")
    inbox.land_one("c_20260601.tsv", "a\tb\tc\n1\tx,y\tz\n")
    assert inbox.rows() == [("1", "x,y", "z", 1, 2)]


def test_text_without_quoting(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path, quote="")
    inbox.land_one("c_20260601.csv", 'a,b\n1,5" pipe\n2,"x\n\n3,y\n')
    assert inbox.rows() == [("1", '5" pipe', None, 1, 2), ("2", '"x', None, 1, 3), ("3", "y", None, 1, 5)]


def test_a_wrong_delimiter_is_refused(inbox: SmallInbox) -> None:
    load = inbox.land_one("c_20260601.csv", "a;b\n1;x\n")
    assert load.status == "refused"
    assert load.reason == (
        "c_20260601.csv, line 1: the header is one column, 'a;b', where 2 are required; the declared delimiter is ','."
    )
    assert load.mend == "Declare the delimiter that the file uses."


def test_line_ends_and_quotes_inside_quotes_are_one_record(inbox: SmallInbox) -> None:
    load = inbox.land_one("c_20260601.csv", 'a,b\n1,"x\r\n""y"""\n2,z\n')
    assert (load.row_count, load.rejected_count) == (2, 0)
    assert inbox.rows() == [("1", 'x\r\n"y"', None, 1, 2), ("2", "z", None, 1, 4)]


def test_a_header_over_two_lines(inbox: SmallInbox) -> None:
    inbox.land_one("c_20260601.csv", 'a,b,"c\nd"\n1,x,y\n')
    assert inbox.rows() == [("1", "x", None, 1, 3)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('a,b\n1,x\n2,"y\n3,z\n', 3),  # open to the end
        ('a,b\n1,"x\n2,"y"\n', 2),  # closed by the next quote, with text behind it
        ('a,b\n1,"x\n' + "2,y\n" * (LINE_BYTES_MAX // 4), 2),  # open for longer than a record may be
    ],
)
def test_an_unclosed_quote_is_refused_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    inbox = small_inbox(tmp_path, rejected_share_max=1)
    load = inbox.land_one("c_20260601.csv", text)
    assert load.status == "refused"
    assert load.reason == (
        f"c_20260601.csv, line {line}: a quote opens in this record and is not closed as it should be."
    )
    assert load.mend == "Correct the quotes in the export, or the declared quote."
    assert inbox.rows() == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"2", "short row: 1 columns instead of 2"),
        (b"2,y,z", "long row: 3 columns instead of 2"),
        (b'2,"y"z', "text after a closing quote"),
        (b'2,"y" ', "text after a closing quote"),
        (b"2,y\0", "a NUL byte"),
        (b"2,\xff", "not valid UTF-8"),
        (b"2,\ry", "a carriage return outside quotes"),
    ],
)
def test_a_line_that_cannot_be_split_is_kept_beside_the_rows(tmp_path: Path, line: bytes, reason: str) -> None:
    inbox = small_inbox(tmp_path, **TOLERANT)
    load = inbox.land_one("c_20260601.csv", b"a,b\n1,x\n" + line + b"\n3,z\n")
    assert (load.status, load.row_count, load.rejected_count) == ("landed", 3, 1)
    assert inbox.rows() == [("1", "x", None, 1, 2), ("3", "z", None, 1, 4)]
    assert inbox.rejects() == [(1, 3, reason)]
    assert inbox.rejected_text(load) == [(3, 8, line + b"\n")]


def test_a_damaged_record_of_several_lines_is_rejected_whole(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path, **TOLERANT)
    load = inbox.land_one("c_20260601.csv", b'a,b\n1,"x\n\xff"\n2,y\n')
    assert inbox.rows() == [("2", "y", None, 1, 4)]
    assert inbox.rejects() == [(1, 2, "not valid UTF-8")]
    assert inbox.rejected_text(load) == [(2, 4, b'1,"x\n\xff"\n')]


def test_a_line_of_fifty_megabytes_is_kept_in_bounded_pieces(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path, **TOLERANT)
    long = b"2," + b"y" * 50_000_000 + b"\n"
    load = inbox.land_one("c_20260601.csv", b"a,b\n1,x\n" + long + b"3,z\n")
    assert (load.row_count, load.rejected_count) == (3, 1)
    assert inbox.rows() == [("1", "x", None, 1, 2), ("3", "z", None, 1, 4)]
    assert inbox.rejects() == [(1, 3, "longer than 1048576 bytes")]
    pieces = inbox.rejected_text(load)
    assert [offset for _, offset, _ in pieces] == [8 + n * LINE_BYTES_MAX for n in range(len(pieces))]
    assert b"".join(text for _, _, text in pieces) == long
    assert max(len(text) for _, _, text in pieces) == LINE_BYTES_MAX


def test_a_last_line_that_is_too_long(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path, **TOLERANT)
    load = inbox.land_one("c_20260601.csv", b"a,b\n1,x\n" + b"y" * (LINE_BYTES_MAX + 1))
    assert inbox.rejects() == [(1, 3, "longer than 1048576 bytes")]
    assert [len(text) for _, _, text in inbox.rejected_text(load)] == [LINE_BYTES_MAX, 1]


def test_more_rejected_than_declared_refuses_the_delivery(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path, rejected_share_max=0.25)
    load = inbox.land_one("c_20260601.csv", "a,b\n1,x\n2\n3,y\n4\n5,z\n")
    assert load.status == "refused"
    assert load.reason == (
        "c_20260601.csv: 2 of 5 records cannot be read, the first on line 3 (short row: 1 columns instead of 2); "
        "at most 0.25 of them may."
    )
    assert load.mend == CORRECT
    assert inbox.rows() == []


def test_exactly_the_declared_share_may_be_rejected(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path, rejected_share_max=0.25)
    load = inbox.land_one("c_20260601.csv", "a,b\n1,x\n2\n3,y\n5,z\n")
    assert (load.status, load.row_count, load.rejected_count) == ("landed", 4, 1)


def test_a_header_alone_is_an_empty_load_with_a_warning(inbox: SmallInbox) -> None:
    load = inbox.land_one("c_20260601.csv", "a,b\n")
    assert (load.status, load.row_count, load.warnings) == ("landed", 0, ("it holds no rows",))
    assert inbox.rows() == []


def test_blank_lines_are_no_records(inbox: SmallInbox) -> None:
    load = inbox.land_one("c_20260601.csv", "\na,b\n\n1,x\n\r\n2,y\n\n")
    assert (load.row_count, load.rejected_count) == (2, 0)
    assert inbox.rows() == [("1", "x", None, 1, 4), ("2", "y", None, 1, 6)]


def test_one_column(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path, required=["a"], optional=[])
    inbox.land_one("c_20260601.csv", 'a\n1\n\n""\n2')
    assert inbox.rows() == [("1", 1, 2), (None, 1, 4), ("2", 1, 5)]


def test_empty_fields_are_null_and_spaces_stay(inbox: SmallInbox) -> None:
    inbox.land_one("c_20260601.csv", 'a,b,c\n1, x ,""\n')
    assert inbox.rows() == [("1", " x ", None, 1, 2)]


def test_delimiters_at_the_end_of_every_line(inbox: SmallInbox) -> None:
    inbox.land_one("c_20260601.csv", "a,b,c\n1,x,y,\n2,z,,\n")
    assert inbox.rows() == [("1", "x", "y", 1, 2), ("2", "z", None, 1, 3)]


def test_emoji_and_long_names_are_kept(inbox: SmallInbox) -> None:
    name = "🦜" * 75
    inbox.land_one("c_20260601.csv", f"a,b\n1,{name}\n")
    assert inbox.rows() == [("1", name, None, 1, 2)]
