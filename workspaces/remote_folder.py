"""Opens a folder elsewhere, by any URL that fsspec knows, with its secrets filled in; what lies there is not asked.

An SFTP server must show a host key that was accepted before: fsspec by itself takes any, so whoever stands between
could read a password and every file.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workspaces.errors import ConfigurationError
from workspaces.secrets import filled

KNOWN_HOSTS = "~/.ssh/known_hosts"
SFTP = ("sftp", "ssh")
# What a server may be asked to show, by the kind of key that is known of it.
KINDS = {
    "ssh-ed25519": ("ssh-ed25519",),
    "ecdsa-sha2-nistp256": ("ecdsa-sha2-nistp256",),
    "ecdsa-sha2-nistp384": ("ecdsa-sha2-nistp384",),
    "ecdsa-sha2-nistp521": ("ecdsa-sha2-nistp521",),
    "ssh-rsa": ("rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"),
}


def opened(url: str, options: Mapping[str, Any], is_new: bool = False) -> tuple[Any, str]:
    """The fsspec file system and the folder's place in it. `is_new`: by a connection of its own.

    `url` and `options` as declared; of `sftp://` the option `known_hosts` names the file of accepted host keys. Raises
    ConfigurationError when the server's key is not among them; else whatever the file system raises.
    """
    import fsspec

    place, told = filled(url, in_url=True), with_known_hosts(url, filled(dict(options)))
    if is_new:
        told["skip_instance_cache"] = True
    system, root = fsspec.core.url_to_fs(place, **told)
    return system, str(root)


def with_known_hosts(url: str, options: dict[str, Any]) -> dict[str, Any]:
    """The options of an SFTP folder with the question for its host key; those of any other as they are.

    Raises ConfigurationError when the file of accepted keys cannot be read.
    """
    protocol = url.split("://", 1)[0].rsplit("::", 1)[-1]
    if protocol not in SFTP:
        return dict(options)
    if "::" in url:  # fsspec takes the options of a chained file system under its protocol
        return {**options, protocol: _asking(url, dict(options.get(protocol, {})))}
    return _asking(url, dict(options))


def fingerprint(key: bytes) -> str:
    """A public key's fingerprint as ssh-keygen -l tells it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(key).digest()).decode().rstrip("=")


def _asking(url: str, options: dict[str, Any]) -> dict[str, Any]:
    import fsspec
    from fsspec.utils import infer_storage_options

    fsspec.get_filesystem_class("sftp")  # names what is to be installed, where it is not
    import paramiko

    file = Path(options.pop("known_hosts", KNOWN_HOSTS)).expanduser()
    known = _read(file)

    class Accepted(paramiko.MissingHostKeyPolicy):  # type: ignore[misc]
        """Lets a connection go on where the server's key stands in the file."""

        def __repr__(self) -> str:
            return f"keys of {file}"  # fsspec knows connections again by their options

        def missing_host_key(self, _: Any, hostname: str, key: Any) -> None:
            if known.check(hostname, key):
                return
            raise _refusal(hostname, key.get_name(), key.asbytes(), file, known.lookup(hostname) is not None)

    told = infer_storage_options(url.rsplit("::", 1)[-1])
    port = int(options.get("port") or told.get("port") or 22)
    host = str(told.get("host", ""))
    kept = known.lookup(host if port == 22 else f"[{host}]:{port}")
    options["host_key_policy"] = Accepted()
    if kept:
        shown = {name for kind in kept for name in KINDS.get(kind, ())}
        others = [name for names in KINDS.values() for name in names if name not in shown]
        given = dict(options.get("disabled_algorithms") or {})
        options["disabled_algorithms"] = {**given, "keys": [*given.get("keys", ()), *others]}
    return options


def _read(file: Path) -> Any:
    import paramiko

    known = paramiko.HostKeys()
    if not file.is_absolute():
        raise ConfigurationError(f"known_hosts: {file} is no absolute path.", "Begin it with / or ~.")
    if file.exists():
        try:
            known.load(str(file))
        except (OSError, UnicodeDecodeError, paramiko.SSHException) as error:
            raise ConfigurationError(f"{file} cannot be read ({type(error).__name__}).", "Mend that file.") from None
    return known


def _refusal(hostname: str, kind: str, key: bytes, file: Path, is_known: bool) -> ConfigurationError:
    host, _, port = hostname.removeprefix("[").partition("]:")
    scan = f"ssh-keyscan {f'-p {port} ' if port else ''}{host} >> {file}"
    told = f"{kind} {fingerprint(key)}"
    if is_known:
        return ConfigurationError(
            f"{hostname} shows another host key ({told}) than {file} holds: somebody may stand between.",
            f"Ask the server's owner. If they changed the key: ssh-keygen -R '{hostname}' -f {file}; {scan}",
        )
    return ConfigurationError(
        f"{hostname} shows a host key that nobody has accepted: {told}.",
        f"Compare it with the fingerprint that the server's owner tells you; to accept it: {scan}",
    )
