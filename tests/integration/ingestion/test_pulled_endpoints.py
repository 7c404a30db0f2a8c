"""Records drawn from a real HTTP server that pages, asks for a token, throttles and fails."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import duckdb
import pytest

from ingestion import deliveries, landing, pulling
from ledgers.loads import Load
from workspaces.configuration import Workspace
from workspaces.errors import ConfigurationError
from workspaces.paths import WorkspacePaths

TOKEN = "t0ken-of-the-shop"  # noqa: S105 - of a server that lives for the test
PAGES = {"type": "page_number", "base_page": 1, "total_path": "pages"}


@dataclass
class Shop:
    """The server's orders, how often it fails before it answers, and what it was asked."""

    orders: list[dict[str, Any]] = field(default_factory=list)
    failures: list[int] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    address: str = ""


@pytest.fixture
def shop() -> Iterator[Shop]:
    state = Shop([{"id": n, "changed": f"2026-06-0{n}T10:00:00Z", "total": n * 1000, "note": "é"} for n in (1, 2, 3)])

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            state.asked.append(self.path)
            if self.headers.get("Authorization") != f"Bearer {TOKEN}":
                return self.answer(401, {"error": "who are you"})
            if state.failures:
                return self.answer(state.failures.pop(0), {"error": "later"})
            asked = {name: values[0] for name, values in parse_qs(url.query).items()}
            found = [order for order in state.orders if order["changed"] >= asked.get("since", "")]
            page = int(asked.get("page", "1"))
            return self.answer(200, {"orders": found[2 * (page - 1) : 2 * page], "pages": (len(found) + 1) // 2})

        def do_POST(self) -> None:
            given = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            state.asked.append(self.path)
            is_known = given.get("client_id") == ["shop"] and given.get("client_secret") == ["cl13nt-secret"]
            self.answer(*((200, {"access_token": TOKEN, "expires_in": 3600}) if is_known else (401, {})))

        def answer(self, status: int, content: dict[str, Any]) -> None:
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if status == 429:
                self.send_header("Retry-After", "0")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    state.address = f"http://127.0.0.1:{server.server_address[1]}"
    yield state
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WorkspacePaths:
    monkeypatch.setenv("SHOP_TOKEN", TOKEN)
    monkeypatch.setenv("RUNTIME__REQUEST_BACKOFF_FACTOR", "0.01")
    return WorkspacePaths(tmp_path / "data")


def workspace_of(shop: Shop, auth: dict[str, Any] | None = None, **changes: Any) -> Workspace:
    orders = {
        "endpoint": {"path": "orders", "data_selector": "orders", "paginator": PAGES},
        "format": "json_lines",
        "key": ["id"],
        "version": "changed",
        "cursor": {"column": "changed", "parameter": "since"},
    }  # fmt: skip
    auth = auth or {"type": "bearer", "token": "${SHOP_TOKEN}"}
    return Workspace.model_validate(
        {
            "name": "small",
            "title": "Small",
            "time_zone": "Asia/Jakarta",
            "currency": "IDR",
            "phone_region": "ID",
            "sources": {
                "shop": {
                    "interface": {"base_url": shop.address, "auth": auth},
                    "entities": {"orders": {**orders, **changes}},
                }
            },
        }
    )


def ingest(workspace: Workspace, paths: WorkspacePaths) -> list[Load]:
    pulling.pull(workspace, paths, "shop", "orders")
    landed = []
    for delivery in deliveries.discover(workspace, paths, "shop", "orders", paths.state):
        landed.append(landing.land(workspace, paths, delivery, frozenset()))
        if landed[-1].status != "refused":
            pulling.settle(paths, landed[-1])
    return landed


def lines(paths: WorkspacePaths, load: Load) -> list[dict[str, Any]]:
    file = paths.raw / str(load.path)
    return [json.loads(line) for (line,) in duckdb.execute("select line from read_parquet(?)", [str(file)]).fetchall()]


def test_all_pages_are_drawn_and_then_only_what_is_new(shop: Shop, paths: WorkspacePaths) -> None:
    workspace = workspace_of(shop)
    (first,) = ingest(workspace, paths)
    assert lines(paths, first) == shop.orders
    assert ingest(workspace, paths) == []
    shop.orders.append({"id": 4, "changed": "2026-06-03T10:00:00Z", "total": 1, "note": None})
    (second,) = ingest(workspace, paths)
    assert lines(paths, second) == shop.orders[3:]
    assert "since=2026-06-03T10%3A00%3A00Z" in shop.asked[-1]


def test_a_server_that_throttles_and_fails_is_asked_again(shop: Shop, paths: WorkspacePaths) -> None:
    shop.failures = [429, 500, 503]
    (load,) = ingest(workspace_of(shop), paths)
    assert (load.status, load.row_count) == ("landed", 3)
    assert len(shop.asked) == 5


def test_a_server_that_keeps_failing_is_a_refusal_and_resumes_where_it_was(shop: Shop, paths: WorkspacePaths) -> None:
    workspace = workspace_of(shop)
    ingest(workspace, paths)
    shop.orders.append({"id": 4, "changed": "2026-06-04T10:00:00Z", "total": 1, "note": None})
    shop.failures = [500] * 20
    (refused,) = ingest(workspace, paths)
    assert "the interface did not answer as it should (500 Server Error" in refused.reason
    shop.failures = []
    (load,) = ingest(workspace, paths)
    assert [line["id"] for line in lines(paths, load)] == [4]
    assert deliveries.refusals(workspace, paths) == []


def test_client_credentials_are_exchanged_for_a_token(
    shop: Shop, paths: WorkspacePaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_SECRET", "cl13nt-secret")
    auth = {
        "type": "oauth2_client_credentials",
        "access_token_url": f"{shop.address}/token",
        "client_id": "shop",
        "client_secret": "${SHOP_SECRET}",
    }
    (load,) = ingest(workspace_of(shop, auth), paths)
    assert load.row_count == 3
    assert shop.asked[0] == "/token"


def test_a_wrong_token_is_a_refusal_without_it(
    shop: Shop, paths: WorkspacePaths, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("SHOP_TOKEN", "wr0ng-token")
    (refused,) = ingest(workspace_of(shop), paths)
    assert "401" in refused.reason
    kept = caplog.text + "".join(f.read_bytes().decode("latin-1") for f in paths.root.rglob("*") if f.is_file())
    assert "wr0ng-token" not in kept


def test_a_declaration_that_dlt_does_not_know_is_a_configuration_error(shop: Shop, paths: WorkspacePaths) -> None:
    with pytest.raises(ConfigurationError, match="A source's interface cannot be used"):
        ingest(workspace_of(shop, endpoint={"path": "orders", "paginatr": "auto"}), paths)
