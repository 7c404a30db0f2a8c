"""How fast the sample shop's deliveries are made, and in how much memory: `python benchmarks/generate.py 200000`.

Prints order lines, interactions and all rows with rows per second, and the process' peak memory.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from workspaces.paths import WorkspacePaths
from workspaces.sample_shop.generator import make

ORDER_LINES = ("web_shop.order_lines", "pos.receipts")
INTERACTIONS = ("messaging.events", "web.events", "support.tickets", "sign_ups.visitors")


def measure(size: int, folder: Path) -> None:
    """Make deliveries of `size` people in `folder`, and print what it took."""
    paths = WorkspacePaths(folder)
    started, worked = time.perf_counter(), time.process_time()
    make(paths, size=size)
    seconds, work = time.perf_counter() - started, time.process_time() - worked
    rows = json.loads((paths.truth / "truth.json").read_text(encoding="utf-8"))["rows"]
    raw = {entity: fates["raw"] for entity, fates in rows.items()}
    # Kilobytes on Linux, bytes on macOS.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
    print(f"people        {size:>12,}")
    for name, entities in (("order lines", ORDER_LINES), ("interactions", INTERACTIONS), ("rows", tuple(raw))):
        count = sum(raw[entity] for entity in entities)
        print(f"{name:<13} {count:>12,}  {count / seconds:>12,.0f} per second")
    print(f"seconds       {seconds:>12.1f}  {work:.1f} of processor time")
    print(f"peak memory   {peak:>12,.0f}  MB")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        measure(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000, Path(temporary))
