"""An SFTP server is believed by its host key alone: one that was accepted, and no other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncssh
import paramiko
import pytest
from file_servers import FileServer, running_sftp
from sftp_server import PASSWORD

from workspaces.errors import ConfigurationError
from workspaces.remote_folder import opened, with_known_hosts

ANOTHER = "AAAAC3NzaC1lZDI1NTE5AAAAIGEmqtInGtXDV3ZNpkgsuPPt3kBzmAUqVKPZDUkQVFrv"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FileServer]:
    """One server for all tests of this module."""
    with running_sftp(tmp_path_factory.mktemp("door")) as started:
        yield started


def known(server: FileServer) -> Path:
    """The file in which the server's key is accepted."""
    return Path(server.options["known_hosts"])


def opening(server: FileServer, file: Path, **options: Any) -> Any:
    """The file system by a new connection, with another file of accepted keys."""
    return opened(server.url, {**server.options, "known_hosts": str(file), **options}, is_new=True)[0]


def test_an_accepted_key_opens(server: FileServer) -> None:
    assert opening(server, known(server)).ls("/") == []


def test_a_hashed_line_is_found(server: FileServer, tmp_path: Path) -> None:
    file, lines = tmp_path / "known_hosts", (line.split(" ", 1) for line in known(server).read_text().splitlines())
    file.write_text("".join(f"{paramiko.HostKeys.hash_host(host)} {key}\n" for host, key in lines))
    assert "127.0.0.1" not in file.read_text()
    assert opening(server, file).ls("/") == []


def test_an_unknown_key_is_refused_with_its_fingerprint_and_how_to_accept_it(
    server: FileServer, tmp_path: Path
) -> None:
    fingerprint = asyncssh.import_public_key(
        known(server).read_text().splitlines()[0].split(" ", 1)[1]
    ).get_fingerprint()
    port, file = server.options["port"], tmp_path / "known_hosts"
    with pytest.raises(ConfigurationError) as refused:
        opening(server, file)
    assert f"[127.0.0.1]:{port} shows a host key that nobody has accepted: ssh-ed25519 {fingerprint}." in str(
        refused.value
    )
    assert f"ssh-keyscan -p {port} 127.0.0.1 >> {file}" in refused.value.mend
    assert PASSWORD not in str(refused.value)
    assert not file.exists()


def test_another_key_than_the_accepted_one_is_refused_as_such(server: FileServer, tmp_path: Path) -> None:
    file = tmp_path / "known_hosts"
    file.write_text(f"[127.0.0.1]:{server.options['port']} ssh-ed25519 {ANOTHER}\n")
    with pytest.raises(ConfigurationError, match=r"shows another host key .* somebody may stand between") as refused:
        opening(server, file)
    assert f"ssh-keygen -R '[127.0.0.1]:{server.options['port']}' -f {file}" in refused.value.mend


def test_nobody_turns_the_question_off(server: FileServer, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="nobody has accepted"):
        opening(server, tmp_path / "none", host_key_policy="auto_add")


def test_a_file_of_keys_that_is_none_is_told(server: FileServer, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no absolute path"):
        opening(server, Path("known_hosts"))
    with pytest.raises(ConfigurationError, match="cannot be read"):
        opening(server, tmp_path)


def test_other_folders_are_asked_nothing_and_a_chain_is_asked_inside() -> None:
    assert with_known_hosts("s3://bucket/in", {"key": "k"}) == {"key": "k"}
    chained = with_known_hosts("simplecache::sftp://127.0.0.1/in", {"sftp": {"username": "shop"}})
    assert set(chained) == {"sftp"}
    assert {"username", "host_key_policy"} <= set(chained["sftp"])
