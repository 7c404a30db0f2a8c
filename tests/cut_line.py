"""A wire to a server on loopback that a test can cut in the middle of what a client sends."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any


class Line:
    """Forwards every connection at `port` to the server; `cut(n, times)` breaks the next ones after n bytes each."""

    def __init__(self, server: int) -> None:
        self._server = server
        self._left: list[int] = []
        self.cuts = 0
        self._sockets: set[socket.socket] = set()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self._threads = [threading.Thread(target=self._accept, daemon=True)]

    def cut(self, after: int, times: int = 1) -> None:
        """Break the connections that stand, and the next `times` ones after so many bytes from the client each."""
        self._left = [after] * times
        self._close_all()

    def mend(self) -> None:
        """Carry whatever comes; connections that stand are broken, so that none is half cut."""
        self.cut(0, times=0)

    def __enter__(self) -> Line:
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._close_all()
        for thread in self._threads:
            thread.join(5)

    def _close_all(self) -> None:
        for one in list(self._sockets):
            _end(one)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            left = self._left.pop(0) if self._left else None
            self._start(self._carry, client, left)

    def _start(self, work: Callable[..., None], *given: Any) -> threading.Thread:
        thread = threading.Thread(target=work, args=given, daemon=True)
        self._threads.append(thread)
        thread.start()
        return thread

    def _carry(self, client: socket.socket, left: int | None) -> None:
        """One connection, both ways. Sockets are closed by this thread alone: a number closed too early is reused."""
        with client, contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self._server)) as server:
            self._sockets |= {client, server}
            back = self._start(self._forward, server, client, None)
            self._forward(client, server, left)
            back.join()
            self._sockets -= {client, server}

    def _forward(self, source: socket.socket, target: socket.socket, left: int | None) -> None:
        with contextlib.suppress(OSError):
            while block := source.recv(1 << 16):
                if left is not None and len(block) >= left:
                    target.sendall(block[:left])
                    self.cuts += 1
                    break
                left = None if left is None else left - len(block)
                target.sendall(block)
        _end(source)
        _end(target)


def _end(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
