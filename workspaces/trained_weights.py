"""The weights of probabilistic links that stand: which folder `langganan identity train` made last.

Each training's folder has a name of its own, and one file points to the one in use: a killed training leaves the
former weights standing. What is in a folder is `matching`'s matter.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from workspaces.durable import make_folder, move_folder, rename_durably, sync
from workspaces.errors import ConfigurationError
from workspaces.paths import WorkspacePaths


@dataclass(frozen=True)
class TrainedWeights:
    """What stands: the folder's name, the digest of its content, when and on how many records it was trained (UTC)."""

    folder: str
    digest: str
    trained_at: str
    records: int


def standing(paths: WorkspacePaths) -> TrainedWeights | None:
    """None before the first training. Raises ConfigurationError when the pointer or its folder is damaged."""
    if not paths.trained_weights.is_file():
        return None
    try:
        found = TrainedWeights(**json.loads(paths.trained_weights.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise ConfigurationError(
            f"{paths.trained_weights} is damaged.", "Delete it and run `langganan identity train`."
        ) from error
    if not folder_of(paths, found).is_dir():
        raise ConfigurationError(
            f"{folder_of(paths, found)} is missing.",
            "Run `langganan identity train`, or delete trained.json beside it.",
        )
    return found


def folder_of(paths: WorkspacePaths, weights: TrainedWeights) -> Path:
    """Where the weights lie."""
    return paths.trained_weights.parent / weights.folder


def install(paths: WorkspacePaths, made: Path, weights: TrainedWeights) -> None:
    """Let the finished folder `made` stand, and remove former ones. The caller holds the writer lock."""
    folder = folder_of(paths, weights)
    if folder.exists():
        shutil.rmtree(folder)
    move_folder(made, folder)
    make_folder(paths.trained_weights.parent)
    draft = paths.trained_weights.with_name(f"{paths.trained_weights.name}.{os.getpid()}")
    draft.write_text(json.dumps(asdict(weights), indent=1) + "\n", encoding="utf-8")
    sync(draft)
    rename_durably(draft, paths.trained_weights)
    for other in folder.parent.glob("weights_*"):
        if other != folder:
            shutil.rmtree(other)
