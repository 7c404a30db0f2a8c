"""The command line: errors in one sentence, exit codes, JSON, and that nothing heavy is imported to say so."""

from __future__ import annotations

import errno
import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from ledgers import loads, runs
from ledgers.loads import Load
from orchestration import command_line
from orchestration.lock import writer_lock
from workspaces.errors import BusyError, ConfigurationError, LanggananError
from workspaces.paths import WorkspacePaths

HEAVY = {"dagster", "dbt", "pandas", "pyarrow", "numpy", "duckdb", "great_expectations", "sqlalchemy", "dlt", "scipy"}
COMMANDS = (
    "demo",
    "run",
    "status",
    "export",
    "gate",
    "quarantine",
    "customer",
    "segment",
    "audience",
    "doctor",
    "ui",
    "dbt",
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WorkspacePaths:
    """An empty data folder, and no waiting."""
    monkeypatch.setenv("LANGGANAN_HOME", str(tmp_path))
    monkeypatch.setenv("LANGGANAN_LOCK_WAIT_SECONDS", "0.1")
    monkeypatch.delenv("LANGGANAN_WORKSPACE", raising=False)
    return WorkspacePaths(tmp_path / "sample_shop")


def imported_by(*arguments: str) -> set[str]:
    """Top-level modules that a fresh process has imported after this command."""
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys\nfrom orchestration.command_line import call\ncode = call(sys.argv[1:])\n"
            "print('\\n' + ' '.join({m.split('.')[0] for m in sys.modules}))\nsys.exit(code)",
            *arguments,
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(told.stdout.splitlines()[-1].split())


@pytest.mark.parametrize(
    "arguments",
    [("--help",), ("run", "--help"), ("status",), ("status", "--json"), ("quarantine",), ("gate", "status")],
)
def test_looking_imports_nothing_heavy(arguments: tuple[str, ...]) -> None:
    assert imported_by(*arguments) & HEAVY == set()


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.call(["--help"]) == 0
    told = capsys.readouterr().out
    assert [c for c in COMMANDS if f" {c} " not in told] == []


def test_without_arguments_it_shows_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    command_line.call([])
    assert "Usage: langganan" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["status", "--workspace", "no_such"], "Workspace 'no_such' does not exist"),
        (["--workspace", "no_such", "status"], "Workspace 'no_such' does not exist"),
        (["run", "--as-of", "yesterday"], "'yesterday' is no date"),
        (["dbt"], "Say what dbt shall do"),
        (["nonsense"], "nonsense"),
        (["status", "--nonsense"], "--nonsense"),
        (["demo", "--size", "many"], "--size"),
    ],
)
def test_a_wrong_call_exits_2(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.call(arguments) == 2
    error = capsys.readouterr().err
    assert told in error
    assert "Traceback" not in error


@pytest.mark.parametrize("name", ["LANGGANAN_DBT_THREADS", "LANGGANAN_LOCK_WAIT_SECONDS", "LANGGANAN_DBT_PROCESS"])
def test_a_wrong_setting_exits_2(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, "many")
    assert command_line.call(["status"]) == 2
    assert f"{name} is 'many'" in capsys.readouterr().err


def test_a_busy_workspace_exits_3(home: WorkspacePaths, capsys: pytest.CaptureFixture[str]) -> None:
    home.create()
    holding = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; from pathlib import Path; from orchestration.lock import writer_lock\n"
            "with writer_lock(Path(sys.argv[1]), 'run', 0): print('held', flush=True); sys.stdin.read()",
            str(home.lock),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holding:
        assert holding.stdout is not None
        holding.stdout.readline()
        assert command_line.call(["run"]) == 3
        holding.kill()
    assert f"is being written by process {holding.pid} (`run`" in capsys.readouterr().err


@pytest.mark.parametrize(("error", "code"), [(LanggananError, 1), (ConfigurationError, 2), (BusyError, 3)])
def test_errors_are_a_sentence_and_its_mend(
    error: type[LanggananError], code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error("It is wrong.", "Mend it.")

    monkeypatch.setattr("orchestration.run.prepare", fail)
    assert command_line.call(["status"]) == code
    assert capsys.readouterr().err == "Error: It is wrong.\n  Mend it.\n"


def test_a_fault_of_ours_is_no_traceback_unless_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr("orchestration.run.prepare", fail)
    assert command_line.call(["status"]) == 70
    assert capsys.readouterr().err.startswith("Fault of langganan: ZeroDivisionError: by zero\n  Run it again")
    assert command_line.call(["status", "--debug"]) == 70
    assert "Traceback (most recent call last)" in capsys.readouterr().err


def test_loads_to_be_landed_again_are_listed_and_must_be_there(
    home: WorkspacePaths, capsys: pytest.CaptureFixture[str]
) -> None:
    moment = "2026-06-30T00:00:00.000000+00:00"
    load = Load(7, "pos", "receipts", "pos/struk_20260630.csv", moment, "", "landed", "p", (), 12, 0, 1)
    loads.record(home.state, load)
    assert command_line.call(["backfill", "--list", "pos.receipts"]) == 0
    assert "7  2026-06-30T00:00         12 rows  pos/struk_20260630.csv" in capsys.readouterr().out
    assert command_line.call(["backfill", "7-9", "--list", "--json"]) == 0
    assert [told["load_seq"] for told in json.loads(capsys.readouterr().out)] == [7]
    assert command_line.call(["backfill", "8"]) == 2
    assert capsys.readouterr().err.startswith("Error: '8' is no load that was landed.")


def test_a_taken_port_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert command_line.call(["ui", "--port", str(port)]) == 3
    assert capsys.readouterr().err.startswith(f"Error: Port {port} of 127.0.0.1 cannot be used: ")


def test_a_date_that_is_not_over_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.call(["run", "--as-of", "2199-01-01"]) == 2
    assert capsys.readouterr().err.startswith("Error: as_of 2199-01-01 is not over yet: the last whole date in Asia/")


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.ENOSPC, "Error: The disk is full: raw/rows.parquet.\n  Free some space"),
        (errno.EROFS, "Error: The disk is read-only: raw/rows.parquet.\n  Give LANGGANAN_HOME"),
        (errno.EACCES, "Error: A file or folder may not be used: raw/rows.parquet.\n  Give its rights"),
    ],
)
def test_what_is_wrong_with_the_machine_is_told_with_its_mend(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], number: int, told: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, "as the system says", "raw/rows.parquet")

    monkeypatch.setattr("orchestration.run.prepare", fail)
    assert command_line.call(["status"]) == 1
    assert capsys.readouterr().err.startswith(told)


def test_status_of_an_empty_workspace(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.call(["status"]) == 0
    assert "nothing built yet" in capsys.readouterr().out
    assert command_line.call(["--json", "status"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["workspace"], told["last_run"], told["audiences"], told["busy"]) == ("sample_shop", None, [], None)


def test_status_says_who_is_writing(home: WorkspacePaths, capsys: pytest.CaptureFixture[str]) -> None:
    with writer_lock(home.lock, "a test", 0):
        command_line.call(["status", "--json"])
    assert "`a test`" in json.loads(capsys.readouterr().out)["busy"]


def test_quarantine_counts_what_the_last_run_measured(home: WorkspacePaths, capsys: pytest.CaptureFixture[str]) -> None:
    counted = [{"source": "pos", "entity": "receipts", "reason": "jumlah: not a number", "rows": 1234}]
    run_seq = runs.start(home.state, "run")
    runs.add_summary(home.state, run_seq, {"rows": {"raw": 9}, "quarantine": counted})
    assert command_line.call(["quarantine", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == counted
    assert command_line.call(["quarantine"]) == 0
    assert "1,234" in capsys.readouterr().out


def test_demo_refuses_another_size_in_the_same_folder(home: WorkspacePaths, capsys: pytest.CaptureFixture[str]) -> None:
    home.create()
    (home.root / "demo.json").write_text('{"size": 300}')
    assert command_line.call(["demo", "--size", "400"]) == 2
    assert "holds a demo of 300 people" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("audience", "plan", "nonsense"), 2, "There is no audience 'nonsense'."),
        (("audience", "plan", "welcome"), 1, "Nothing is published yet"),
        (("audience", "list"), 1, "Nothing is published yet"),
        (("segment", "explain", "ani@example.com", "--audience", "nonsense"), 2, "There is no audience 'nonsense'."),
        (("segment", "explain", "ani@example.com"), 1, "Nothing is published yet"),
    ],
)
def test_audiences_that_cannot_be_looked_at_say_why(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    assert command_line.call(list(arguments)) == code
    assert sentence in capsys.readouterr().err


def test_what_a_library_prints_is_not_in_the_json() -> None:
    """DuckDB draws a bar of a long query; here of one that is long for no time at all."""
    code = (
        "import duckdb; from orchestration.command_line import keep_standard_output; {}"
        " connection = duckdb.connect(); connection.execute('set progress_bar_time = 0');"
        " connection.execute('select sum(hash(i)) from range(20000000) as t(i)').fetchall(); print('[1]')"
    )
    kept, left = (
        subprocess.run([sys.executable, "-c", code.format(call)], capture_output=True, text=True, check=True)
        for call in ("keep_standard_output();", "")
    )
    assert kept.stdout == "[1]\n"
    assert left.stdout != "[1]\n", "DuckDB draws no bar any more: this test sees nothing"
