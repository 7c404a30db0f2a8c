"""Dagster's sensors on a real instance: when a run is asked for, and who is told when one failed or nothing comes.

The workspace has one source and no model, so that nothing waits for dbt; the channel is a real server on loopback.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from small_inbox import SmallInbox, small_inbox

from ingestion import fetching
from ledgers import runs
from orchestration.automation import alert_sensors, delivery_sensor
from orchestration.dagster_run import PROCESS_TAG
from orchestration.raw_assets import raw_assets
from orchestration.run import Run
from workspaces.alerts import Alert
from workspaces.settings import Settings

LATE = "shop.things: the newest delivery is of 2026-05-31 17:00 UTC, and one is expected daily."


@pytest.fixture
def told() -> Iterator[tuple[str, list[Any]]]:
    """An address that takes POSTs, and what it took."""
    taken: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/", taken
    server.shutdown()
    server.server_close()
    thread.join()


def run_of(inbox: SmallInbox, *channels: dict[str, Any]) -> Run:
    """A run of the inbox's workspace, with a line in the run log."""
    workspace = inbox.workspace.model_copy(update={"alerts": tuple(Alert.model_validate(c) for c in channels)})
    settings = Settings("small", inbox.paths.root.parent, 1, 0, "inside")
    run_seq = runs.start(inbox.paths.state, "dagster run 1")
    return Run(workspace, inbox.paths, settings, dt.date(2026, 6, 30), "dagster run 1", run_seq=run_seq)


class House:
    """The source's assets as a job, the sensors, and a Dagster instance on which both are carried out."""

    def __init__(self, run: Run, instance: dg.DagsterInstance) -> None:
        job = dg.define_asset_job("run", selection="*")
        self.instance = instance
        self.repository = dg.Definitions(
            assets=[raw_assets("shop", run.workspace.sources["shop"], lambda _: run, None)],
            jobs=[job],
            sensors=[delivery_sensor(job, run), *alert_sensors(run)],
        ).get_repository_def()
        self.cursors: dict[str, str | None] = {}

    def run(self, **tags: str) -> bool:
        """Run the job as Dagster does; whether it succeeded."""
        job = self.repository.get_job("run")
        return job.execute_in_process(instance=self.instance, raise_on_error=False, tags=tags).success

    def tick(self, name: str) -> Any:
        """Evaluate a sensor once, from where its last tick ended."""
        context = dg.build_sensor_context(
            instance=self.instance, cursor=self.cursors.get(name), repository_def=self.repository, sensor_name=name
        )
        ticked = self.repository.get_sensor_def(name).evaluate_tick(context)
        self.cursors[name] = ticked.cursor
        return ticked


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


def at_rest(file: Path) -> None:
    os.utime(file, (time.time() - 60, time.time() - 60))


def test_a_run_is_asked_for_once_when_a_delivery_has_come_to_rest(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    inbox = small_inbox(tmp_path)
    house = House(run_of(inbox), instance)
    assert house.tick("new_deliveries").skip_message == "No new delivery."
    file = inbox.put("c_20260601.csv", "a,b\n1,x\n")
    assert house.tick("new_deliveries").skip_message == "A delivery is still being written."
    at_rest(file)
    (asked,) = house.tick("new_deliveries").run_requests
    assert house.tick("new_deliveries").run_requests[0].run_key == asked.run_key
    at_rest(inbox.put("c_20260602.csv", "a,b\n2,y\n"))
    assert house.tick("new_deliveries").run_requests[0].run_key != asked.run_key
    assert house.run()
    assert [row[:2] for row in inbox.rows()] == [("1", "x"), ("2", "y")]
    assert house.tick("new_deliveries").skip_message == "No new delivery."


def test_a_file_elsewhere_asks_for_a_run_too(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    inbox = small_inbox(tmp_path, files="orders_*.csv")
    there = tmp_path / "elsewhere"
    there.mkdir()
    source = inbox.workspace.sources["shop"].model_copy(update={"inbox": there.as_uri(), "database": None})
    inbox = SmallInbox(inbox.workspace.model_copy(update={"sources": {"shop": source}}), inbox.paths)
    house = House(run_of(inbox), instance)
    assert house.tick("new_deliveries").skip_message == "No new delivery."
    (there / "orders_20260601.csv").write_text("a,b\n1,x\n", encoding="utf-8")
    at_rest(there / "orders_20260601.csv")
    assert len(house.tick("new_deliveries").run_requests) == 1
    assert house.run()
    assert [row[:2] for row in inbox.rows()] == [("1", "x")]
    assert fetching.news(inbox.workspace, inbox.paths) == []


def test_a_failed_run_is_told_once(tmp_path: Path, instance: dg.DagsterInstance, told: tuple[str, list[Any]]) -> None:
    inbox = small_inbox(tmp_path, files="../*.csv")  # leads out of the inbox, which ends the run
    house = House(run_of(inbox, {"url": told[0], "on": ["failure"]}), instance)
    house.tick("alerts_after_failure")
    assert not house.run()
    house.tick("alerts_after_failure")
    (message,) = told[1]
    assert (message["event"], message["workspace"]) == ("failure", "small")
    assert message["sentences"][0].startswith("dagster run 1 failed: ")
    assert "lead out of the inbox" in message["sentences"][0]
    house.tick("alerts_after_failure")
    assert len(told[1]) == 1


def test_a_run_of_the_command_line_is_left_to_it(
    tmp_path: Path, instance: dg.DagsterInstance, told: tuple[str, list[Any]]
) -> None:
    inbox = small_inbox(tmp_path, files="../*.csv")
    house = House(run_of(inbox, {"url": told[0]}), instance)
    house.tick("alerts_after_failure")
    assert not house.run(**{PROCESS_TAG: "1"})
    house.tick("alerts_after_failure")
    assert told[1] == []


def test_a_refusal_is_told_after_a_run_that_went_well(
    tmp_path: Path, instance: dg.DagsterInstance, told: tuple[str, list[Any]]
) -> None:
    inbox = small_inbox(tmp_path)
    inbox.put("c_20260602.csv", "")
    house = House(run_of(inbox, {"url": told[0], "on": ["refusal"]}), instance)
    house.tick("alerts_after_success")
    assert house.run()
    house.tick("alerts_after_success")
    assert [message["sentences"] for message in told[1]] == [
        ["c_20260602.csv: the file is empty, without even a header. Deliver it again."]
    ]


def test_what_does_not_come_is_told_though_nothing_runs(
    tmp_path: Path, instance: dg.DagsterInstance, told: tuple[str, list[Any]]
) -> None:
    inbox = small_inbox(tmp_path)
    inbox.land_one("c_20260601.csv", "a,b\n1,x\n")
    house = House(run_of(inbox, {"url": told[0], "on": ["missing_delivery"]}), instance)
    assert house.tick("alerts_of_missing_deliveries").run_requests == []
    assert [message["sentences"] for message in told[1]] == [[LATE]]
    house.tick("alerts_of_missing_deliveries")
    assert len(told[1]) == 1


def test_a_secret_is_in_nothing_that_is_kept_or_told(
    tmp_path: Path,
    instance: dg.DagsterInstance,
    told: tuple[str, list[Any]],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    hidden = "n0body-kn0ws"
    monkeypatch.setenv("THEIR_SECRET", hidden)
    inbox = small_inbox(tmp_path, files="orders_*.csv")
    elsewhere = {"inbox": "ftp://shop:${THEIR_SECRET}@127.0.0.1:1/out", "database": None}
    source = inbox.workspace.sources["shop"].model_copy(update=elsewhere)
    inbox = SmallInbox(inbox.workspace.model_copy(update={"sources": {"shop": source}}), inbox.paths)
    house = House(run_of(inbox, {"url": f"{told[0]}?key=${{THEIR_SECRET}}"}), instance)
    house.tick("alerts_after_success")
    assert house.run()
    house.tick("alerts_after_success")
    events = [repr(event) for run in instance.get_runs() for event in instance.all_logs(run.run_id)]
    ledgers = [file.read_bytes().decode("latin-1") for file in inbox.paths.root.glob("state.db*")]
    kept = "".join([*events, *ledgers, repr(told[1]), caplog.text, *capfd.readouterr()])
    assert kept.count("the inbox cannot be read") >= 3  # in the check, the ledger and the alert
    assert hidden not in kept


def test_without_channels_there_is_nobody_to_tell(tmp_path: Path) -> None:
    assert alert_sensors(run_of(small_inbox(tmp_path))) == []
