"""An audited workspace, and one call to export from it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import small_marts
from unread_export import export

from export import folder
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
        is_asked: bool = False,
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
            is_asked,
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
        """All files of people, by name."""
        return sorted(p.name for p in self.paths.exports.rglob("*rows_p*.csv"))

    def told(self, line: Export) -> dict[str, Any]:
        """The manifest beside an export's files."""
        return folder.told((self.paths.exports / line.file).parent)

    def lines_of(self, line: Export, kind: str) -> list[str]:
        """The lines of one kind of file, in order; [] when there is no such file."""
        place = (self.paths.exports / line.file).parent
        names = [f["name"] for f in self.told(line)["files"] if f["kind"] == kind]
        return [text for name in names for text in (place / name).read_bytes().decode().split("\r\n")[:-1]]
