"""Keeps Dagster from gathering a step's assets anew for each of its outputs.

For every output it asks each of the step's outputs for its asset, and looks each up in a set made for that question
alone. dbt is one step of some 700 outputs: that was a twentieth of the processor's time of a run of 300 people.
"""

from __future__ import annotations

from collections.abc import Set
from functools import cache
from typing import Any


@cache
def gather_assets_once() -> None:
    """From now on a step's assets are gathered when they are first asked for, in this process. Imports Dagster."""
    from dagster._core.execution.context.system import StepExecutionContext

    gather = StepExecutionContext.get_output_asset_keys

    def gathered(self: Any) -> Set[Any]:
        if "_gathered_asset_keys" not in self.__dict__:
            self.__dict__["_gathered_asset_keys"] = gather(self)
        keys: Set[Any] = self.__dict__["_gathered_asset_keys"]
        return keys

    StepExecutionContext.get_output_asset_keys = gathered  # type: ignore[method-assign]
