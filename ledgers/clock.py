"""The wall clock of the ledgers. Models never see it: they have `as_of`."""

from __future__ import annotations

import datetime as dt


def now_utc() -> dt.datetime:
    """The moment, aware, UTC."""
    return dt.datetime.now(dt.UTC)


def now_text() -> str:
    """The moment as ISO 8601 text, as the ledgers store it."""
    return now_utc().isoformat(timespec="microseconds")
