"""Ctrl-C and an order to end: what is told, the exit code, and that no other handler stands in the way."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ledgers import builds, exports, publications
from ledgers.clock import now_utc
from ledgers.exports import Export
from ledgers.publications import Publication
from orchestration import interruption, interruption_words
from orchestration.run import Run, prepare
from workspaces.settings import REPOSITORY

WATCHED = """
import os, signal, sys, threading, time
signal.signal(signal.SIGINT, {})  # else as the suite has it: in the background of a shell it ignores it
signal.signal(signal.SIGTERM, signal.SIG_DFL)
from orchestration import interruption
interruption.watch()
def words():
    return "Nothing was published.", "Go on."
def unreadable():
    raise OSError("the ledger cannot be read")
def raising(number, frame):
    raise RuntimeError("a handler of Dagster's")
"""
WAIT = "\nsys.stdout.write('ready\\n'); sys.stdout.flush(); time.sleep(60)\n"


def interrupted(script: str, *numbers: signal.Signals, at_first: str = "signal.default_int_handler") -> tuple[int, str]:
    """The exit code and standard error of a process that is sent these signals once it is ready.

    `at_first`: what its caller has SIGINT do.
    """
    with subprocess.Popen(
        [sys.executable, "-c", WATCHED.format(at_first) + script],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        for number in numbers:
            process.send_signal(number)
        _, error = process.communicate(timeout=30)
    return process.returncode, error


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_process_with_its_words_and_code(number: signal.Signals, code: int) -> None:
    assert interrupted(f"with interruption.telling(words):{WAIT.replace(chr(10), chr(10) + '    ')}", number) == (
        code,
        f"Interrupted ({number.name}). Nothing was published.\n  Go on.\n",
    )


def test_a_handler_put_there_later_does_not_stand_in_the_way() -> None:
    """Dagster raises in the main thread, which may then wait long for dbt's."""
    handled = "signal.signal(signal.SIGTERM, raising)\ntry:" + WAIT.replace("\n", "\n    ")
    code, error = interrupted(f"{handled}\nexcept RuntimeError:\n    time.sleep(60)\n", signal.SIGTERM)
    assert (code, error.splitlines()[0]) == (143, "Interrupted (SIGTERM). What was committed before is whole.")


def test_in_the_background_of_a_shell_a_run_can_be_killed() -> None:
    """There SIGINT is ignored, and Dagster gives SIGTERM whatever SIGINT has."""
    dagster = "signal.signal(signal.SIGTERM, signal.getsignal(signal.SIGINT))" + WAIT
    code, error = interrupted(dagster, signal.SIGINT, signal.SIGTERM, at_first="signal.SIG_IGN")
    assert (code, error.splitlines()[0]) == (143, "Interrupted (SIGTERM). What was committed before is whole.")


def test_words_that_cannot_be_had_leave_the_outer_ones_and_the_endings_are_called() -> None:
    script = (
        "ended = lambda: sys.stderr.write('child ended\\n')\n"
        "with interruption.telling(words), interruption.telling(unreadable), interruption.ending(ended):"
        + WAIT.replace("\n", "\n    ")
    )
    assert interrupted(script, signal.SIGTERM) == (
        143,
        "child ended\nInterrupted (SIGTERM). Nothing was published.\n  Go on.\n",
    )


def test_words_end_with_their_block() -> None:
    with interruption.telling(lambda: ("Inner.", "Go on.")):
        assert interruption.told(signal.SIGINT) == "Interrupted (SIGINT). Inner.\n  Go on.\n"
    assert "Inner." not in interruption.told(signal.SIGINT)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A workspace whose second build is complete, and whose first was published."""
    monkeypatch.setenv("LANGGANAN_HOME", str(tmp_path))
    made = prepare("sample_shop", "run")
    for _ in range(2):
        build = builds.start(made.paths.state, now_utc().date(), "code", 0, 0, True)
        builds.finish(made.paths.state, build.build_seq, "complete")
    publications.record(made.paths.state, Publication(1, 1, "v1/shop.duckdb", ""))
    return made


def test_a_stage_tells_what_of_its_run_stands(run: Run) -> None:
    def told(stage: str) -> str:
        return interruption_words.of_stage(run, stage)[0]

    exports.record(run.paths.state, Export("a" * 16, 1, "birthday", "generic_csv", "written", "f.csv", 3))
    assert "stage build: nothing was published, and no file was written." in told("build")
    assert "stage export: nothing was published, and no file was written." in told("export")
    publications.record(run.paths.state, Publication(2, 2, "v2/shop.duckdb", ""))
    exports.record(run.paths.state, Export("b" * 16, 2, "birthday", "generic_csv", "written", "g.csv", 3))
    assert "stage export: build 2 is published, and 1 of its files were written, each of them whole." in told("export")
    assert "stage audit: nothing was published" in told("audit")
