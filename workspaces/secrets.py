"""Secrets in a workspace file: `${NAME}` stands for an environment variable, or for the file that `NAME_FILE` names.

The workspace file itself never holds a secret, so that it may be committed. What was filled in is remembered for one
purpose: to be struck out of messages.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from workspaces.settings import read_secret

PLACE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
STRUCK_OUT = "***"
# Shorter values would strike innocent letters out of every message.
SHORTEST = 4
_filled: set[str] = set()


def filled(declared: Any, *, in_url: bool = False) -> Any:
    """A declaration with its `${NAME}` places filled, in all texts of nested lists and mappings.

    `in_url` escapes what would end a URL's password. Raises ConfigurationError naming the variable that is not set.
    """
    if isinstance(declared, str):
        return PLACE.sub(lambda found: _fill(found.group(1), in_url), declared)
    if isinstance(declared, dict):
        return {name: filled(value, in_url=in_url) for name, value in declared.items()}
    if isinstance(declared, (list, tuple)):
        return [filled(value, in_url=in_url) for value in declared]
    return declared


def without_secrets(message: str) -> str:
    """The message with every secret that this process has read struck out."""
    for secret in sorted(_filled, key=len, reverse=True):
        message = message.replace(secret, STRUCK_OUT)
    return message


def _fill(name: str, in_url: bool) -> str:
    secret = read_secret(name)
    escaped = quote(secret, safe="")
    _filled.update(value for value in (secret, escaped) if len(value) >= SHORTEST)
    return escaped if in_url else secret
