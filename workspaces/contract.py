"""What a source promises of its columns, and what happens when it breaks the promise. Checked in configuration.py."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Policy = Literal["accept", "warn", "refuse"]


class Drift(BaseModel):
    """What a delivery with other columns than before is worth: taken without a word, reported, or refused whole.

    `new`: columns that are not declared. `missing`: declared optional columns that the newest load had. `changed`:
    typed columns (Parquet, databases) of another type; accepted, they are read as the former one if every value can be.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    new: Policy = "warn"
    missing: Policy = "warn"
    changed: Policy = "refuse"
