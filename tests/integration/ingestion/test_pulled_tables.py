"""Rows drawn from a real PostgreSQL, and from SQLite, land once each, whatever happens between pull and landing."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest
from postgresql import running_postgresql, server_programs

from ingestion import deliveries, landing, pulling, raw_views
from ledgers import loads
from ledgers.clock import now_utc
from ledgers.loads import Load
from workspaces.configuration import Workspace
from workspaces.errors import ConfigurationError
from workspaces.paths import WorkspacePaths

PROGRAMS = server_programs()
PASSWORD = "s3cret-Pa55/word"  # noqa: S105 - of a server that lives for the test
ORDERS = {
    "table": "orders",
    "format": "database",
    "key": ["order_id"],
    "version": "updated_at",
    "required": ["order_id", "customer", "amount", "updated_at"],
    "cursor": {"column": "updated_at"},
}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    if PROGRAMS is None:
        pytest.skip("no PostgreSQL server is installed (Debian: postgresql)")
    with running_postgresql(PROGRAMS) as address:
        with psycopg.connect(f"postgresql://owner@{address}/postgres", autocommit=True) as connection:
            connection.execute(f"create role shop login password '{PASSWORD}'")
        yield address


@pytest.fixture
def database(server: str, request: pytest.FixtureRequest) -> Iterator[tuple[str, psycopg.Connection[Any]]]:
    """A fresh database with three orders: its URL as a workspace file has it, and its owner's connection."""
    name = "shop_" + str(abs(hash(request.node.name)))
    with psycopg.connect(f"postgresql://owner@{server}/postgres", autocommit=True) as connection:
        connection.execute(f"create database {name}")
    with psycopg.connect(f"postgresql://owner@{server}/{name}", autocommit=True) as connection:
        connection.execute(
            "create table orders (order_id integer primary key, customer text, amount numeric(18, 2),"
            " updated_at timestamptz not null)"
        )
        connection.execute("grant select on orders to shop")
        for order in (1, 2, 3):
            put(connection, order, f"2026-06-0{order} 10:00+07")
        yield f"postgresql://shop:${{SHOP_PASSWORD}}@{server}/{name}", connection


def put(connection: psycopg.Connection[Any], order: int, updated_at: str, amount: str = "125000.50") -> None:
    connection.execute(
        "insert into orders values (%s, 'c1', %s, %s) on conflict (order_id) do update"
        " set amount = excluded.amount, updated_at = excluded.updated_at",
        (order, amount, updated_at),
    )


@pytest.fixture
def shop(
    database: tuple[str, psycopg.Connection[Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Workspace, WorkspacePaths]:
    monkeypatch.setenv("SHOP_PASSWORD", PASSWORD)
    return workspace_of(database[0]), WorkspacePaths(tmp_path / "data")


def workspace_of(url: str, **changes: Any) -> Workspace:
    return Workspace.model_validate(
        {
            "name": "small",
            "title": "Small",
            "time_zone": "Asia/Jakarta",
            "currency": "IDR",
            "phone_region": "ID",
            "sources": {"shop": {"database": url, "entities": {"orders": {**ORDERS, **changes}}}},
        }
    )


def ingest(workspace: Workspace, paths: WorkspacePaths) -> list[Load]:
    pulling.pull(workspace, paths, "shop", "orders")
    return land(workspace, paths)


def land(workspace: Workspace, paths: WorkspacePaths) -> list[Load]:
    landed = []
    for delivery in deliveries.discover(workspace, paths, "shop", "orders", paths.state):
        load = landing.land(workspace, paths, delivery, frozenset())
        if load.status != "refused":
            pulling.settle(paths, load)
        landed.append(load)
    return landed


def orders(workspace: Workspace, paths: WorkspacePaths) -> list[tuple[int, str, int]]:
    """Order, amount and load of every raw row."""
    raw_views.refresh(paths.warehouse, workspace, paths)
    with duckdb.connect(str(paths.warehouse)) as duck:
        return duck.execute(
            "select order_id, amount::varchar, _load_seq from raw.shop__orders order by order_id, _load_seq"
        ).fetchall()


def test_the_first_pull_takes_everything_and_the_next_only_what_is_new(
    shop: tuple[Workspace, WorkspacePaths], database: tuple[str, psycopg.Connection[Any]]
) -> None:
    (first,) = ingest(*shop)
    assert (first.status, first.row_count) == ("landed", 3)
    assert ingest(*shop) == []
    put(database[1], 4, "2026-06-04 10:00+07")
    put(database[1], 2, "2026-06-04 11:00+07", "99000")
    (second,) = ingest(*shop)
    assert second.row_count == 2
    assert orders(*shop) == [
        (1, "125000.50", 1),
        (2, "125000.50", 1),
        (2, "99000.00", 2),
        (3, "125000.50", 1),
        (4, "125000.50", 2),
    ]


def test_a_row_of_the_very_moment_of_the_cursor_is_not_missed(
    shop: tuple[Workspace, WorkspacePaths], database: tuple[str, psycopg.Connection[Any]]
) -> None:
    ingest(*shop)
    put(database[1], 4, "2026-06-03 10:00+07")
    (second,) = ingest(*shop)
    assert second.row_count == 1
    assert (4, "125000.50", 2) in orders(*shop)


def test_a_late_commit_within_the_overlap_is_drawn(
    shop: tuple[Workspace, WorkspacePaths], database: tuple[str, psycopg.Connection[Any]]
) -> None:
    ingest(*shop)
    put(database[1], 4, "2026-06-03 09:30+07")
    assert ingest(*shop) == []
    overlapping = workspace_of(database[0], cursor={"column": "updated_at", "overlap": 3600})
    (second,) = ingest(overlapping, shop[1])
    assert second.row_count == 1


def test_a_crash_between_pull_and_landing_loses_and_repeats_nothing(
    shop: tuple[Workspace, WorkspacePaths], database: tuple[str, psycopg.Connection[Any]]
) -> None:
    pulling.pull(*shop, "shop", "orders")  # and here the process dies
    put(database[1], 4, "2026-06-04 10:00+07")
    (first,) = ingest(*shop)
    assert first.row_count == 3
    (second,) = ingest(*shop)
    assert [row[0] for row in orders(*shop)] == [1, 2, 3, 4]
    assert second.row_count == 1


def test_a_table_without_a_cursor_is_drawn_whole_and_known_content_is_reasserted(
    shop: tuple[Workspace, WorkspacePaths], database: tuple[str, psycopg.Connection[Any]]
) -> None:
    whole = workspace_of(database[0], cursor=None, delivery="snapshot")
    assert [load.status for load in ingest(whole, shop[1])] == ["landed"]
    assert [load.status for load in ingest(whole, shop[1])] == ["reasserted"]
    put(database[1], 4, "2026-06-04 10:00+07")
    assert [(load.status, load.row_count) for load in ingest(whole, shop[1])] == [("landed", 4)]


def test_a_database_that_is_down_is_a_refusal_until_it_is_up_again(
    shop: tuple[Workspace, WorkspacePaths], server: str
) -> None:
    workspace, paths = shop
    down = workspace_of("postgresql://shop:${SHOP_PASSWORD}@127.0.0.1:1/shop?connect_timeout=2")
    (refused,) = ingest(down, paths)
    assert refused.status == "refused"
    assert refused.reason.startswith("shop/orders/")
    assert "the database cannot be reached" in refused.reason
    assert refused.mend == "Look whether the database is up and lets this user read the table; the next run asks again."
    assert [r.load_seq for r in deliveries.refusals(down, paths)] == [refused.load_seq]
    assert ingest(down, paths) == []  # the same note stands
    assert [load.status for load in ingest(workspace, paths)] == ["landed"]
    assert deliveries.refusals(workspace, paths) == []


def test_a_wrong_password_is_told_without_it(
    shop: tuple[Workspace, WorkspacePaths], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = "an0ther/Pa55"
    monkeypatch.setenv("SHOP_PASSWORD", wrong)
    (refused,) = ingest(*shop)
    assert "password authentication failed" in refused.reason
    assert "shop" in refused.reason
    kept = json.dumps([refused.reason, refused.mend]) + caplog.text
    for file in shop[1].root.rglob("*"):
        if file.is_file():
            kept += file.read_bytes().decode("latin-1")
    assert wrong not in kept
    assert "an0ther%2FPa55" not in kept


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"table": "invoices"}, "table 'invoices' is missing."),
        ({"cursor": {"column": "changed"}}, "the cursor 'changed' is no column of table 'orders'."),
        ({"required": [*ORDERS["required"], "city"]}, "required column 'city' is missing"),
    ],
)
def test_what_is_not_there_is_named(
    shop: tuple[Workspace, WorkspacePaths], database: tuple[str, psycopg.Connection[Any]], changes: Any, reason: str
) -> None:
    (refused,) = ingest(workspace_of(database[0], **changes), shop[1])
    assert reason in refused.reason


def test_a_refused_pull_is_drawn_again(
    shop: tuple[Workspace, WorkspacePaths], database: tuple[str, psycopg.Connection[Any]]
) -> None:
    workspace, paths = shop
    ingest(workspace_of(database[0], required=[*ORDERS["required"], "city"]), paths)
    assert pulling.due(workspace, paths, now_utc()) == [("shop", "orders")]
    (load,) = ingest(workspace, paths)
    assert load.status == "landed"
    assert loads.loads(paths.state, ("refused",)) == []


def test_what_is_due_follows_the_cadence(shop: tuple[Workspace, WorkspacePaths]) -> None:
    workspace, paths = shop
    assert pulling.due(workspace, paths, now_utc()) == [("shop", "orders")]
    ingest(workspace, paths)
    assert pulling.due(workspace, paths, now_utc()) == []
    assert pulling.due(workspace, paths, now_utc() + dt.timedelta(hours=21)) == [("shop", "orders")]


def test_a_secret_that_is_not_set_is_named(
    shop: tuple[Workspace, WorkspacePaths], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SHOP_PASSWORD")
    with pytest.raises(ConfigurationError, match="asks for the secret SHOP_PASSWORD, which is not set"):
        ingest(*shop)
    held = tmp_path / "password"
    held.write_text(PASSWORD + "\n")
    monkeypatch.setenv("SHOP_PASSWORD_FILE", str(held))
    assert len(ingest(*shop)) == 1


def test_sqlite_by_url_with_a_number_as_cursor(tmp_path: Path) -> None:
    import sqlite3

    file = tmp_path / "shop.sqlite"
    workspace = workspace_of(f"sqlite:///{file}", cursor={"column": "order_id", "overlap": 1}, version=None)
    paths = WorkspacePaths(tmp_path / "data")
    connection = sqlite3.connect(file)
    connection.execute("create table orders (order_id integer, customer text, amount numeric, updated_at text)")
    assert [(load.status, load.row_count) for load in ingest(workspace, paths)] == [("landed", 0)]
    connection.executemany("insert into orders values (?, 'c', 1, '2026-06-01')", [(1,), (2,)])
    connection.commit()
    assert [load.row_count for load in ingest(workspace, paths)] == [2]
    connection.executemany("insert into orders values (?, 'c', 1, '2026-06-01')", [(3,)])
    connection.commit()
    connection.close()
    assert [load.row_count for load in ingest(workspace, paths)] == [1]
