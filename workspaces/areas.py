"""Areas that a company thinks in: a point, a radius around it, and a name, checked.

Who lives in one is seg_customers' matter.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Area(BaseModel):
    """Everything within `radius_km` kilometres of a point, in degrees."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1)
    latitude: Decimal = Field(ge=-90, le=90)
    longitude: Decimal = Field(ge=-180, le=180)
    radius_km: Decimal = Field(gt=0, le=20000)


def told_areas(areas: tuple[Area, ...]) -> list[dict[str, Any]]:
    """The dbt variable `areas`, in the order of the workspace file."""
    return [{k: v if k == "name" else float(v) for k, v in area.model_dump().items()} for area in areas]
