"""The daily schedule in Dagster's own scheduler, on an instance as the house makes it: how many runs it asks for.

The runs stay in their queue, which no daemon empties. That the silence is told is alerts' matter.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg
import pytest
from dagster._core.test_utils import create_test_daemon_workspace_context
from dagster._core.workspace.load_target import PythonFileTarget
from dagster._daemon.controller import create_daemons_from_instance  # noqa: F401 - must be imported before the scheduler
from dagster._scheduler.scheduler import launch_scheduled_runs

from orchestration.dagster_instance import prepare_instance
from workspaces.settings import REPOSITORY

ZONE = ZoneInfo("Asia/Jakarta")
HOUSE = """
import dagster as dg
from orchestration.automation import daily_schedule

@dg.job
def run():
    pass

definitions = dg.Definitions(jobs=[run], schedules=[daily_schedule(run, "Asia/Jakarta")])
"""


class Scheduler:
    """Dagster's scheduler with the daily schedule switched on, asked at moments that the test chooses."""

    def __init__(self, instance: dg.DagsterInstance, folder: Path) -> None:
        (folder / "house.py").write_text(HOUSE, encoding="utf-8")
        self.instance, self.target = (
            instance,
            PythonFileTarget(str(folder / "house.py"), None, str(REPOSITORY), "house"),
        )
        self.times: dict[str, object] = {}

    def asked_at(self, *moments: dt.datetime) -> list[dt.datetime]:
        """The business mornings for which runs stand in the queue after the scheduler looked at these moments."""
        with create_test_daemon_workspace_context(self.target, self.instance) as context:
            (location,) = context.create_request_context().code_locations
            (schedule,) = next(iter(location.get_repositories().values())).get_schedules()
            self.instance.start_schedule(schedule)
            for moment in moments:
                list(launch_scheduled_runs(context, logging.getLogger("test"), moment, {}))
        times = [run.tags[".dagster/scheduled_execution_time"] for run in self.instance.get_runs()]
        return sorted(dt.datetime.fromisoformat(time).astimezone(ZONE) for time in times)


@pytest.fixture
def scheduler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scheduler]:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "dagster"))
    prepare_instance(tmp_path / "dagster")
    with dg.DagsterInstance.from_config(str(tmp_path / "dagster")) as instance:
        yield Scheduler(instance, tmp_path)


def test_days_without_a_scheduler_end_in_one_run_for_the_last_of_them(scheduler: Scheduler) -> None:
    """It looked on the first evening, then not for three days, then again and again."""
    first = (dt.datetime.now(ZONE) + dt.timedelta(days=1)).replace(hour=20)
    back = first + dt.timedelta(days=3)
    asked = scheduler.asked_at(first, back, back + dt.timedelta(minutes=5))
    assert asked == [day.replace(hour=4, minute=0, second=0, microsecond=0) for day in (first, back)]
