"""Columns by name: missing, repeated, moved and new ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_inbox import SmallInbox, small_inbox

from ingestion.columns import looks_personal


def test_columns_in_another_order_are_mapped_by_name(inbox: SmallInbox) -> None:
    inbox.land_one("c_20260601.csv", "c,b,a\n3,2,1\n")
    assert inbox.rows() == [("1", "2", "3", 1, 2)]


@pytest.mark.parametrize("header", ["a,b,b", "a,b,B"])
def test_a_repeated_name_is_refused(inbox: SmallInbox, header: str) -> None:
    load = inbox.land_one("c_20260601.csv", f"{header}\n1,2,3\n")
    assert load.status == "refused"
    assert load.reason == f"c_20260601.csv, line 1: column {header[-1]!r} appears twice in the header."
    assert load.mend == "Name each column once in the export."


def test_a_missing_required_column_is_refused(inbox: SmallInbox) -> None:
    load = inbox.land_one("c_20260601.csv", "a,c\n1,2\n")
    assert load.reason == "c_20260601.csv, line 1: required column 'b' is missing; the header has 'a', 'c'."
    assert load.mend == "Deliver the column, or declare it optional if the source may leave it out."


def test_several_missing_columns_are_named(inbox: SmallInbox) -> None:
    assert inbox.land_one("c_20260601.csv", "c,d\n1,2\n").reason == (
        "c_20260601.csv, line 1: required columns 'a', 'b' are missing; the header has 'c', 'd'."
    )


def test_names_are_matched_as_they_are_spelt(inbox: SmallInbox) -> None:
    assert inbox.land_one("c_20260601.csv", "a,B\n1,2\n").status == "refused"


def test_a_missing_optional_column_is_null(inbox: SmallInbox) -> None:
    inbox.land_one("c_20260601.csv", "a,b\n1,2\n")
    inbox.land_one("c_20260602.csv", "a,b,c\n1,2,3\n")
    assert inbox.rows() == [("1", "2", None, 1, 2), ("1", "2", "3", 2, 2)]


def test_an_unknown_column_is_dropped_and_reported(inbox: SmallInbox) -> None:
    load = inbox.land_one("c_20260601.csv", "a,b,shade\n1,2,3\n")
    assert load.warnings == ("undeclared column 'shade' was dropped",)
    assert load.columns == (("a", "VARCHAR"), ("b", "VARCHAR"))


def test_an_unknown_column_is_kept_where_declared(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path, unknown_columns="keep")
    load = inbox.land_one("c_20260601.csv", "a,b,shade,\n1,2,3,4\n")
    assert load.warnings == ("undeclared column 'shade' was kept", "undeclared column 'column_4' was kept")
    assert inbox.query("select a, b, c, shade, column_4 from raw.shop__things") == [("1", "2", None, "3", "4")]


def test_an_unknown_personal_column_is_never_kept(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path, unknown_columns="keep")
    load = inbox.land_one("c_20260601.csv", "a,b,no_hp\n1,2,0812\n")
    assert load.warnings == ("undeclared column 'no_hp' was dropped: it looks personal and no purpose is declared",)
    assert load.columns == (("a", "VARCHAR"), ("b", "VARCHAR"))


def test_an_unknown_column_is_refused_where_declared(tmp_path: Path) -> None:
    load = small_inbox(tmp_path, unknown_columns="refuse").land_one("c_20260601.csv", "a,b,shade\n1,2,3\n")
    assert load.reason == "c_20260601.csv, line 1: undeclared column 'shade' is present."
    assert load.mend == "Declare it as required or optional, or set unknown_columns to keep or drop."


def test_a_column_of_the_loader_is_refused(inbox: SmallInbox) -> None:
    load = inbox.land_one("c_20260601.csv", "a,b,_line\n1,2,3\n")
    assert load.reason == "c_20260601.csv, line 1: column '_line' is present, which the loader itself writes."
    assert load.mend == "Rename the column in the export."


@pytest.mark.parametrize("name", ["email", "Nama Lengkap", "no_hp", "customerEmail", "tanggal-lahir", "NIK"])
def test_names_that_look_personal(name: str) -> None:
    assert looks_personal(name)


@pytest.mark.parametrize("name", ["shade", "username_count", "unicorn", "total", "wafer"])
def test_names_that_do_not_look_personal(name: str) -> None:
    assert not looks_personal(name)


def test_a_column_may_come_by_another_name_in_any_letters(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path, aliases={"a": ["Nomor", "No"], "b": ["Jumlah"]})
    inbox.land_one("c_20260601.csv", "NOMOR,jumlah,c\n1,2,3\n")
    assert inbox.rows() == [("1", "2", "3", 1, 2)]


def test_a_column_by_its_own_name_is_not_replaced_by_one_of_its_other_names(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path, aliases={"b": ["Jumlah"]})
    inbox.land_one("c_20260601.csv", "a,Jumlah,b\n1,9,2\n")
    assert [row[:2] for row in inbox.rows()] == [("1", "2")]


def test_a_column_by_its_own_name_in_other_letters_comes_first(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path, aliases={"b": ["Jumlah"]})
    inbox.land_one("c_20260601.csv", "a,Jumlah,B\n1,9,2\n")
    assert [row[:2] for row in inbox.rows()] == [("1", "2")]


def test_a_column_that_is_left_out_is_neither_landed_nor_news(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path, left_out=["masked"], unknown_columns="refuse")
    load = inbox.land_one("c_20260601.csv", "a,b,masked\n1,2,S***i\n")
    assert (load.status, load.warnings) == ("landed", ())
    assert [name for name, _ in load.columns] == ["a", "b"]
