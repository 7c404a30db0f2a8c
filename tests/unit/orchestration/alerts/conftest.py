"""Real servers on loopback: one that takes JSON over HTTP, one that takes mail over SMTP."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest


@dataclass
class Taken:
    """What a server was given. `status` is what the HTTP server answers."""

    port: int = 0
    status: int = 200
    bodies: list[Any] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)


@contextmanager
def serving(server: socketserver.BaseServer, taken: Taken) -> Iterator[Taken]:
    """Serve in a thread while the block runs."""
    taken.port = int(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield taken
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def web() -> Iterator[Taken]:
    """Takes POSTs."""
    taken = Taken()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            taken.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            taken.headers.append(dict(self.headers))
            self.send_response(taken.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with serving(HTTPServer(("127.0.0.1", 0), Handler), taken) as served:
        yield served


@pytest.fixture
def mail() -> Iterator[Taken]:
    """Takes letters, as RFC 5321 has it, with AUTH PLAIN."""
    taken = Taken()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 loopback")
            while line := self.rfile.readline().decode().rstrip("\r\n"):
                verb = line.split(" ")[0].upper()
                taken.commands.append(line)
                if verb == "EHLO":
                    self.say("250-loopback\r\n250 AUTH PLAIN")
                elif verb == "AUTH":
                    self.say("235 welcome")
                elif verb == "DATA":
                    self.say("354 go on")
                    taken.bodies.append(self.letter())
                    self.say("250 taken")
                elif verb == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 ok")

        def letter(self) -> str:
            lines: list[str] = []
            while (line := self.rfile.readline().decode().rstrip("\r\n")) != ".":
                lines.append(line)
            return "\n".join(lines)

        def say(self, answer: str) -> None:
            self.wfile.write(f"{answer}\r\n".encode())

    with serving(socketserver.TCPServer(("127.0.0.1", 0), Handler), taken) as served:
        yield served
