"""Runs `langganan run` in a process that spoils a table when it is built and dbt's tests have not looked at it yet.

Nothing in the pipeline knows of it: dbt itself finds the fault. What must be held for it is the tests' matter.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb

from workspaces.paths import WorkspacePaths
from workspaces.settings import REPOSITORY


def spoil_run(home: Path, change: str) -> subprocess.CompletedProcess[str]:
    """Run, with this change of one row of marts.duckdb between the build and dbt's tests; fails where none was made."""
    ran = subprocess.run(
        [sys.executable, __file__, change],
        capture_output=True,
        text=True,
        check=False,
        cwd=REPOSITORY,
        env={**os.environ, "LANGGANAN_HOME": str(home), "LANGGANAN_WORKSPACE": "sample_shop"},
    )
    assert "Spoiled." in ran.stderr, ran.stdout + ran.stderr
    return ran


def main() -> None:
    """Child process: the change. It is there before anything imports the function that begins an audit by name."""
    from ledgers import verdicts

    begin, change = verdicts.begin_audit, sys.argv[1]

    def spoil_and_begin(state: Path, build_seq: int) -> Any:
        with duckdb.connect(str(WorkspacePaths(state.parent).marts)) as connection:
            assert connection.execute(change).fetchall() == [(1,)], "the change found no row"
        print("Spoiled.", file=sys.stderr, flush=True)
        verdicts.begin_audit = begin
        return begin(state, build_seq)

    verdicts.begin_audit = spoil_and_begin
    from orchestration.command_line import main as langganan

    sys.argv[1:] = ["run"]
    langganan()


if __name__ == "__main__":
    main()
