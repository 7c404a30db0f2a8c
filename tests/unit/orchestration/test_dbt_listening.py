"""dbt's events of level debug end where they are fired; every other one is heard as before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from dbt_common.events import event_manager_client
from dbt_common.events.base_types import EventLevel
from dbt_common.events.functions import fire_event
from dbt_common.events.types import Note

from orchestration.dbt_listening import hear_no_debug


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What a callback hears."""
    monkeypatch.setattr(event_manager_client, "_EVENT_MANAGER", type(event_manager_client.get_event_manager())())
    hear_no_debug()
    told: list[str] = []

    def note(event: Any) -> None:
        told.append(f"{event.info.level}: {event.info.msg}")

    event_manager_client.add_callback_to_manager(note)
    yield told
    event_manager_client.cleanup_event_logger()


def test_debug_is_not_heard_and_the_rest_is(heard: list[str]) -> None:
    for level in (EventLevel.DEBUG, EventLevel.INFO, EventLevel.WARN, EventLevel.ERROR):
        fire_event(Note(msg="said"), level=level)
    assert heard == ["info: said", "warn: said", "error: said"]


def test_asked_twice_whoever_listens_stays(heard: list[str]) -> None:
    hear_no_debug()
    fire_event(Note(msg="said"), level=EventLevel.INFO)
    assert heard == ["info: said"]
