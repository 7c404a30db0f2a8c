"""Files arrive whole on real servers, SFTP and S3, also when the line breaks, and go when they stand no more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from exporting_shop import Shop
from file_servers import FileServer, running_bucket, running_sftp

from export.hand_off import PARTIAL, hand_over
from export.write import withdraw_stale
from ledgers.exports import Export
from workspaces.errors import LanggananError
from workspaces.hand_off import HandOff


@pytest.fixture(scope="module", params=["sftp", "bucket"])
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FileServer]:
    """One server for all tests of this module."""
    started = running_bucket() if request.param == "bucket" else running_sftp(tmp_path_factory.mktemp("drop"))
    with started as server:
        yield server


@pytest.fixture
def server(running: FileServer) -> FileServer:
    """The server, with an empty place."""
    running.empty()
    return running


def place_on(server: FileServer, attempts: int = 3) -> HandOff:
    """The place as a workspace declares it."""
    return HandOff(to=server.url, options=server.options, attempts=attempts)


def exported(shop: Shop, *lines: Export) -> dict[str, bytes]:
    """What a place should hold: every file of these exports, at its place below exports/."""
    folders = [(shop.paths.exports / line.file).parent for line in lines]
    files = [file for folder in folders for file in folder.iterdir()]
    return {str(file.relative_to(shop.paths.exports)): file.read_bytes() for file in files}


def test_files_arrive_whole_and_once(shop: Shop, server: FileServer) -> None:
    first, second = shop.export(), shop.export("google_ads")
    names = [str(Path(line.file).parent) for line in (first, second)]
    assert hand_over(shop.paths, [place_on(server)]) == names
    assert server.files() == exported(shop, first, second)
    assert hand_over(shop.paths, [place_on(server)]) == []


def test_whoever_withdraws_is_taken_from_there(shop: Shop, server: FileServer) -> None:
    shop.export()
    hand_over(shop.paths, [place_on(server)])
    shop.build("delete from eligibility.elg_members where channel = 'email' and customer_id = 'c01'")
    second = shop.export()
    hand_over(shop.paths, [place_on(server)])
    assert server.files() == exported(shop, second)
    server.put("notes/readme.txt", b"not ours")
    withdraw_stale(shop.paths, {})
    hand_over(shop.paths, [place_on(server)])
    assert server.files() == {"notes/readme.txt": b"not ours"}


@pytest.mark.parametrize("after", [0, 3000])
def test_a_broken_line_is_tried_again(shop: Shop, server: FileServer, after: int) -> None:
    line = shop.export()
    place, waited = place_on(server, attempts=4), []
    server.line.cut(after, times=2)
    assert len(hand_over(shop.paths, [place], waited.append)) == 1
    assert server.line.cuts >= 1
    assert server.files() == exported(shop, line)


def test_a_line_that_breaks_between_two_runs_is_made_anew(shop: Shop, server: FileServer) -> None:
    first = shop.export()
    hand_over(shop.paths, [place_on(server)])
    server.line.mend()
    second = shop.export("google_ads")
    hand_over(shop.paths, [place_on(server)], lambda _: None)
    assert server.files() == exported(shop, first, second)


def test_a_line_that_stays_broken_fails_and_the_next_run_mends_it(shop: Shop, server: FileServer) -> None:
    line = shop.export()
    place, waited = place_on(server, attempts=2), []
    server.line.cut(2500, times=200)
    with pytest.raises(LanggananError, match="could not be handed") as raised:
        hand_over(shop.paths, [place], waited.append)
    assert waited == [1.0]
    assert not [secret for secret in ("s3cret", "Secret/key") if secret in str(raised.value)]
    server.line.mend()
    assert not [name for name in server.files() if name.endswith("manifest.json")]
    hand_over(shop.paths, [place])
    assert server.files() == exported(shop, line)
    assert not [name for name in server.files() if name.endswith(PARTIAL)]
    told = json.loads(server.files()[f"{Path(line.file).parent}/manifest.json"])
    assert told["export_id"] == line.export_id
