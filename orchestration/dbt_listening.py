"""Keeps dbt from wording what nobody reads: events of level debug, some ten for each query. What is heard is as before.

dbt words every event before it asks whether a log or a callback wants its level: of a build of the sample shop's 300
people that was an eighth of the processor's time.
"""

from __future__ import annotations

from functools import cache
from typing import Any


def hear_no_debug() -> None:
    """From now on dbt's debug events end where they are fired, in this process. Imports dbt's events."""
    from dbt_common.events import event_manager_client

    if not isinstance(event_manager_client.get_event_manager(), _deaf()):
        event_manager_client.ctx_set_event_manager(_deaf()())


@cache
def _deaf() -> Any:
    """The class, made when dbt may be imported."""
    from dbt_common.events.base_types import EventLevel
    from dbt_common.events.event_manager import EventManager

    class DeafToDebug(EventManager):
        def fire_event(self, e: Any, level: Any = None, *rest: Any, **named: Any) -> None:
            if (level or e.level_tag()) != EventLevel.DEBUG:
                super().fire_event(e, level, *rest, **named)

    return DeafToDebug
