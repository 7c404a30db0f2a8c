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


def without_texts(sql: str) -> str:
    """The statement with every text literal emptied, so that words inside them are no functions."""
    return _TEXTS.sub("''", without_comments(sql))


def calls(sql: str, functions: set[str]) -> Iterator[tuple[str, str, str]]:
    """Each call of one of these functions: its name, its arguments, and what follows its bracket (120 characters)."""
    for found in re.finditer(rf"(?<![\w.])({'|'.join(sorted(functions))})\s*\(", sql):
        depth, at = 1, found.end()
        while at < len(sql) and depth:
            depth += {"(": 1, ")": -1}.get(sql[at], 0)
            at += 1
        yield found.group(1), sql[found.end() : at - 1], sql[at : at + 120]


def references(sql: str) -> set[str]:
    """The models that a model reads by name."""
    text = _COMMENTS.sub(" ", sql)
    touched = {name for pair in _TOUCHED.findall(text) for name in pair if name}
    return set(_REF.findall(text)) | touched


def reads_raw(sql: str) -> bool:
    """Whether a model reads the schema raw."""
    return bool(_RAW.search(_COMMENTS.sub(" ", sql)))
