"""`langganan source add`: a sample read, told and written down, by source_meaning.py and source_writing.py."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingestion.sample_texts import UNDECIDED, Column, Reading, read_texts
from ingestion.sampling import Sample, read_sample
from orchestration.source_files import bring_in
from orchestration.source_meaning import Meaning, is_personal, meaning_of
from orchestration.source_writing import Written, written_source
from workspaces.configuration import Workspace

ENTITIES = {
    "lines": "sales, a row a line of sale",
    "customers": "customers, a row a person",
    "rows": "rows of no known meaning",
}


@dataclass(frozen=True)
class Addition:
    """What was found in a sample, and the files that were written: the workspace file, then the models."""

    name: str
    sample: Sample
    reading: Reading
    meaning: Meaning
    source: Written
    written: list[Path]

    @property
    def files(self) -> str:
        """The pattern by which its deliveries are found."""
        found = re.search(r"files: (\S+)", self.source.block)
        return found.group(1) if found else ""

    @property
    def personal(self) -> list[Column]:
        """Columns that hold data of a person."""
        return [column for column in self.reading.columns.values() if is_personal(column, self.meaning)]

    @property
    def told(self) -> list[tuple[str, list[str]]]:
        """Headings, and the sentences below each. No text of a personal column is among them."""
        personal = [f"{c.name}: {c.kind if c.kind != 'text' else 'by its name'}" for c in self.personal]
        guessed = [f"{meaning}: {column}" for meaning, column in self.meaning.columns.items()]
        return [
            ("How it is written", [*self.sample.evidence, *self.reading.evidence]),
            ("Keys", [f"{key}: {len(self.sample.rows)} rows, all different" for key in self.reading.keys] or ["none"]),
            ("Personal data", personal or ["none"]),
            (f"It holds {ENTITIES[self.meaning.entity]}", guessed),
            (f"For you to decide: each is a {UNDECIDED} in the declaration", self.source.undecided or ["nothing"]),
        ]

    @property
    def as_object(self) -> dict[str, Any]:
        """The same for a program."""
        return {
            "name": self.name,
            "entity": self.meaning.entity,
            "columns": self.meaning.columns,
            "options": {"format": self.sample.format, **self.sample.options, **self.reading.options},
            "evidence": [*self.sample.evidence, *self.reading.evidence],
            "keys": self.reading.keys,
            "personal": [column.name for column in self.personal],
            "undecided": self.source.undecided,
            "written": [str(file) for file in self.written],
        }


def add(workspace: Workspace, dbt_project: Path, file: Path, name: str | None) -> Addition:
    """Bring in a source of the sample's shape, called `name` or after the file. Raises ConfigurationError."""
    sample = read_sample(file)
    reading = read_texts(sample)
    meaning = meaning_of(reading.columns)
    called = name or name_of(file)
    source = written_source(called, file, sample, reading, meaning, dbt_project)
    written = bring_in(workspace, dbt_project, called, source.block, source.files, source.test)
    return Addition(called, sample, reading, meaning, source, written)


def name_of(file: Path) -> str:
    """A source's name from a file's: its words in small letters, without days and numbers."""
    words = re.findall(r"[a-z]+", file.name.split(".")[0].lower())
    return "_".join(words) or "source"
