"""Personal values as they are shown unless a person asks for them: enough to recognise what one already knows."""

from __future__ import annotations

import re
from collections.abc import Callable

STARS = "***"
PHONE_DIGITS = 8
"""A run of as many digits may be somebody's number; shorter ones are numbers of accounts and branches."""


def mask(kind: str, value: str) -> str:
    """A value of this kind (`email`, `phone`, `name`, `date`, or any other identifier) with its middle starred out."""
    return MASKS.get(kind, first_sign)(value)


def first_sign(value: str) -> str:
    """`t***`: handles, numbers of loyalty cards, postal codes."""
    return f"{value[:1]}{STARS}"


def email(value: str) -> str:
    """`s***@surel.example`."""
    local, at, domain = value.partition("@")
    return f"{local[:1]}{STARS}{at}{domain}" if at else f"{value[:1]}{STARS}"


def phone(value: str) -> str:
    """`+62***801`: the first three and the last three signs."""
    return f"{value[:3]}{STARS}{value[-3:]}" if len(value) >= PHONE_DIGITS else STARS


def name(value: str) -> str:
    """`S*** R***`: initials."""
    return " ".join(f"{word[:1]}{STARS}" for word in value.split())


def date(value: str) -> str:
    """`1990-**-**`: the year."""
    return f"{value[:4]}-**-**"


def key(value: str) -> str:
    """An id as it is, but for addresses, telephone numbers and names in it: some sources know people by these alone."""
    source, colon, rest = value.rpartition(":") if value.count(":") == 1 else ("", "", value)
    shown = ADDRESS.sub(lambda found: email(found[0]), rest)
    shown = NUMBER.sub(lambda found: phone(re.sub(r"[^\d+]", "", found[0])), shown)
    return f"{source}{colon}{name(shown) if ' ' in shown else shown}"


ADDRESS = re.compile(r"[^\s@|:,;]+@[^\s@|:,;]+")
NUMBER = re.compile(rf"(?<![A-Za-z0-9])\+?\(?\d(?:[ ().-]*\d){{{PHONE_DIGITS - 1},}}")
MASKS: dict[str, Callable[[str], str]] = {"email": email, "phone": phone, "name": name, "date": date, "key": key}
