"""Real servers that files are fetched from and handed to, on loopback, each a process of its own: SFTP, S3 and Google
Cloud Storage.

`running_sftp` and `running_bucket` give a `FileServer`: the fsspec `url` of a place in it, the `options` that fsspec
needs beside it, and `line`, the wire to it, which a test can cut. What is asked of the files is the tests' matter.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cut_line import Line
from sftp_server import PASSWORD, USER

from workspaces.remote_folder import opened

TESTS = Path(__file__).resolve().parent
BUCKET = "marketing"
KEY, SECRET = "shops-key", "shops-Secret/key"


@dataclass(frozen=True)
class FileServer:
    """A place on a running server. Its own looks go past `line`, so that they see what a cut line left."""

    url: str
    options: dict[str, Any]
    line: Line
    past_the_line: dict[str, Any]

    @property
    def root(self) -> str:
        """The place as the file system names it."""
        return str(self._look()[1]).rstrip("/")

    def system(self) -> Any:
        """The file system, as it is now."""
        there = self._look()[0]
        there.invalidate_cache()
        return there

    def files(self) -> dict[str, bytes]:
        """Every file there, by its path below the place."""
        there, root = self.system(), self.root
        found = there.find(root) if there.exists(root) else []
        return {str(path).removeprefix(f"{root}/"): there.cat_file(path) for path in found}

    def put(self, name: str, content: bytes) -> None:
        """Lay a file there."""
        there, target = self.system(), f"{self.root}/{name}"
        there.makedirs(target.rsplit("/", 1)[0], exist_ok=True)
        there.pipe_file(target, content)

    def empty(self) -> None:
        """Remove the place with all it holds, and mend the line."""
        self.line.mend()
        there = self.system()
        if there.exists(self.root):
            there.rm(self.root, recursive=True)

    def _look(self) -> tuple[Any, str]:
        return opened(self.url, {**self.options, **self.past_the_line})


@contextmanager
def running_sftp(folder: Path) -> Iterator[FileServer]:
    """An SFTP server with an accepted host key, whose root is this folder; the place is `/in`, not there yet."""
    with TemporaryDirectory() as keys:
        shown, known = Path(keys, "shown"), Path(keys, "known_hosts")
        with _running("sftp_server.py", str(folder), str(shown)) as (port, line):
            known.write_text("".join(f"[127.0.0.1]:{p} {shown.read_text()}" for p in (port, line.port)))
            options = {"username": USER, "password": PASSWORD, "port": line.port, "known_hosts": str(known)}
            yield FileServer("sftp://127.0.0.1/in", options, line, {"port": port})


@contextmanager
def running_bucket() -> Iterator[FileServer]:
    """An S3 server with the empty bucket `marketing`; the place is `in` below it."""
    with _running("bucket_server.py") as (port, line):
        # Without its own patience of half a minute a client says at once that the line is cut.
        options = {"key": KEY, "secret": SECRET, "config_kwargs": {"retries": {"max_attempts": 0}}}
        ours, past = ({"endpoint_url": f"http://127.0.0.1:{p}"} for p in (line.port, port))
        server = FileServer(f"s3://{BUCKET}/in", {**options, **ours}, line, past)
        server.system().mkdir(BUCKET)
        yield server


@contextmanager
def running_google_bucket() -> Iterator[FileServer]:
    """A Google Cloud Storage server with the empty bucket `marketing`; the place is `in` below it."""
    # gcsfs asks for a bucket's kind by gRPC, which no server on loopback speaks; read when gcsfs is imported.
    os.environ["GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT"] = "false"
    with _running("google_bucket_server.py", BUCKET) as (port, line):
        ours, past = ({"endpoint_url": f"http://127.0.0.1:{p}"} for p in (line.port, port))
        yield FileServer(f"gs://{BUCKET}/in", {"token": "anon", **ours}, line, past)


@contextmanager
def _running(script: str, *arguments: str) -> Iterator[tuple[int, Line]]:
    # Its standard input ends when this process does, however that ends: parent_watch.py.
    process = subprocess.Popen(
        [sys.executable, str(TESTS / script), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        assert port.isdigit(), f"{script} did not start; run it by hand to see why"
        with Line(int(port)) as line:
            yield int(port), line
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
