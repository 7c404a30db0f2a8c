"""Dagster's own way: `dagster dev`, and one export materialised alone before and after the gate opens."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from ran_shop import RanShop

from ledgers import builds, exports, verdicts
from orchestration.dagster_instance import prepare_instance
from workspaces.settings import REPOSITORY

STARTS_WITHIN = 120
RUNS_WITHIN = 120
LOCATION = "orchestration.definitions"
LAUNCH = """
mutation ($selector: JobOrPipelineSelector!) {
  launchRun(executionParams: {selector: $selector, runConfigData: {}}) {
    __typename
    ... on LaunchRunSuccess { run { runId } }
    ... on PythonError { message }
  }
}
"""
STATUS = "query ($runId: ID!) { runOrError(runId: $runId) { ... on Run { status } } }"
LOCATIONS = """
query { workspaceOrError { ... on Workspace { locationEntries { loadStatus
  locationOrLoadError { __typename ... on RepositoryLocation { name repositories { name } }
  ... on PythonError { message } } } } } }
"""


@dataclass(frozen=True)
class DagsterDev:
    """A running `dagster dev`."""

    port: int

    def ask(self, query: str, **variables: Any) -> Any:
        """One GraphQL question."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        url = f"http://127.0.0.1:{self.port}/graphql"
        request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - our own server
            told = json.load(answer)
        assert "errors" not in told, told
        return told["data"]

    def repository(self) -> str | None:
        """Name of the loaded repository; None while it is loading."""
        try:
            (entry,) = self.ask(LOCATIONS)["workspaceOrError"]["locationEntries"]
        except (urllib.error.URLError, ConnectionError, ValueError):
            return None
        loaded = entry["locationOrLoadError"]
        if loaded is None or entry["loadStatus"] != "LOADED":
            return None
        assert loaded["__typename"] == "RepositoryLocation", loaded
        return str(loaded["repositories"][0]["name"])

    def materialise(self, *key: str) -> str:
        """Materialise one asset alone; the run's final status."""
        selector = {
            "repositoryLocationName": LOCATION,
            "repositoryName": _until(self.repository, STARTS_WITHIN),
            "jobName": "__ASSET_JOB",
            "assetSelection": [{"path": list(key)}],
        }
        launched = self.ask(LAUNCH, selector=selector)["launchRun"]
        assert launched["__typename"] == "LaunchRunSuccess", launched

        def ended() -> str | None:
            status = self.ask(STATUS, runId=launched["run"]["runId"])["runOrError"]["status"]
            return str(status) if status in ("SUCCESS", "FAILURE", "CANCELED") else None

        return str(_until(ended, RUNS_WITHIN))


@pytest.fixture
def dagster_dev(ran_shop: RanShop, monkeypatch: pytest.MonkeyPatch) -> Iterator[DagsterDev]:
    """`dagster dev` on the shop."""
    monkeypatch.setenv("LANGGANAN_HOME", str(ran_shop.home))
    monkeypatch.setenv("LANGGANAN_WORKSPACE", "sample_shop")
    monkeypatch.setenv("DAGSTER_HOME", str(ran_shop.paths.dagster))
    prepare_instance(ran_shop.paths.dagster)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = ran_shop.home / "dagster_dev.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "dagster", "dev", "-m", LOCATION, "--host", "127.0.0.1", "--port", str(port)],
            cwd=REPOSITORY,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=dict(os.environ),
            start_new_session=True,
        )
    try:
        dev = DagsterDev(port)
        assert _until(dev.repository, STARTS_WITHIN), log.read_text()
        yield dev
    finally:
        # The whole session: dagster dev starts a web server, a daemon and code servers.
        os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def test_an_export_materialised_alone_asks_the_gate(ran_shop: RanShop, dagster_dev: DagsterDev) -> None:
    last = builds.last_complete(ran_shop.paths.state)
    assert last is not None
    passed = verdicts.verdict(ran_shop.paths.state, last.build_seq, "birthday")
    assert passed is not None
    assert passed.verdict == "pass"
    folder = ran_shop.paths.exports / "birthday"
    for file in sorted(folder.rglob("*.*")):
        file.unlink()

    failed = replace(passed, verdict="hold", reasons=("A check failed: made to fail.",))
    verdicts.record_verdicts(ran_shop.paths.state, [failed])
    assert dagster_dev.materialise("export", "birthday__generic_csv") == "FAILURE"
    assert list(folder.rglob("*.csv")) == []
    line = exports.latest(ran_shop.paths.state)["birthday", "generic_csv"]
    assert (line.status, line.reasons[0]) == ("held", "A check failed: made to fail.")

    verdicts.record_verdicts(ran_shop.paths.state, [passed])
    assert dagster_dev.materialise("export", "birthday__generic_csv") == "SUCCESS"
    (written,) = folder.rglob("*.csv")
    assert written.name.startswith("birthday_generic_csv_full_2026-06-30_")


def _until(question: Any, seconds: float) -> Any:
    """The first answer that is not None."""
    deadline = time.monotonic() + seconds
    while (answer := question()) is None:
        assert time.monotonic() < deadline, f"no answer within {seconds} seconds"
        time.sleep(0.5)
    return answer
