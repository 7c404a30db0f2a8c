"""Brings a source in: its block below `sources:` of the workspace file, and its folder of staging models.

What a shipped preset holds is read here, and what stands is never written over. What a sample of a delivery tells is
found out by `ingestion/sampling.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from workspaces.configuration import NAME, Source, Workspace, load_workspace
from workspaces.durable import write_text
from workspaces.errors import ConfigurationError

TEMPLATE = "sales_log"
"""The folder of models that reads any log by its `sale_lines`; another source's is a copy under its name."""


@dataclass(frozen=True)
class Preset:
    """A declaration and models for an export that people really have. `about` is what its first lines say."""

    name: str
    about: str
    block: str
    folder: Path

    @property
    def title(self) -> str:
        """What people read."""
        return self.source.title

    @property
    def source(self) -> Source:
        """The declaration, checked."""
        return Source.model_validate(yaml.safe_load(self.block)[self.name])

    def files(self, dbt_project: Path, name: str) -> dict[str, str]:
        """File name -> text of the staging folder, for a source of this name. The preset's own files win."""
        found = {}
        if any(entity.sale_lines for entity in self.source.entities.values()):
            found.update(sales_log_files(dbt_project, name))
        own = [p for p in sorted(self.folder.iterdir()) if p.name != "source.yml"]
        found.update({renamed(p.name, self.name, name): renamed(_read(p), self.name, name) for p in own})
        return found


def presets(dbt_project: Path) -> dict[str, Preset]:
    """Every shipped preset by its name."""
    found = {}
    for file in sorted((dbt_project / "presets").glob("*/source.yml")):
        text = _read(file)
        told = [line for line in text.splitlines() if line.startswith("#")]
        block = "\n".join(line for line in text.splitlines() if not line.startswith("#")) + "\n"
        about = " ".join(line.lstrip("# ") for line in told)
        found[file.parent.name] = Preset(file.parent.name, about, block, file.parent)
    return found


def preset_of(dbt_project: Path, name: str) -> Preset:
    """The preset of this name. Raises ConfigurationError with the names there are."""
    found = presets(dbt_project)
    if name not in found:
        raise ConfigurationError(f"There is no preset {name!r}.", f"There are {', '.join(found)}.")
    return found[name]


def sales_log_files(dbt_project: Path, name: str) -> dict[str, str]:
    """The models of a sales log under another source's name."""
    folder = dbt_project / "models/staging" / TEMPLATE
    return {renamed(p.name, TEMPLATE, name): renamed(_read(p), TEMPLATE, name) for p in sorted(folder.iterdir())}


def renamed(text: str, old: str, new: str) -> str:
    """The text with one source's name put for another's, wherever it stands as a name or a part of one."""
    return re.sub(rf"(?<![A-Za-z0-9]){old}(?![A-Za-z0-9])", new, text)


def enable(workspace: Workspace, dbt_project: Path, preset: Preset, name: str | None = None) -> list[Path]:
    """Write the preset's block and folder, for a source of its own name or of `name`; the files that were written."""
    called = name or preset.name
    block = re.sub(rf"^{preset.name}:", f"{called}:", preset.block)
    files = re.sub(rf"(files: ){preset.name}/", rf"\g<1>{called}/", block)
    return bring_in(workspace, dbt_project, called, files, preset.files(dbt_project, called))


def bring_in(
    workspace: Workspace, dbt_project: Path, name: str, block: str, files: dict[str, str], test: str = ""
) -> list[Path]:
    """Write a source's files, then its block; the block last, for it is what makes the source one.

    Raises ConfigurationError when the name is taken, by a block or by a folder that says something else.
    """
    if not re.match(NAME, name):
        raise ConfigurationError(f"{name!r} is no name for a source.", "Give lowercase letters, digits and `_`.")
    if name in workspace.sources:
        raise ConfigurationError(
            f"{workspace.file} has a source {name} already.", "Give another one with --name, or take that block out."
        )
    folder = dbt_project / "models/staging" / name
    standing = {p.name: _read(p) for p in folder.iterdir() if p.is_file()} if folder.is_dir() else {}
    if standing and standing != files:
        raise ConfigurationError(
            f"{folder} holds other models already.", "Give another name with --name, or take that folder away."
        )
    told = with_block(_read(workspace.file), block, workspace.file)
    folder.mkdir(parents=True, exist_ok=True)
    for file_name, text in files.items():
        write_text(folder / file_name, text)
    if test:
        singular = dbt_project / "tests/staging" / f"{name}_is_read.sql"
        singular.parent.mkdir(parents=True, exist_ok=True)
        write_text(singular, test)
    _write_checked(workspace.file, told)
    return [workspace.file, *(folder / file_name for file_name in sorted(files))]


def with_block(text: str, block: str, file: Path) -> str:
    """A workspace file's text with a source's block after the last of its sources; everything else stays as it is."""
    lines = text.splitlines()
    heads = [number for number, line in enumerate(lines) if re.match(r"sources:\s*(\{\s*\})?\s*(#.*)?$", line)]
    if len(heads) != 1:
        raise ConfigurationError(f"{file} has no line `sources:` of its own.", "Add one, with nothing after the colon.")
    (head,) = heads
    lines[head] = "sources:"
    end = next((n for n in range(head + 1, len(lines)) if re.match(r"[^\s#]", lines[n])), len(lines))
    while end > head + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    told = ["" if not line.strip() else f"  {line}" for line in block.rstrip("\n").splitlines()]
    gap = [""] if end > head + 1 else []
    return "\n".join([*lines[:end], *gap, *told, *lines[end:]]) + "\n"


def _write_checked(file: Path, text: str) -> None:
    """Put a workspace file in the place of one that is valid, only if the new one is valid too."""
    before: Any = _read(file)
    write_text(file, text)
    try:
        load_workspace(str(file))
    except ConfigurationError:
        write_text(file, before)
        raise


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8")
