"""What people decided about who is who: pairs of records that always or never are one person.

The file lies in the workspace's data folder (`WorkspacePaths.decided_links`), since it names a company's people and
grows while the system runs; `langganan identity review` appends to it, and so may anybody by hand. What a decision does
to a person is the identity models' matter (docs/identity.md).
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import os
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from workspaces.errors import ConfigurationError


class DecidedLink(BaseModel):
    """One decision. An id is a record's (`web_shop:C17`), or a contact point's, for all records that hold it
    (`email:siti@example.com`, `phone:+628123456789`). Where two lines name the same pair, the later date stands, of one
    date `never_link`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    decision: Literal["always_link", "never_link"]
    left_id: str = Field(min_length=3, pattern=":")
    right_id: str = Field(min_length=3, pattern=":")
    decided_by: str = Field(min_length=1, description="who")
    reason: str = Field(min_length=1, description="why")
    decided_on: dt.date

    @model_validator(mode="after")
    def _two(self) -> DecidedLink:
        if self.left_id == self.right_id:
            raise ValueError("a link needs two different ids")
        return self


COLUMNS = tuple(DecidedLink.model_fields)


def read(file: Path) -> list[DecidedLink]:
    """The decisions in the order of the file; none where there is no file.

    Raises ConfigurationError with the line that is wrong.
    """
    if not file.is_file():
        return []
    links = []
    with file.open(encoding="utf-8-sig", newline="") as text:
        rows = csv.DictReader(text)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise ConfigurationError(f"{file}: its first line is not {','.join(COLUMNS)}.", "Correct that line.")
        for row in rows:
            try:
                links.append(DecidedLink.model_validate(row))
            except ValidationError as error:
                faults = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'pair'}: {e['msg']}" for e in error.errors())
                raise ConfigurationError(
                    f"{file}, line {rows.line_num}: {faults}.", "Correct that line; see docs/identity.md."
                ) from error
    return links


def append(file: Path, *links: DecidedLink) -> None:
    """Add decisions; when this returns they are on the disk. The caller holds the writer lock."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    if not file.is_file() or file.stat().st_size == 0:
        lines.writerow(COLUMNS)
    for link in links:
        lines.writerow(link.model_dump(mode="json").values())
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as out:
        out.write(text.getvalue())
        out.flush()
        os.fsync(out.fileno())


def digest(file: Path) -> str:
    """SHA-256 of the file's bytes, '' where there is none: another one means that people are worked out again."""
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""
