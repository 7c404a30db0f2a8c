"""The environment's settings: defaults, a user's own values, and values that are refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from workspaces.errors import ConfigurationError
from workspaces.settings import REPOSITORY, TELEMETRY_OFF, quiet_process, read_settings

NAMES = ("WORKSPACE", "HOME", "DBT_THREADS", "LOCK_WAIT_SECONDS", "DBT_PROCESS")


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(f"LANGGANAN_{name}", raising=False)


def test_defaults() -> None:
    settings = read_settings()
    assert (settings.workspace, settings.home) == ("sample_shop", REPOSITORY / "data")
    assert (settings.dbt_threads, settings.lock_wait_seconds, settings.dbt_process) == (2, 60.0, "inside")


def test_a_users_values(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LANGGANAN_WORKSPACE", "corner_shop")
    monkeypatch.setenv("LANGGANAN_HOME", str(tmp_path / "x" / ".." / "data"))
    monkeypatch.setenv("LANGGANAN_DBT_THREADS", "8")
    monkeypatch.setenv("LANGGANAN_LOCK_WAIT_SECONDS", "0.5")
    monkeypatch.setenv("LANGGANAN_DBT_PROCESS", "stock")
    settings = read_settings()
    assert (settings.workspace, settings.home) == ("corner_shop", tmp_path / "data")
    assert (settings.dbt_threads, settings.lock_wait_seconds, settings.dbt_process) == (8, 0.5, "stock")


@pytest.mark.parametrize(
    ("name", "written"), [("DBT_THREADS", "many"), ("LOCK_WAIT_SECONDS", "a minute"), ("DBT_PROCESS", "elsewhere")]
)
def test_a_wrong_value_is_named(name: str, written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"LANGGANAN_{name}", written)
    with pytest.raises(ConfigurationError, match=f"LANGGANAN_{name} is '{written}'") as error:
        read_settings()
    assert error.value.mend == "See docs/settings.md."


def test_telemetry_is_off_unless_the_user_turned_it_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {"DO_NOT_TRACK": "0"})
    quiet_process()
    assert os.environ["DO_NOT_TRACK"] == "0"
    assert {name: os.environ[name] for name in TELEMETRY_OFF if name != "DO_NOT_TRACK"} == {
        name: off for name, off in TELEMETRY_OFF.items() if name != "DO_NOT_TRACK"
    }
    assert os.environ["OMP_NUM_THREADS"] == "1"
