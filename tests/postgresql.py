"""A real PostgreSQL of the machine's own, started for tests on a free port and gone after them."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def server_programs() -> Path | None:
    """The folder of `initdb` and `pg_ctl` of the newest server that is installed (Debian's package `postgresql`)."""
    found = [*Path("/usr/lib/postgresql").glob("*/bin/initdb"), *Path("/usr/bin").glob("initdb")]
    return max(found).parent if found else None


@contextmanager
def running_postgresql(programs: Path) -> Iterator[str]:
    """The URL, without a database, of an empty server whose user `shop` has the password `s3cret-Pa55/word`."""
    folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
    # PostgreSQL refuses to run as root; Debian's package made the user postgres.
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres")
    data, port = folder / "data", _free_port()
    try:
        _run([*as_user, str(programs / "initdb"), "-D", str(data), "-A", "trust", "-U", "owner", "--no-sync"], folder)
        with (data / "postgresql.conf").open("a", encoding="utf-8") as options:
            options.write(f"port = {port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\nfsync = off\n")
        (data / "pg_hba.conf").write_text(
            "host all owner 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n", encoding="utf-8"
        )
        control = [*as_user, str(programs / "pg_ctl"), "-D", str(data), "-l", str(folder / "log"), "-w"]
        _run([*control, "start"], folder)
        try:
            yield f"127.0.0.1:{port}"
        finally:
            _run([*control, "-m", "immediate", "stop"], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
