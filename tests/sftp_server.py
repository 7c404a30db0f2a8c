"""An SFTP server for tests, run as `python sftp_server.py FOLDER`: user `shop`, one password; prints its port.

It is another program's implementation of the protocol (asyncssh) than the client's (paramiko).
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import asyncssh

USER = "shop"
PASSWORD = "s3cret-Pa55"  # noqa: S105 - of a server that lives as long as a test


class Door(asyncssh.SSHServer):
    """Lets one user in, by password."""

    def password_auth_supported(self) -> bool:
        """Passwords are asked for."""
        return True

    def validate_password(self, username: str, password: str) -> bool:
        """One user, one password."""
        return (username, password) == (USER, PASSWORD)


async def serve(folder: Path) -> None:
    """Serve the folder as the root of everything until killed."""
    server = await asyncssh.create_server(
        Door,
        "127.0.0.1",
        0,
        server_host_keys=[asyncssh.generate_private_key("ssh-ed25519")],
        sftp_factory=lambda channel: asyncssh.SFTPServer(channel, chroot=os.fsencode(folder)),
    )
    print(server.get_port(), flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
