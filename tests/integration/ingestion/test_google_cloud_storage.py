"""Google Cloud Storage, spoken to a real server on loopback: an inbox is fetched from it, and files are handed to it.

What a broken line does is tried on SFTP and S3 (test_fetched_servers.py, test_hand_off_servers.py): gcsfs itself tries
again for half a minute.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import small_marts
from file_servers import FileServer, running_google_bucket
from small_inbox import SmallInbox, small_inbox
from unread_export import export

from export.hand_off import hand_over
from export.write import withdraw_stale
from ingestion import fetching
from workspaces.configuration import Workspace, load_workspace
from workspaces.hand_off import HandOff

A = b"a,b\n1,x\n"


@pytest.fixture(scope="module")
def running() -> Iterator[FileServer]:
    """One server for all tests here."""
    with running_google_bucket() as started:
        yield started


@pytest.fixture
def server(running: FileServer) -> Iterator[FileServer]:
    """The server, with an empty place."""
    yield running
    running.empty()


def inbox_at(url: str, server: FileServer, root: Path) -> SmallInbox:
    """The small inbox whose source delivers to this address."""
    made = small_inbox(root, files="*/orders_*.csv")
    told = {"inbox": url, "inbox_options": server.options, "database": None}
    source = made.workspace.sources["shop"].model_copy(update=told)
    declared = made.workspace.model_copy(update={"sources": {"shop": source}})
    return SmallInbox(Workspace.model_validate(declared), made.paths)


def land(inbox: SmallInbox) -> list[tuple[str, str]]:
    """Fetch and land; (delivery, status) of what came."""
    fetching.fetch(inbox.workspace, inbox.paths, "shop", "things")
    return [(load.delivery, load.status) for load in inbox.land()]


def test_what_rests_there_is_fetched_once_and_what_changes_again(server: FileServer, tmp_path: Path) -> None:
    inbox = inbox_at(server.url, server, tmp_path)
    server.put("2026/orders_20260601.csv", A)
    server.put("2026/readme.txt", b"no delivery")
    assert land(inbox) == []  # it may still be written to
    assert land(inbox) == [("shop/2026/orders_20260601.csv", "landed")]
    assert (land(inbox), fetching.news(inbox.workspace, inbox.paths)) == ([], [])
    server.put("2026/orders_20260601.csv", A + b"3,z\n")
    assert fetching.news(inbox.workspace, inbox.paths) != []
    assert land(inbox) == []
    assert land(inbox) == [("shop/2026/orders_20260601.csv", "landed")]
    assert [row[:2] for row in inbox.rows()] == [("1", "x"), ("1", "x"), ("3", "z")]


def test_a_bucket_that_is_not_there_is_a_refusal(server: FileServer, tmp_path: Path) -> None:
    inbox = inbox_at("gs://of-somebody-else/in", server, tmp_path)
    land(inbox)
    (refused,) = inbox.refused()
    assert "the inbox cannot be read" in refused.reason


def test_files_are_handed_over_whole_and_taken_away(server: FileServer, tmp_path: Path) -> None:
    paths, build_seq = small_marts.audited(tmp_path)
    workspace, audience = load_workspace("sample_shop"), small_marts.AUDIENCES["birthday"]
    line = export(paths, workspace, "birthday", audience, "generic_csv", build_seq, small_marts.AS_OF)
    place, here = HandOff(to=server.url, options=server.options), (paths.exports / line.file).parent
    assert hand_over(paths, [place]) == [str(here.relative_to(paths.exports))]
    assert server.files() == {str(f.relative_to(paths.exports)): f.read_bytes() for f in here.iterdir()}
    assert hand_over(paths, [place]) == []
    withdraw_stale(paths, {})
    hand_over(paths, [place])
    assert server.files() == {}
