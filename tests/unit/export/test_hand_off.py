"""Finished files arrive whole at a place outside, are tried again, and go when they stand no more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest
from exporting_shop import Shop

from export import hand_off
from export.hand_off import hand_over
from export.write import withdraw_stale
from workspaces.errors import LanggananError
from workspaces.hand_off import HandOff


@pytest.fixture(params=["local", "memory"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[HandOff]:
    """A folder, and a store in memory as a bucket is one."""
    yield HandOff(to=str(tmp_path / "outside") if request.param == "local" else "memory://outside")
    fsspec.filesystem("memory").store.clear()


def names_in(place: HandOff) -> dict[str, bytes]:
    """Every file there, by name."""
    there, root = fsspec.core.url_to_fs(place.to)
    found = there.find(root) if there.exists(root) else []
    return {name.rsplit("/", 1)[-1]: there.cat_file(name) for name in found}


def test_files_arrive_whole_and_once(shop: Shop, place: HandOff) -> None:
    line = shop.export()
    assert hand_over(shop.paths, [place]) == [f"birthday/generic_csv/{Path(line.file).parent.name}"]
    arrived = names_in(place)
    assert set(arrived) == {Path(line.file).name, "manifest.json"}
    assert arrived[Path(line.file).name] == shop.bytes_of(line)
    assert json.loads(arrived["manifest.json"])["export_id"] == line.export_id
    assert hand_over(shop.paths, [place]) == []


@pytest.mark.parametrize("damage", ["cut", "lost"])
def test_a_file_that_was_damaged_there_is_brought_again(shop: Shop, place: HandOff, damage: str) -> None:
    line = shop.export()
    hand_over(shop.paths, [place])
    there, root = fsspec.core.url_to_fs(place.to)
    (arrived,) = (name for name in there.find(root) if name.endswith(".csv"))
    if damage == "cut":
        there.pipe_file(arrived, shop.bytes_of(line)[:-5])
    else:
        there.rm_file(arrived)
    assert len(hand_over(shop.paths, [place])) == 1
    assert names_in(place)[Path(line.file).name] == shop.bytes_of(line)


def test_what_stands_no_more_goes(shop: Shop, place: HandOff) -> None:
    shop.export()
    hand_over(shop.paths, [place])
    shop.build("delete from eligibility.elg_members where channel = 'email' and customer_id = 'c01'")
    second = shop.export()
    hand_over(shop.paths, [place])
    assert {n.split("_")[3] for n in names_in(place) if n != "manifest.json"} == {"full", "removed"}
    assert all(second.export_id[:8] in n for n in names_in(place) if n != "manifest.json")
    withdraw_stale(shop.paths, {})
    hand_over(shop.paths, [place])
    assert names_in(place) == {}


def test_only_the_destinations_that_are_named(shop: Shop, tmp_path: Path) -> None:
    shop.export()
    shop.export("google_ads")
    place = HandOff(to=str(tmp_path / "outside"), destinations=("google_ads",))
    (folder,) = hand_over(shop.paths, [place])
    assert folder.startswith("birthday/google_ads/")


def test_a_damaged_file_is_tried_again_and_then_fails(
    shop: Shop, place: HandOff, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.export()
    there, _ = fsspec.core.url_to_fs(place.to)
    put, tried, waited = type(there).put_file, [], []

    def damaging(self: Any, local: str, target: str, *more: Any, **named: Any) -> None:
        put(self, local, target, *more, **named)
        tried.append(target)
        if len(tried) < 3:
            self.pipe_file(target, b"half")

    monkeypatch.setattr(type(there), "put_file", damaging)
    assert len(hand_over(shop.paths, [place], waited.append)) == 1
    assert waited == [1.0, 2.0]
    assert not [n for n in names_in(place) if n.endswith(hand_off.PARTIAL)]
    tried.clear()
    fsspec.filesystem("memory").store.clear()
    other = place.model_copy(update={"to": f"{place.to}-2", "attempts": 2})
    with pytest.raises(LanggananError, match="arrived damaged"):
        hand_over(shop.paths, [other], waited.append)
    assert "manifest.json" not in names_in(other)


def test_a_secret_is_not_told(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.export()
    monkeypatch.setenv("DROP_PASSWORD", "very-secret")
    place = HandOff(to="nowhere://shop:${DROP_PASSWORD}@host/in", attempts=1)
    with pytest.raises(LanggananError) as raised:
        hand_over(shop.paths, [place])
    assert "very-secret" not in str(raised.value)
