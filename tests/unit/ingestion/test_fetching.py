"""Files of a remote folder come once, whole, and into the inbox; a folder that does not answer is a refusal."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fsspec
import pytest
from small_inbox import SmallInbox, small_inbox

from ingestion import deliveries, fetching
from ingestion.inbox import unmatched
from workspaces.configuration import Workspace

A, B = "a,b\n1,x\n", "a,b\n1,y\n"
ROOT = "memory://outgoing/shop"


@dataclass(frozen=True)
class RemoteShop:
    """The small inbox whose source is fetched, and its folder elsewhere."""

    inbox: SmallInbox
    url: str

    @property
    def system(self) -> Any:
        return fsspec.filesystem("memory")

    def put(self, name: str, content: str, age: float = 60) -> None:
        """Write a file there, as of `age` seconds ago."""
        self.system.pipe_file(f"/outgoing/shop/{name}", content.encode())
        stored = self.system.store[f"/outgoing/shop/{name}"]
        stored.modified = stored.created = fetching.dt.datetime.fromtimestamp(time.time() - age, fetching.dt.UTC)

    def land(self) -> list[tuple[str, str]]:
        """Fetch and land; (delivery, status) of what came."""
        fetching.fetch(self.inbox.workspace, self.inbox.paths, "shop", "things")
        return [(load.delivery, load.status) for load in self.inbox.land()]

    @property
    def has_news(self) -> bool:
        return bool(fetching.news(self.inbox.workspace, self.inbox.paths))


def fetched_from(url: str, root: Path, options: dict[str, str] | None = None, **entity: Any) -> SmallInbox:
    """An inbox whose source lies at this URL."""
    made = small_inbox(root, files="**/*_*.csv", **entity)
    source = made.workspace.sources["shop"].model_copy(
        update={"inbox": url, "inbox_options": options or {}, "database": None}
    )
    return SmallInbox(
        Workspace.model_validate(made.workspace.model_copy(update={"sources": {"shop": source}})), made.paths
    )


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[RemoteShop]:
    yield RemoteShop(fetched_from(ROOT, tmp_path), ROOT)
    fsspec.filesystem("memory").store.clear()


def test_a_file_is_fetched_once_and_kept_in_the_inbox(shop: RemoteShop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.put("2026/orders_20260601.csv", A)
    shop.put("readme.txt", "no delivery")
    assert shop.has_news
    assert shop.land() == [("shop/2026/orders_20260601.csv", "landed")]
    assert (shop.inbox.paths.inbox / "shop/2026/orders_20260601.csv").read_text() == A
    assert unmatched(shop.inbox.workspace, shop.inbox.paths) == []
    monkeypatch.setattr(fetching, "_bring", None)  # a call of it would fail
    assert not shop.has_news
    assert shop.land() == []


def test_new_content_under_the_same_name_is_fetched_again(shop: RemoteShop) -> None:
    shop.put("orders_20260601.csv", A)
    shop.land()
    shop.put("orders_20260601.csv", B, age=40)
    assert shop.has_news
    assert shop.land() == [("shop/orders_20260601.csv", "landed")]
    assert [row[1] for row in shop.inbox.rows()] == ["x", "y"]


def test_a_file_that_is_still_written_is_waited_for(shop: RemoteShop) -> None:
    shop.put("orders_20260601.csv", "a,b\n", age=1)
    assert shop.land() == []
    shop.put("orders_20260601.csv", A, age=0)
    assert shop.land() == []
    assert shop.has_news
    assert shop.land() == [("shop/orders_20260601.csv", "landed")]  # two looks found it the same


def test_a_file_that_grows_while_it_is_fetched_is_not_taken(shop: RemoteShop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.put("orders_20260601.csv", A)

    def grow(system: Any, path: str, *arguments: Any, **options: Any) -> Any:
        monkeypatch.undo()
        shop.put("orders_20260601.csv", A + "2,z\n", age=0)
        return system.open(path, *arguments, **options)

    monkeypatch.setattr(type(shop.system), "open", grow)
    assert shop.land() == []
    assert list(shop.inbox.paths.inbox.rglob("*.csv")) == []
    shop.put("orders_20260601.csv", A + "2,z\n")
    assert shop.land() == [("shop/orders_20260601.csv", "landed")]


def test_a_folder_that_does_not_answer_is_a_refusal_until_it_does(
    shop: RemoteShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_KEY", "s3cret-key")
    keyed = RemoteShop(fetched_from(ROOT, shop.inbox.paths.root.parent, {"token": "${SHOP_KEY}"}), ROOT)

    def fail(*_: Any, **__: Any) -> Any:
        raise ConnectionError("s3cret-key was not let in")

    shop.put("orders_20260601.csv", A)
    monkeypatch.setattr(type(shop.system), "glob", fail)
    assert keyed.has_news
    ((name, status),) = keyed.land()
    assert (name.startswith("shop/things/"), status) == (True, "refused")
    (load,) = keyed.inbox.refused()
    assert load.reason == f"{name}: the inbox cannot be read (*** was not let in)."
    assert load.mend == "Look whether it is there and lets this user read; the next run asks again."
    assert keyed.land() == []
    assert len(deliveries.refusals(keyed.inbox.workspace, keyed.inbox.paths)) == 1
    monkeypatch.undo()
    assert shop.land() == [("shop/orders_20260601.csv", "landed")]
    assert shop.inbox.refused() == []


def test_an_unknown_kind_of_folder_names_what_is_missing(tmp_path: Path) -> None:
    inbox = fetched_from("nosuch://bucket", tmp_path)
    fetching.fetch(inbox.workspace, inbox.paths, "shop", "things")
    (load,) = inbox.land()
    assert "the inbox cannot be read (Protocol not known: nosuch" in load.reason
    assert load.mend == "Install the extra that it names, or correct `inbox`."


def test_a_local_folder_with_sidecars(tmp_path: Path) -> None:
    inbox = fetched_from(f"file://{tmp_path}/elsewhere", tmp_path / "home").declared(
        delivered_at={"from": "sidecar"}, files="*_*.csv"
    )
    source = inbox.workspace.sources["shop"].model_copy(
        update={"inbox": f"file://{tmp_path}/elsewhere", "database": None}
    )
    inbox = SmallInbox(inbox.workspace.model_copy(update={"sources": {"shop": source}}), inbox.paths)
    (tmp_path / "elsewhere").mkdir()
    for name, text in {"c_1.csv": A, "c_1.csv.delivered_at": "2026-06-01T09:00:00+07:00"}.items():
        (tmp_path / "elsewhere" / name).write_text(text)
        os.utime(tmp_path / "elsewhere" / name, (1, 1))
    fetching.fetch(inbox.workspace, inbox.paths, "shop", "things")
    assert [(load.delivery, load.delivered_at[:16]) for load in inbox.land()] == [("shop/c_1.csv", "2026-06-01T02:00")]
