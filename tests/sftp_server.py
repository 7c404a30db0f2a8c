"""An SFTP server for tests, run as `python sftp_server.py FOLDER KEY`: user `shop`, one password; prints its port, when
its public host key stands in the file KEY.

It is another program's implementation of the protocol (asyncssh) than the client's (paramiko).
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import asyncssh
from parent_watch import end_with_parent

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


async def serve(folder: Path, public_key: Path) -> None:
    """Serve the folder as the root of everything until killed."""
    key = asyncssh.generate_private_key("ssh-ed25519")
    public_key.write_bytes(key.export_public_key())
    server = await asyncssh.create_server(
        Door,
        "127.0.0.1",
        0,
        server_host_keys=[key],
        sftp_factory=lambda channel: asyncssh.SFTPServer(channel, chroot=os.fsencode(folder)),
    )
    print(server.get_port(), flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    end_with_parent()
    asyncio.run(serve(Path(sys.argv[1]), Path(sys.argv[2])))
