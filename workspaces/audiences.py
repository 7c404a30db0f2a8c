"""What a company sets of an audience: the values of its parameters, and the destinations that get its file.

Who is in it is the audience's own matter; an unknown audience or parameter is refused where audiences are known.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from workspaces.errors import ConfigurationError


class AudienceChoice(BaseModel):
    """`destinations` replaces the audience's own list where it is told."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    parameters: dict[str, str | int | float] = Field(default_factory=dict)
    destinations: tuple[str, ...] | None = None


def refuse_unknown(
    choices: Mapping[str, AudienceChoice], audiences: Mapping[str, Mapping[str, Any]], file: Path
) -> None:
    """Raise ConfigurationError where a choice names an audience, a parameter or a kind of value that does not exist."""
    for name, choice in choices.items():
        if name not in audiences:
            raise ConfigurationError(
                f"{file}: audiences.{name}: there is no such audience.", "`langganan audience list` shows them."
            )
        defaults = audiences[name].get("parameters") or {}
        for parameter, value in choice.parameters.items():
            at = f"{file}: audiences.{name}.parameters.{parameter}"
            if parameter not in defaults:
                raise ConfigurationError(
                    f"{at}: there is no such parameter.", f"There are: {', '.join(defaults) or 'none'}."
                )
            if isinstance(value, str) != isinstance(defaults[parameter], str):
                raise ConfigurationError(
                    f"{at}: {value!r} is of another kind than {defaults[parameter]!r}.", "Mend it there."
                )
