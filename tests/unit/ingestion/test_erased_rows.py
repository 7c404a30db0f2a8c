"""An erased person is stopped at the door: no record of hers is landed, in whatever format or form it comes."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from python_models import python_model
from small_inbox import SmallInbox, small_inbox

from ingestion import relanding
from ingestion.contents import ROWS, Contents
from ingestion.erased_rows import settle_erased
from ledgers import loads

EMAIL, PHONE = "ani@example.com", "+6281234567801"
ERASED = frozenset(hashlib.sha256(contact.encode()).hexdigest() for contact in (EMAIL, PHONE))
IDN_PHONES = python_model("models/identity/idn_phones.py")


def put_csv(inbox: SmallInbox) -> None:
    inbox.put("c_20260601.csv", f"a,b,c\n1,{EMAIL},x\n2,budi@example.com,y\n3,,+62 812 3456 7801\n")


def put_json_lines(inbox: SmallInbox) -> None:
    lines = [f'{{"id":1,"mail":"{EMAIL}"}}', '{"id":2}', '{"id":3,"of":{"phone":81234567801}}']
    inbox.put("c_20260601.jsonl", "\n".join(lines) + "\n")


def put_json(inbox: SmallInbox) -> None:
    inbox.put("c_20260601.json", '[{"id":1,"mail":"ani\\u0040example.com"},{"id":2},{"id":3,"hp":"0812-3456-7801"}]')


def put_excel(inbox: SmallInbox) -> None:
    with xlsxwriter.Workbook(inbox.paths.inbox / "c_20260601.xlsx") as book:
        sheet = book.add_worksheet()
        for number, row in enumerate((["a", "b"], [1, EMAIL], [2, "x"], [3, 6281234567801])):
            sheet.write_row(number, 0, row)


def put_parquet(inbox: SmallInbox) -> None:
    columns = {"a": [1, 2, 3], "b": [None, None, 6281234567801], "c": [[{"of": EMAIL}], [], []]}
    pq.write_table(pa.table(columns), inbox.paths.inbox / "c_20260601.parquet")


def put_database(inbox: SmallInbox) -> None:
    with sqlite3.connect(inbox.paths.inbox / "shop.sqlite") as connection:
        connection.execute("create table things (a integer, b text)")
        connection.execute("insert into things values (1, ?), (2, 'x'), (3, ?)", (EMAIL, PHONE))
    connection.close()
    (inbox.paths.inbox / "shop.sqlite.delivered_at").write_text("2026-06-01T00:00:00+07:00")


@pytest.mark.parametrize(
    ("put", "declared", "line"),
    [
        (put_csv, {}, 3),
        (put_json_lines, {"format": "json_lines"}, 2),
        (put_json, {"format": "json"}, 2),
        (put_excel, {"format": "excel"}, 3),
        (put_parquet, {"format": "parquet"}, 2),
        (put_database, {"format": "database", "table": "things", "delivered_at": {"from": "sidecar"}}, 2),
    ],
)
def test_of_every_format_the_others_are_landed_and_keep_their_lines(
    tmp_path: Path, put: Callable[[SmallInbox], None], declared: dict[str, Any], line: int
) -> None:
    inbox = knowing_the_erased(small_inbox(tmp_path, **declared))
    put(inbox)
    (load,) = inbox.land()
    assert (load.status, load.row_count, load.rejected_count, load.erased_count) == ("landed", 1, 0, 2)
    assert [row[-2:] for row in inbox.rows()] == [(1, line)]
    assert traces(inbox) == []
    assert loads.loads(inbox.paths.state) == [load]


def test_without_the_list_they_would_be_there(tmp_path: Path) -> None:
    """Else the test above would hold of formats that land nobody."""
    inbox = small_inbox(tmp_path)
    put_csv(inbox)
    assert [(load.row_count, load.erased_count) for load in inbox.land()] == [(3, 0)]
    assert traces(inbox) != []


def test_a_line_that_cannot_be_split_is_not_kept_beside_the_rows(tmp_path: Path) -> None:
    inbox = knowing_the_erased(small_inbox(tmp_path, rejected_share_max=0.9))
    load = inbox.land_one("c_20260601.csv", f"a,b,c\n1,x,\n{EMAIL.upper()}\nodd\n2,y,\n")
    assert (load.row_count, load.rejected_count, load.erased_count) == (3, 1, 1)
    assert inbox.rejected_text(load) == [(4, load.byte_count - 9, b"odd\n")]
    assert traces(inbox) == []


def test_a_delivery_of_nobody_else_lands_empty(tmp_path: Path) -> None:
    load = knowing_the_erased(small_inbox(tmp_path)).land_one("c_20260601.csv", f"a,b\n1,{EMAIL}\n")
    assert (load.status, load.row_count, load.erased_count, load.warnings) == ("landed", 0, 1, ())


def test_what_was_landed_before_the_erasure_does_not_come_again(tmp_path: Path) -> None:
    """Known content under a newer time is a link to the former load's file, which has her."""
    before = small_inbox(tmp_path)
    put_csv(before)
    before.land()
    inbox = knowing_the_erased(before)
    inbox.put("c_20260602.csv", (inbox.paths.inbox / "c_20260601.csv").read_text())
    (again,) = inbox.land()
    assert (again.status, again.row_count, again.erased_count) == ("reasserted", 1, 2)
    assert inbox.rows()[-1] == ("2", "budi@example.com", "y", 2, 3)
    assert [file.parent.parent.name for file in traces(inbox)] == ["_load_seq=1"]


def test_who_was_erased_since_is_gone_when_a_load_is_read_again(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path)
    put_csv(inbox)
    (load,) = inbox.land()
    again = relanding.reland(inbox.workspace, inbox.paths, load, ERASED)
    assert (again.row_count, again.erased_count) == (1, 2)
    assert loads.loads(inbox.paths.state) == [again]
    assert inbox.rows() == [("2", "budi@example.com", "y", 1, 3)]
    assert traces(inbox) == []


@pytest.mark.parametrize(
    "text",
    [
        "Ani+Promo@Example.COM",
        "Ani <ani@example.com>; toko",
        "'ani@example.com'.",
        "mailto:ani@example.com?x",
        "https://shop.example/?mail=ani%2Bpromo%40example.com&utm=x",
        "081234567801",
        "(0812) 3456-7801 / 0856 1234 5678",
        "+62 (0)812 3456 7801",
        "006281234567801",
        "81234567801.0",
        "Jl. Merdeka 12 081234567801",
    ],
)
def test_every_form_of_a_contact_point_is_known(tmp_path: Path, text: str) -> None:
    assert kept(tmp_path, [text], ERASED) == []


@pytest.mark.parametrize("text", ["bani@example.com", "ani@example.com.id", "081234567802", "812345678", ""])
def test_others_are_not(tmp_path: Path, text: str) -> None:
    assert kept(tmp_path, [text], ERASED) == [text]


NUMBERS = st.builds(
    lambda start, digits, at, sign: f"{start}{digits[:at]}{sign}{digits[at:]}",
    st.sampled_from(["08", "8", "+628", "628", "00628", "(08", "+62 (0)8", "0341", "+658", "+49151", "0"]),
    st.text("0123456789", min_size=6, max_size=11),
    st.integers(2, 5),
    st.sampled_from(["", " ", "-", ".", ") "]),
)


@settings(max_examples=20, deadline=None)
@given(texts=st.lists(NUMBERS, min_size=30, max_size=60, unique=True))
def test_whatever_identity_reads_as_her_number_stops_her(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    read = {text: {e164 for _, _, e164, *_ in IDN_PHONES.read_phone(text, "ID") if e164} for text in texts}
    erased = {hashlib.sha256(e164.encode()).hexdigest() for found in read.values() for e164 in found}
    assert [text for text in kept(tmp_path_factory.mktemp("numbers"), texts, erased) if read[text]] == []


def knowing_the_erased(inbox: SmallInbox) -> SmallInbox:
    return SmallInbox(inbox.workspace, inbox.paths, ERASED)


def traces(inbox: SmallInbox) -> list[Path]:
    """Files outside the inbox that hold one of the two contact points in any spelling, compressed or not."""
    found = []
    inbox.paths.warehouse.unlink(missing_ok=True)
    for file in inbox.paths.root.rglob("*"):
        if not file.is_file() or file.is_relative_to(inbox.paths.inbox):
            continue
        text = file.read_bytes().decode(errors="ignore")
        if file.suffix == ".parquet":
            text += str(duckdb.execute("select * from read_parquet(?)", [str(file)]).fetchall())
        if "ani@" in text.lower() or "81234567801" in text.replace(" ", "").replace("-", ""):
            found.append(file)
    return found


def kept(folder: Path, texts: list[str], erased: set[str] | frozenset[str]) -> list[str]:
    """Which of these records are landed, each of one text."""
    pq.write_table(pa.table({"text": pa.array(texts, pa.string()), "n": [7] * len(texts)}), folder / ROWS)
    contents = Contents((("text", "VARCHAR"), ("n", "BIGINT")), len(texts))
    told = settle_erased(contents, erased, "ID", "parquet", folder)
    left = [text for (text,) in duckdb.execute("select text from read_parquet(?)", [str(folder / ROWS)]).fetchall()]
    assert (told.record_count, told.erased_count) == (len(left), len(texts) - len(left))
    return left
