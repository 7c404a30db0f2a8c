"""The sample shop after a demo of 300 people, run by the command line in its own process, and put back at will.

It stays in one place, because the warehouse's raw views hold paths and dbt parses anew where they change.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workspaces.paths import WorkspacePaths
from workspaces.settings import REPOSITORY

PEOPLE = 300
ENTRY = "from orchestration.command_line import main; main()"


@dataclass(frozen=True)
class Answer:
    """What the command line answered; `seconds` are the processor's, so that tests beside it do not count."""

    exit_code: int
    out: str
    error: str
    seconds: float

    @property
    def told(self) -> Any:
        """Its JSON."""
        assert self.out, f"exit code {self.exit_code}: {self.error}"
        return json.loads(self.out)


@dataclass(frozen=True)
class RanShop:
    """`home` is LANGGANAN_HOME; `demo` is what the demo answered."""

    home: Path
    pristine: Path
    demo: Answer

    @classmethod
    def make(cls, folder: Path) -> RanShop:
        """Run the demo, and keep a copy of what it made."""
        demo = ask(folder / "home", "demo", "--size", str(PEOPLE), "--json")
        shop = cls(folder / "home", folder / "pristine", demo)
        assert demo.exit_code == 0, demo.out + demo.error
        _copy(shop.paths.root, shop.pristine)
        return shop

    @property
    def paths(self) -> WorkspacePaths:
        """Where its files lie."""
        return WorkspacePaths(self.home / "sample_shop")

    def restore(self) -> None:
        """Everything as the demo left it."""
        shutil.rmtree(self.paths.root)
        _copy(self.pristine, self.paths.root)

    def langganan(self, *arguments: str) -> Answer:
        """Ask the command line."""
        return ask(self.home, *arguments)

    def tables(self) -> dict[str, str]:
        """Name -> SHA-256 of the files that hold tables."""
        files = (self.paths.warehouse, self.paths.marts, self.paths.history)
        return {file.name: _sha256(file) for file in files}

    def downloads(self) -> dict[str, str]:
        """Path -> SHA-256 of everything that leaves the house: exports with their manifests, and the publication."""
        folders = (self.paths.exports, self.paths.publications)
        files = sorted(f for folder in folders for f in folder.rglob("*") if f.is_file())
        return {str(f.relative_to(self.paths.root)): _sha256(f) for f in files}

    def audience_files(self) -> dict[str, bytes]:
        """Name -> content of the files that marketers download, manifests apart."""
        return {f.name: f.read_bytes() for f in sorted(self.paths.exports.rglob("*.csv"))}


def ask(home: Path, *arguments: str) -> Answer:
    """Run `langganan` in a process of its own."""
    began = _processor_seconds()
    ran = subprocess.run(
        [sys.executable, "-c", ENTRY, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=REPOSITORY,
        env={**os.environ, "LANGGANAN_HOME": str(home), "LANGGANAN_WORKSPACE": "sample_shop"},
    )
    return Answer(ran.returncode, ran.stdout, ran.stderr, _processor_seconds() - began)


def _processor_seconds() -> float:
    """Of all ended child processes until now."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _copy(source: Path, target: Path) -> None:
    """With times and hard links: the current publication is one with its version."""
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
