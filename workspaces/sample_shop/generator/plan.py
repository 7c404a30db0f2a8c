"""What one generation is asked for: its size, its seed, and the calendar of deliveries.

Times are whole seconds of local wall-clock time (WIB, UTC+7) counted from 1970-01-01T00:00 local; days likewise.
Files are counted from 0, the initial backfill, to `days`, the file that holds as_of.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

AS_OF = dt.date(2026, 6, 30)
EPOCH = dt.date(1970, 1, 1)
HISTORY_DAYS = 730
DAY = 86_400
UTC_OFFSET = 7 * 3600
CHUNK = 20_000
"""People drawn at a time: what bounds memory. The same whatever the machine, since the draws depend on it."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Plan:
    """The arguments of one generation, and the calendar that follows from them."""

    size: int
    seed: int
    faults: bool
    days: int

    @property
    def end(self) -> int:
        """The first second after as_of."""
        return ((AS_OF - EPOCH).days + 1) * DAY

    @property
    def start(self) -> int:
        """The first second of the history."""
        return self.end - HISTORY_DAYS * DAY

    @property
    def first_daily_day(self) -> int:
        """The first business day that has its own daily file."""
        return self.end // DAY - self.days

    @property
    def window(self) -> int:
        """The first second of the daily files; everything before it is in the backfill."""
        return self.first_daily_day * DAY

    def file_of(self, seconds: Ints) -> Ints:
        """The number of the file that holds each moment's business day."""
        return np.clip(seconds // DAY - self.first_daily_day + 1, 0, self.days)

    def week_of(self, files: Ints) -> Ints:
        """The weekly file that holds a day's rows: every seventh, and the last."""
        return np.minimum(-(-files // 7) * 7, self.days)

    def weeks(self) -> list[int]:
        """The numbers of the weekly files."""
        return sorted({*range(0, self.days, 7), self.days})

    def file_date(self, file: int) -> str:
        """The date in a file's name, the day after its last business day: `20260701`."""
        return (EPOCH + dt.timedelta(days=self.first_daily_day + file)).strftime("%Y%m%d")

    def random(self, noun: str, chunk: int = 0) -> np.random.Generator:
        """A stream of its own for each noun and chunk, so that a change of one does not move another."""
        return np.random.default_rng([self.seed, zlib.crc32(noun.encode()), chunk])

    def chunks(self) -> Iterator[tuple[int, int, int]]:
        """(chunk, first person, person after the last)."""
        for chunk, first in enumerate(range(0, self.size, CHUNK)):
            yield chunk, first, min(first + CHUNK, self.size)


def choose(random: np.random.Generator, count: int, shares: list[float]) -> Ints:
    """Indices drawn by `shares`, which need not add up to one."""
    edges = np.cumsum(shares) / np.sum(shares)
    return np.searchsorted(edges, random.random(count), side="right").clip(0, len(shares) - 1)
