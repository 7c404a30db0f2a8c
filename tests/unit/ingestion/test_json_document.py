"""A JSON document: one text per record of its list, or a refusal that says where."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from small_inbox import small_inbox

DOCUMENT = '{"data": {"orders": [{"id": 1, "note": "é\\n"}, {"id": 2, "lines": [{"n": 1}]}]}, "page": 1}'


def test_a_list_of_records(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path, format="json")
    load = inbox.land_one("e_20260601.json", '\ufeff[\n{"id": 1},\n\n{"id": 2, "total": 12.5}]\n')
    assert load.row_count == 2
    assert inbox.rows() == [('{"id":1}', 1, 1), ('{"id":2,"total":12.5}', 1, 2)]


def test_a_list_inside_a_document_compressed_in_another_encoding(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path, format="json", records="data.orders", encoding="windows-1252")
    inbox.land_one("e_20260601.json.gz", gzip.compress(DOCUMENT.encode("windows-1252")))
    assert inbox.rows() == [('{"id":1,"note":"é\\n"}', 1, 1), ('{"id":2,"lines":[{"n":1}]}', 1, 2)]


def test_an_empty_list_is_an_empty_load(tmp_path: Path) -> None:
    load = small_inbox(tmp_path, format="json").land_one("e_20260601.json", "[]")
    assert (load.status, load.row_count, load.warnings) == ("landed", 0, ("it holds no rows",))


@pytest.mark.parametrize(
    ("records", "content", "reason"),
    [
        (None, DOCUMENT, ": the document is no list of records, but object."),
        ("data.lines", DOCUMENT, ": the list 'data.lines' is missing."),
        ("page", DOCUMENT, ": the list 'page' is no list, but ubigint."),
        (None, '[{"id": 1},\n{"id": oops}]', ", line 2: it is no JSON document that can be read."),
        (None, '[{"id": 1},', ": it is no JSON document that can be read."),
        (None, "", ": the file is empty."),
    ],
)
def test_what_holds_no_list_is_refused(tmp_path: Path, records: str | None, content: str, reason: str) -> None:
    load = small_inbox(tmp_path, format="json", records=records).land_one("e_20260601.json", content)
    assert load.status == "refused"
    assert load.reason == f"e_20260601.json{reason}" or (
        load.reason.startswith("e_20260601.json, line") and load.reason.endswith(reason)
    )


def test_a_document_that_is_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingestion.json_document.DOCUMENT_BYTES_MAX", 20)
    load = small_inbox(tmp_path, format="json").land_one("e_20260601.json", '[{"id": 1}, {"id": 2}]')
    assert load.reason == "e_20260601.json: the document is longer than 20 bytes."
