"""What a source promises of its columns, and what happens when it breaks the promise. Checked in configuration.py."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

ColumnType = Literal["number", "integer", "amount", "date", "timestamp"]
Policy = Literal["accept", "warn", "refuse"]


def is_member_path(path: str) -> bool:
    """Whether it names a member of a JSON record, `total`, or one inside another, `customer.email`."""
    return all(part and '"' not in part for part in path.split("."))


class Drift(BaseModel):
    """What a delivery with other columns than before is worth: taken without a word, reported, or refused whole.

    `new`: columns that are not declared. `missing`: declared optional columns that the newest load had. `changed`:
    typed columns (Parquet, databases) of another type; accepted, they are read as the former one if every value can be.
    Columns of text and members of JSON have the type that `types` declares: their rows are quarantined, above
    `rejected_share_max` the delivery is refused, and that most values of one changed is reported.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    new: Policy = "warn"
    missing: Policy = "warn"
    changed: Policy = "refuse"


class FormConsent(BaseModel):
    """The consent that everybody gave who came through a source's form, and how it can be proved.

    `since`: the business date from which the form asked; records first seen before it gave none.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    channels: tuple[Literal["email", "whatsapp", "sms", "phone", "ads"], ...] = Field(min_length=1)
    purposes: tuple[Literal["marketing", "service"], ...] = Field(min_length=1)
    notice_version: str = Field(min_length=1)
    evidence: str = Field(min_length=1, description="what proves it, such as the form's name")
    since: dt.date | None = None
