"""Reads SQL and Jinja as text: comments away, calls with their arguments, what a model refers to. Judges nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

_COMMENTS = re.compile(r"\{#.*?#\}|/\*.*?\*/|--[^\n]*", re.DOTALL)
_TEXTS = re.compile(r"'(?:[^']|'')*'")
_REF = re.compile(r"\bref\(\s*['\"](\w+)['\"]\s*\)")
_TOUCHED = re.compile(r"\btouched_keys\(\s*['\"](\w+)['\"]|\btouched_by\s*=\s*['\"](\w+)['\"]")
_RAW = re.compile(r"\bsource\(|\braw_rows\(|\b(?:from|join)\s+raw\.")


def without_comments(sql: str) -> str:
    """The statement without SQL and Jinja comments, in lower case."""
    return _COMMENTS.sub(" ", sql).lower()


def comments(sql: str) -> str:
    """The SQL and Jinja comments alone, in lower case."""
    return " ".join(_COMMENTS.findall(sql)).lower()


def without_texts(sql: str) -> str:
    """The statement with every text literal emptied, so that words inside them are no functions."""
    return _TEXTS.sub("''", without_comments(sql))


def calls(sql: str, functions: set[str]) -> Iterator[tuple[str, str, str]]:
    """Each call of one of these functions: its name, its arguments, and all that follows its bracket."""
    for found in re.finditer(rf"(?<![\w.])({'|'.join(sorted(functions))})\s*\(", sql):
        inside, after = bracketed(sql[found.end() :])
        yield found.group(1), inside, after


def window(after: str) -> str | None:
    """What stands in the `over (...)` that follows a call; None where no window follows."""
    found = re.match(r"\s*over\s*\(", after)
    return bracketed(after[found.end() :])[0] if found else None


def bracketed(opened: str) -> tuple[str, str]:
    """What stands before and after the bracket that closes an opened one; all of it where none does."""
    depth = 1
    for at, sign in enumerate(opened):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if not depth:
            return opened[:at], opened[at + 1 :]
    return opened, ""


def references(sql: str) -> set[str]:
    """The models that a model reads by name."""
    text = _COMMENTS.sub(" ", sql)
    touched = {name for pair in _TOUCHED.findall(text) for name in pair if name}
    return set(_REF.findall(text)) | touched


def reads_raw(sql: str) -> bool:
    """Whether a model reads the schema raw."""
    return bool(_RAW.search(_COMMENTS.sub(" ", sql)))
