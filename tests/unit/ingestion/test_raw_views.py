"""The schema raw: exactly the ledger's loads, in the declared columns, and only the files that are asked for."""

from __future__ import annotations

import datetime as dt

from small_inbox import SmallInbox

from ingestion import raw_views
from ledgers import loads


def test_an_entity_without_loads_has_its_columns(inbox: SmallInbox) -> None:
    assert inbox.query("select column_name, column_type from (describe raw.shop__things)") == [
        ("a", "VARCHAR"),
        ("b", "VARCHAR"),
        ("c", "VARCHAR"),
        ("_load_seq", "BIGINT"),
        ("_line", "BIGINT"),
        ("_delivered_at", "TIMESTAMP"),
    ]
    assert inbox.rows() == []
    assert inbox.query("select * from raw._loads") == []
    assert inbox.query("select * from raw._rejects") == []


def test_loads_of_all_shapes_are_one_view(inbox: SmallInbox) -> None:
    inbox.land_one("c_20260601.csv", "a,b\n1,x\n")
    inbox.land_one("c_20260602.csv", 'b,a,c\n"y\n",2,z\n')
    inbox.land_one("c_20260603.csv", "a,b\n")
    assert inbox.rows() == [("1", "x", None, 1, 2), ("2", "y\n", "z", 2, 2)]
    assert inbox.query("select column_name, column_type from (describe raw.shop__things)")[3:] == [
        ("_load_seq", "BIGINT"),
        ("_line", "BIGINT"),
        ("_delivered_at", "TIMESTAMP"),
    ]


def test_the_visible_loads(inbox: SmallInbox) -> None:
    inbox.land_one("c_20260601.csv", "a,b\n1,x\n")
    inbox.land_one("c_20260602.csv", "")
    inbox.land_one("c_20260603.csv", "a,b\n1,x\n")
    assert inbox.query("select * from raw._loads order by load_seq") == [
        ("shop", "things", 1, "c_20260601.csv", dt.datetime(2026, 5, 31, 17), 1, 0),
        ("shop", "things", 3, "c_20260603.csv", dt.datetime(2026, 6, 2, 17), 1, 0),
    ]


def test_a_filter_on_the_load_number_opens_only_those_files(inbox: SmallInbox) -> None:
    for day in range(1, 10):
        inbox.land_one(f"c_2026060{day}.csv", f"a,b\n{day},x\n")
    ((_, plan),) = inbox.query("explain analyze select a, _line from raw.shop__things where _load_seq > 7")
    assert "Scanning Files: 2/9" in plan
    assert "Total Files Read: 2" in plan


def test_loads_of_undeclared_entities_are_left_out(inbox: SmallInbox) -> None:
    inbox.land_one("c_20260601.csv", "a,b\n1,x\n")
    assert len(inbox.rows()) == 1
    source = inbox.workspace.sources["shop"]
    renamed = source.model_copy(update={"entities": {"others": source.entities["things"]}})
    other = SmallInbox(inbox.workspace.model_copy(update={"sources": {"shop": renamed}}), inbox.paths)
    views = other.query("select view_name from duckdb_views() where schema_name = 'raw'")
    assert [view for view in views if not view[0].startswith("_")] == [("shop__others",)]
    assert other.query("select * from raw._loads") == []


def test_a_column_that_is_newly_declared_is_null_in_older_loads(inbox: SmallInbox) -> None:
    inbox.land_one("c_20260601.csv", "a,b\n1,x\n")
    wider = inbox.declared(optional=("c", "d"))
    wider.land_one("c_20260602.csv", "a,b,d\n2,y,z\n")
    assert wider.query("select a, b, c, d from raw.shop__things order by a") == [
        ("1", "x", None, None),
        ("2", "y", None, "z"),
    ]


def test_lines_are_those_of_the_format_at_landing(inbox: SmallInbox) -> None:
    inbox.land_one("c_20260601.csv", "a,b\n1,x\n")
    parquet = inbox.declared(format="parquet")
    assert [row[-1] for row in parquet.rows()] == [2]


def test_a_refresh_after_an_unfinished_one(inbox: SmallInbox) -> None:
    inbox.land_one("c_20260601.csv", "a,b\n1,x\n")
    raw_views.refresh(inbox.paths.warehouse, inbox.workspace, inbox.paths)
    raw_views.refresh(inbox.paths.warehouse, inbox.workspace, inbox.paths)
    assert inbox.query("select count(*) from raw._loads") == [(len(loads.loads(inbox.paths.state)),)]
