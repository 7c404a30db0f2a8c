"""A folder that may not be written, a file that another program holds: told at once, with who holds it and the mend."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from orchestration.command_line import call, told_of
from orchestration.duckdb_files import wait_for_others
from workspaces.errors import BusyError
from workspaces.settings import REPOSITORY

HOLD = (
    "import duckdb, sys, time; held = duckdb.connect(sys.argv[1]); print('held', flush=True);"
    " time.sleep(float(sys.argv[2]))"
)
DROP_FROM_BOUNDING_SET, OVERRIDE_PERMISSIONS = 24, 1  # linux/prctl.h, linux/capability.h


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    """A file with a committed row."""
    file = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("create table t as select 1 as i")
    return file


def held(file: Path, seconds: float) -> subprocess.Popen[str]:
    """Another process that holds the file."""
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(file), str(seconds)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    return holder


def test_a_file_that_another_program_holds_is_waited_for_then_its_holder_is_named(warehouse: Path) -> None:
    with held(warehouse, 60) as holder:
        began = time.monotonic()
        with pytest.raises(BusyError, match=rf"warehouse.duckdb is open in .*\(PID {holder.pid}\)") as told:
            wait_for_others([warehouse], 0.5)
        assert 0.5 <= time.monotonic() - began < 20
        assert told.value.exit_code == 3
        assert "current.duckdb" in told.value.mend
        holder.kill()


def test_a_file_that_is_let_go_in_time_is_taken(warehouse: Path) -> None:
    with held(warehouse, 1):
        wait_for_others([warehouse, warehouse.with_name("none.duckdb")], 60)
    with duckdb.connect(str(warehouse)) as connection:
        assert connection.execute("select i from t").fetchone() == (1,)


def test_a_read_only_folder_is_told_before_work_begins(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(0o555)
    code = "import sys; from orchestration.command_line import call; sys.exit(call(['run']))"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=REPOSITORY,
        env={**os.environ, "LANGGANAN_HOME": str(home), "LANGGANAN_WORKSPACE": "sample_shop", "HOME": str(home)},
        preexec_fn=_obey_permissions,
    )
    assert ran.returncode == 1, ran.stderr
    assert ran.stderr.startswith("Error: A file or folder may not be used: ")
    assert "Traceback" not in ran.stderr
    assert list(home.iterdir()) == []


def _obey_permissions() -> None:
    """Root may write anywhere; the program that is started next may not."""
    ctypes.CDLL(None).prctl(DROP_FROM_BOUNDING_SET, OVERRIDE_PERMISSIONS, 0, 0, 0)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (duckdb.IOException("IO Error: Could not write file x: No space left on device"), "The disk is full"),
        (RuntimeError("database or disk is full"), "The disk is full"),
        (duckdb.IOException("Cannot open file: Read-only file system"), "The disk is read-only"),
    ],
)
def test_what_engines_say_of_the_machine_is_understood(error: Exception, told: str) -> None:
    found = told_of(error)
    assert found is not None
    assert found[0] == told
    assert told_of(ValueError("a value")) is None
    assert call(["--help"]) == 0
