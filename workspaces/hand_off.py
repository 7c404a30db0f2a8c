"""Where finished export files are handed over, as a workspace declares it; export/hand_off.py brings them there."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class HandOff(BaseModel):
    """A place outside. `to` and `options` may hold `${NAME}` for a secret; without `destinations` all go there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    to: str = Field(min_length=1, description="folder, or fsspec URL such as sftp://host/in or s3://bucket/in")
    options: dict[str, Any] = Field(default_factory=dict, description="what fsspec is told beside the URL")
    destinations: tuple[str, ...] = Field(default=(), description="destinations whose files go there; all without it")
    attempts: int = Field(default=3, ge=1, description="how often a file is tried before the run fails")
