"""An inbox on a real SFTP server and a real S3 server: fetched once and whole, whatever becomes of the line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from file_servers import FileServer, running_bucket, running_sftp
from small_inbox import SmallInbox, small_inbox

from ingestion import fetching
from workspaces.configuration import Workspace

A, B = b"a,b\n1,x\n", b"a,b\n2,y\n"


@pytest.fixture(scope="module", params=["sftp", "bucket"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FileServer]:
    with running_bucket() if request.param == "bucket" else running_sftp(tmp_path_factory.mktemp("there")) as started:
        yield started


@pytest.fixture
def inbox(server: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallInbox]:
    """The small inbox whose source delivers into an empty place on the server; its secret is in the environment."""
    made = small_inbox(tmp_path, files="*/orders_*.csv")
    secret = "secret" if "secret" in server.options else "password"
    monkeypatch.setenv("INBOX_SECRET", str(server.options[secret]))
    source = made.workspace.sources["shop"].model_copy(
        update={
            "inbox": server.url,
            "inbox_options": {**server.options, secret: "${INBOX_SECRET}"},
            "database": None,
        }
    )
    declared = made.workspace.model_copy(update={"sources": {"shop": source}})
    yield SmallInbox(Workspace.model_validate(declared), made.paths)
    server.empty()


def land(inbox: SmallInbox) -> list[tuple[str, str]]:
    """Fetch and land; (delivery, status) of what came."""
    fetching.fetch(inbox.workspace, inbox.paths, "shop", "things")
    return [(load.delivery, load.status) for load in inbox.land()]


def test_what_rests_there_is_fetched_once_and_what_changes_again(server: FileServer, inbox: SmallInbox) -> None:
    server.put("2026/orders_20260601.csv", A)
    server.put("2026/readme.txt", b"no delivery")
    assert fetching.news(inbox.workspace, inbox.paths)
    assert land(inbox) == []  # it may still be written to
    assert land(inbox) == [("shop/2026/orders_20260601.csv", "landed")]
    assert (land(inbox), fetching.news(inbox.workspace, inbox.paths)) == ([], [])
    server.put("2026/orders_20260601.csv", A + b"3,z\n")
    server.put("2026/orders_20260602.csv", B)
    assert land(inbox) == []
    assert land(inbox) == [("shop/2026/orders_20260601.csv", "landed"), ("shop/2026/orders_20260602.csv", "landed")]
    assert [row[:2] for row in inbox.rows()] == [("1", "x"), ("1", "x"), ("3", "z"), ("2", "y")]
    assert sorted(server.files()) == ["2026/orders_20260601.csv", "2026/orders_20260602.csv", "2026/readme.txt"]


def test_a_broken_line_is_a_refusal_and_the_next_run_has_it_whole(server: FileServer, inbox: SmallInbox) -> None:
    server.put("2026/orders_20260601.csv", A)
    assert land(inbox) == []
    server.line.cut(200, times=50)
    assert [status for _, status in land(inbox)] == ["refused"]
    (refused,) = inbox.refused()
    assert "the inbox cannot be read" in refused.reason
    server.line.mend()
    assert ("shop/2026/orders_20260601.csv", "landed") in land(inbox)
    assert inbox.refused() == []


def test_a_place_that_lets_nobody_in_is_told_without_the_secret(
    server: FileServer, inbox: SmallInbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INBOX_SECRET", "n0t-the-secret")
    if server.url.startswith("s3://"):  # this server takes any key, so that another's bucket stands for it
        source = inbox.workspace.sources["shop"].model_copy(update={"inbox": "s3://of-somebody-else/in"})
        inbox = SmallInbox(inbox.workspace.model_copy(update={"sources": {"shop": source}}), inbox.paths)
    land(inbox)
    (refused,) = inbox.refused()
    assert "the inbox cannot be read" in refused.reason
    assert "n0t-the-secret" not in f"{refused.reason} {refused.mend}"
    assert fetching.news(inbox.workspace, inbox.paths) == ["shop/things"]


def test_a_server_whose_host_key_nobody_accepted_gets_no_password(server: FileServer, inbox: SmallInbox) -> None:
    if not server.url.startswith("sftp"):
        return  # only SFTP has host keys
    server.put("2026/orders_20260601.csv", A)
    source = inbox.workspace.sources["shop"]
    options = {**source.inbox_options, "known_hosts": str(inbox.paths.root / "nobody")}
    unknown = source.model_copy(update={"inbox_options": options})
    stranger = SmallInbox(inbox.workspace.model_copy(update={"sources": {"shop": unknown}}), inbox.paths)
    land(stranger)
    (refused,) = stranger.refused()
    assert "a host key that nobody has accepted: ssh-ed25519 SHA256:" in refused.reason
    assert "ssh-keyscan -p " in str(refused.mend)
    assert not list(inbox.paths.inbox.rglob("*.csv"))
