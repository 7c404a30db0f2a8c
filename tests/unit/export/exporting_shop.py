"""An audited workspace, and one call to export from it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import small_marts

from export.write import export
from ledgers.exports import Export
from workspaces.configuration import load_workspace
from workspaces.paths import WorkspacePaths


@dataclass
class Shop:
    """The workspace and its newest build."""

    paths: WorkspacePaths
    build_seq: int

    def export(
        self,
        destination: str = "generic_csv",
        audience: str = "birthday",
        as_of: dt.date = small_marts.AS_OF,
        build_seq: int | None = None,
        **meta: Any,
    ) -> Export:
        """Export as the orchestration does."""
        return export(
            self.paths,
            load_workspace("sample_shop"),
            audience,
            {**small_marts.AUDIENCES[audience], **meta},
            destination,
            build_seq or self.build_seq,
            as_of,
            "run00001",
            "0123abc",
        )

    def build(self, *changes: str, audited: bool = True) -> int:
        """Another complete build with these changes."""
        self.build_seq = small_marts.complete_build(self.paths)
        small_marts.change(self.paths.marts, *changes)
        if audited:
            small_marts.pass_all(self.paths, self.build_seq)
        return self.build_seq

    def bytes_of(self, line: Export) -> bytes:
        """The exported file."""
        return (self.paths.exports / line.file).read_bytes()

    def files(self) -> list[str]:
        """All CSV files, by name."""
        return sorted(p.name for p in self.paths.exports.rglob("*.csv"))
