"""An alert's letter on a real mail server that asks for STARTTLS: it goes encrypted, or not at all."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from orchestration.alerts.channels import Message, UnsentError, send
from workspaces.alerts import Alert

SAID = Message("small", "Small shop", "refusal", ("orders.csv: the file is empty.",))


@dataclass
class Server:
    """What came, and how; `certificate` is its own word for who it is."""

    certificate: Path
    port: int = 0
    letters: list[tuple[bool, str, str]] = field(default_factory=list)
    logins: list[bytes] = field(default_factory=list)

    async def handle_DATA(self, _: object, session: Any, envelope: Any) -> str:  # noqa: N802 - called by this name
        """Take a letter: whether the line was encrypted, to whom, and what."""
        self.letters.append((session.ssl is not None, *envelope.rcpt_tos, envelope.content.decode()))
        return "250 taken"

    def login(self, _: object, __: object, ___: object, ____: str, told: LoginPassword) -> AuthResult:
        """Let one password in."""
        self.logins.append(told.login)
        return AuthResult(success=told.password == b"s3cret-Pa55")


def own_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of 127.0.0.1 that nobody but itself vouches for, and its key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    today = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = folder / "server.pem", folder / "server.key"
    files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return files


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """The server, which takes neither letter nor password before STARTTLS."""
    certificate, key = own_certificate(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    taken = Server(certificate, port)
    controller = Controller(
        taken,
        hostname="127.0.0.1",
        port=port,
        tls_context=context,
        require_starttls=True,
        authenticator=taken.login,
        auth_required=True,
    )
    controller.start()
    yield taken
    controller.stop()


def alert(server: Server, **told: str) -> Alert:
    """The channel as a workspace declares it."""
    email = {"to": ["ops@shop.example"], "from": "langganan@shop.example", "server": "127.0.0.1", "port": server.port}
    return Alert.model_validate({"email": {**email, "user": "shop", "password": "s3cret-Pa55", **told}})


def test_a_letter_goes_encrypted(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    send(alert(server), SAID)
    ((is_encrypted, to, letter),) = server.letters
    assert (is_encrypted, to) == (True, "ops@shop.example")
    assert "orders.csv: the file is empty." in letter
    assert server.logins == [b"shop"]


def test_a_server_that_nobody_vouches_for_is_told_nothing(server: Server) -> None:
    with pytest.raises(UnsentError, match="certificate verify failed"):
        send(alert(server), SAID)
    assert (server.letters, server.logins) == ([], [])


def test_nothing_goes_in_the_clear_to_a_server_that_wants_starttls(server: Server) -> None:
    with pytest.raises(UnsentError):
        send(alert(server, security="none"), SAID)
    assert (server.letters, server.logins) == ([], [])
