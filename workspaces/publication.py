"""What a workspace says of its publication: whether it shows personal data, and a PostgreSQL that is to have it too."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

NAME = r"^[a-z][a-z0-9_]{0,40}$"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PostgreSQL(_Strict):
    """A server for BI tools that want one. `schema` is replaced whole at each publication; `reader` may read it."""

    url: str = Field(description="postgresql://user:${PASSWORD}@host/database; secrets are filled in when it is used")
    schema_name: str = Field(default="langganan", alias="schema", pattern=NAME)
    reader: str = Field(default="langganan_reader", pattern=NAME)


class Publication(_Strict):
    """What readers see, and where."""

    personal_columns: bool = False
    postgresql: PostgreSQL | None = None
