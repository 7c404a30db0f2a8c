"""Lays the CDNOW sample into the inbox as a shop would have exported it: a file a quarter, each from a month before.

The data are Bruce Hardie's (brucehardie.com), shared for research and teaching. Lines keep their texts; they only get a
header, and commas between them.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from workspaces.paths import WorkspacePaths

LOG = Path(__file__).parents[2] / "tests/fixtures/cdnow/CDNOW_sample.txt"
HEADER = "master_id,sample_id,date,cds,dollars"
QUARTERS = 6
"""From January 1997 to June 1998."""


def make(paths: WorkspacePaths, size: int | None = None) -> None:
    """Write every delivery below `paths.inbox`; the same call writes the same bytes.

    size: only the first so many customers of the sample, for a small trial; None: all 2,357.
    """
    lines = [line.split() for line in LOG.read_text(encoding="ascii").splitlines()]
    chosen = set(sorted({line[1] for line in lines})[:size])
    folder = paths.inbox / "cdnow"
    folder.mkdir(parents=True, exist_ok=True)
    for quarter in range(QUARTERS):
        ends = _first_of_month(3 * quarter + 3)
        begins = _first_of_month(3 * quarter - 1) if quarter else _first_of_month(0)
        exported = [
            ",".join(line) for line in lines if line[1] in chosen and f"{begins:%Y%m%d}" <= line[2] < f"{ends:%Y%m%d}"
        ]
        file = folder / f"purchases_{ends:%Y%m%d}.csv"
        unfinished = file.with_suffix(".unfinished")
        unfinished.write_text("\n".join([HEADER, *exported, ""]), encoding="ascii")
        unfinished.replace(file)


def _first_of_month(month: int) -> dt.date:
    """The first day of a month counted from January 1997."""
    return dt.date(1997 + month // 12, month % 12 + 1, 1)
