"""Whom no delivery may bring back: the lines of the list of suppressions whose reason is `erased`.

The list is dbt's seed, which names nobody: a line holds the SHA-256 of a contact point (docs/consent.md).
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

from workspaces.errors import ConfigurationError
from workspaces.settings import DBT_PROJECT

SUPPRESSIONS = DBT_PROJECT / "seeds/suppressions.csv"
COLUMNS = ["contact_hash", "scope", "reason"]
ERASED = "erased"
REASONS = {"bounced", "complained", "unsubscribed", "do_not_contact", "legal", ERASED}


def erased_hashes(file: Path = SUPPRESSIONS) -> frozenset[str]:
    """SHA-256 of each erased contact point, 64 hex digits in lower case.

    Raises ConfigurationError naming the line: a list that cannot be read must not let anybody in.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            rows = csv.DictReader(text)
            if [name.strip() for name in rows.fieldnames or ()] != COLUMNS:
                raise ConfigurationError(f"{file}: its first line is not {','.join(COLUMNS)}.", "Correct that line.")
            return frozenset(
                _hash(row["contact_hash"], file, rows.line_num)
                for row in rows
                if _reason(row["reason"], file, rows.line_num) == ERASED
            )
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigurationError(
            f"{file} cannot be read: {error}.", "Put it back; below its first line it may be empty."
        ) from error


def _reason(text: str | None, file: Path, line: int) -> str:
    """A mistyped `erased` must not let the person in."""
    found = (text or "").strip().lower()
    if found not in REASONS:
        raise ConfigurationError(
            f"{file}, line {line}: its reason is none that is known.", f"Write one of {', '.join(sorted(REASONS))}."
        )
    return found


def _hash(text: str | None, file: Path, line: int) -> str:
    found = (text or "").strip().lower()
    if not re.fullmatch(r"[0-9a-f]{64}", found):
        raise ConfigurationError(
            f"{file}, line {line}: its contact_hash is no SHA-256 of 64 hex digits.",
            "Write the hash as docs/consent.md says, never the address or number.",
        )
    return found
