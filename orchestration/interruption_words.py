"""What an interrupted stage tells: what of this run stands, from the ledgers, and how to go on."""

from __future__ import annotations

from ledgers import builds, exports, publications
from orchestration.interruption import Words
from orchestration.run import Run

GO_ON = "Run the same command again: it goes on from what is whole, and the result is that of a run never interrupted."
BEFORE_ANYTHING_LEAVES = ("ingest", "build", "audit")


def of_stage(run: Run, stage: str) -> Words:
    """The words of a run that ends in this stage. Raises what reading the ledgers raises."""
    return f"{_stands(run, stage)} What stood before stands as it was.", GO_ON


def _stands(run: Run, stage: str) -> str:
    current = builds.newest(run.paths.state)
    if stage in BEFORE_ANYTHING_LEAVES or current is None:
        return f"It was in the stage {stage}: nothing was published, and no file was written."
    shown = publications.latest(run.paths.state)
    is_shown = shown is not None and shown.build_seq == current.build_seq
    files = exports.written_for_build(run.paths.state, current.build_seq)
    published = f"build {current.build_seq} is published" if is_shown else "nothing was published"
    written = f"{files} of its files were written, each of them whole" if files else "no file was written"
    return f"It was in the stage {stage}: {published}, and {written}."
