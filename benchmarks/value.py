"""What the value marts cost beside their peers: `python benchmarks/value.py`, or some parts: `... value.py lifetime`.

Each part is a module `value_<part>.py` beside this file with one function `measure()`, which runs our way and the
peer's on the same input in the same process and prints seconds and their ratio. A part that misses its claim raises.
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path


def parts() -> list[str]:
    """The parts there are, by their files."""
    return sorted(p.stem.removeprefix("value_") for p in Path(__file__).parent.glob("value_*.py"))


if __name__ == "__main__":
    # Some files here bear the name of a room: rooms come first.
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    # As in every run of the pipeline: threads that wait for each other cost more than such small problems do.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    asked = sys.argv[1:] or parts()
    if unknown := sorted(set(asked) - set(parts())):
        sys.exit(f"no such part: {', '.join(unknown)}; there are {', '.join(parts())}")
    for part in asked:
        print(f"== {part}")
        importlib.import_module(f"value_{part}").measure()
