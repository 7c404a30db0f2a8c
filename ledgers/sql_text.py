"""How a text or a path is written into SQL where no parameter may stand: in views, in `copy` and in `attach`."""

from __future__ import annotations

from pathlib import Path


def literal(text: str | Path) -> str:
    """A text literal."""
    return "'" + str(text).replace("'", "''") + "'"
