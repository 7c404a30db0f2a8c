"""Encodings and compression: what is declared is decoded, everything else is refused with a reason."""

from __future__ import annotations

import gzip
from pathlib import Path

import pyarrow as pa
import pytest
from small_inbox import SmallInbox, small_inbox

from ingestion import plain_text

TEXT = "a,b\n1,café\n"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_decoded_when_declared(tmp_path: Path, encoding: str) -> None:
    inbox = small_inbox(tmp_path, encoding=encoding)
    assert inbox.land_one("c_20260601.csv", TEXT.encode(encoding)).status == "landed"
    assert inbox.rows() == [("1", "café", None, 1, 2)]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_refused_when_not_declared(inbox: SmallInbox, encoding: str) -> None:
    load = inbox.land_one("c_20260601.csv", TEXT.encode(encoding))
    assert load.status == "refused"
    assert load.reason == "c_20260601.csv: it is UTF-16, and utf-8 is declared."
    assert load.mend == "declare encoding: utf-16"


def test_utf_8_is_refused_when_utf_16_is_declared(tmp_path: Path) -> None:
    load = small_inbox(tmp_path, encoding="utf-16").land_one("c_20260601.csv", TEXT)
    assert load.reason == "c_20260601.csv: it is not UTF-16, and utf-16 is declared."
    assert load.mend == "Declare the encoding that it has."


def test_windows_1252_is_decoded_when_declared(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path, encoding="windows-1252")
    inbox.land_one("c_20260601.csv", "a,b\n1,café €\n".encode("cp1252"))
    assert inbox.rows() == [("1", "café €", None, 1, 2)]


def test_windows_1252_is_refused_when_not_declared(inbox: SmallInbox) -> None:
    load = inbox.land_one("c_20260601.csv", "a,b\n1,x\n2,café\n".encode("cp1252"))
    assert load.reason == (
        "c_20260601.csv: 1 of 2 records cannot be read, the first on line 3 (not valid UTF-8); "
        "at most 0.05 of them may."
    )
    assert load.mend == "Declare the encoding that the file has, for example encoding: windows-1252."


def test_utf_8_is_never_read_as_windows_1252(tmp_path: Path) -> None:
    load = small_inbox(tmp_path, encoding="windows-1252").land_one("c_20260601.csv", TEXT)
    assert load.reason == "c_20260601.csv: it is UTF-8, and windows-1252 is declared."
    assert load.mend == "declare encoding: utf-8"


def test_a_byte_that_the_encoding_lacks_is_refused_with_its_line(tmp_path: Path) -> None:
    load = small_inbox(tmp_path, encoding="windows-1252").land_one("c_20260601.csv", b"a,b\n1,x\n2,caf\x81\n")
    assert load.reason == "c_20260601.csv, line 3: bytes that are not windows-1252."
    assert load.mend == "Declare the encoding that the file has."


def test_a_byte_order_mark_is_stripped(inbox: SmallInbox) -> None:
    inbox.land_one("c_20260601.csv", b"\xef\xbb\xbf" + TEXT.encode())
    inbox.land_one("c_20260602.csv", b'\xef\xbb\xbf"a",b\n\n2,x\n')
    assert inbox.rows() == [("1", "café", None, 1, 2), ("2", "x", None, 2, 3)]


def test_an_empty_file_is_refused(inbox: SmallInbox) -> None:
    load = inbox.land_one("c_20260601.csv", b"")
    assert load.status == "refused"
    assert load.reason == "c_20260601.csv: the file is empty, without even a header."
    assert load.mend == "Deliver it again."


def test_a_file_of_blank_lines_is_refused(inbox: SmallInbox) -> None:
    assert inbox.land_one("c_20260601.csv", b"\n\r\n\n").reason == (
        "c_20260601.csv: the file is empty, without even a header."
    )


def test_lines_may_end_in_carriage_returns(inbox: SmallInbox) -> None:
    inbox.land_one("c_20260601.csv", b"a,b\r1,x\r2,y\r")
    assert inbox.rows() == [("1", "x", None, 1, 2), ("2", "y", None, 1, 3)]


def test_gzip_is_read_in_all_its_members(inbox: SmallInbox) -> None:
    inbox.land_one("c_20260601.csv.gz", gzip.compress(b"a,b\n1,x\n") + gzip.compress(b"2,y\n") + b"\0" * 9)
    assert inbox.rows() == [("1", "x", None, 1, 2), ("2", "y", None, 1, 3)]


def test_truncated_gzip_is_refused(inbox: SmallInbox) -> None:
    load = inbox.land_one("c_20260601.csv.gz", gzip.compress(TEXT.encode() * 1000)[:-9])
    assert load.status == "refused"
    assert load.reason == "c_20260601.csv.gz: the gzip data ends before its end."
    assert load.mend == "Deliver it again; it was cut off or damaged on its way."


def test_an_empty_gzip_file_is_refused(inbox: SmallInbox) -> None:
    assert inbox.land_one("c_20260601.csv.gz", b"").reason == (
        "c_20260601.csv.gz: the file is empty, not even gzip data."
    )


def test_gzip_of_nothing_is_refused(inbox: SmallInbox) -> None:
    assert inbox.land_one("c_20260601.csv.gz", gzip.compress(b"")).reason == (
        "c_20260601.csv.gz: the file is empty, without even a header."
    )


def test_corrupt_gzip_is_refused(inbox: SmallInbox) -> None:
    damaged = bytearray(gzip.compress(TEXT.encode()))
    damaged[-8] ^= 1  # the checksum
    load = inbox.land_one("c_20260601.csv.gz", bytes(damaged))
    assert load.reason == "c_20260601.csv.gz: the gzip data is corrupt (incorrect data check)."
    load = inbox.land_one("c_20260602.csv.gz", TEXT)
    assert load.reason == "c_20260602.csv.gz: the gzip data is corrupt (incorrect header check)."


def test_a_gzip_bomb_is_refused_before_it_is_written_out(inbox: SmallInbox) -> None:
    bomb = gzip.compress(b"a,b\n" + b"1,x\n" * (12 << 20))
    load = inbox.land_one("c_20260601.csv.gz", bomb)
    assert load.reason == f"c_20260601.csv.gz: its {len(bomb)} bytes expand to more than 200 times as many."
    assert load.mend == "If it is no decompression bomb, deliver it uncompressed."


def test_gzip_without_its_name_is_refused(inbox: SmallInbox) -> None:
    load = inbox.land_one("c_20260601.csv", gzip.compress(TEXT.encode()))
    assert load.reason == "c_20260601.csv: it is compressed by gzip, but its name does not end in .gz."
    assert load.mend == "Name it .gz."


def test_a_workbook_named_csv_is_refused(inbox: SmallInbox) -> None:
    load = inbox.land_one("c_20260601.csv", b"PK\x03\x04rest")
    assert load.reason == "c_20260601.csv: it is a zip archive or a workbook, not text."
    assert load.mend == "Deliver csv, or declare the format that it has."


def test_zstandard_is_read_and_refused_when_cut_off(inbox: SmallInbox) -> None:
    packed = pa.compress(TEXT.encode() * 1000, codec="zstd", asbytes=True)
    load = inbox.land_one("c_20260601.csv.zst", packed[:-4])
    assert load.reason == "c_20260601.csv.zst: the zstd data is corrupt or ends before its end."
    assert load.mend == "Deliver it again; it was cut off or damaged on its way."
    inbox.land_one("c_20260602.csv.zst", pa.compress(TEXT.encode(), codec="zstd", asbytes=True))
    assert inbox.rows() == [("1", "café", None, 2, 2)]


def test_compressed_and_encoded_at_once(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path, encoding="utf-16")
    inbox.land_one("c_20260601.csv.gz", gzip.compress(TEXT.encode("utf-16")))
    assert inbox.rows() == [("1", "café", None, 1, 2)]


def test_chunk_borders_are_counted_exactly(inbox: SmallInbox, monkeypatch: pytest.MonkeyPatch) -> None:
    # A line end of two bytes on the border of two chunks is one line end, not a lone carriage return.
    text = b"a,b\r\n" + b"1,x\r\n" * 10
    file = inbox.put("c_20260601.csv", text)
    monkeypatch.setattr("ingestion.census.CHUNK_BYTES", 4)
    entity = inbox.workspace.sources["shop"].entities["things"]
    census = plain_text.plain_text(file, file.name, entity, None, inbox.paths.scratch).census
    assert (census.newlines, census.byte_count, census.has_lone_return) == (11, len(text), False)
