"""What the child processes of test_full_disk.py do, until no more may be written."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
import small_inbox

from orchestration.command_line import told_of
from workspaces.paths import WorkspacePaths


def land(root: str) -> None:
    """Land what waits, and tell what ended it as the command line does."""
    try:
        small_inbox.small_inbox(Path(root)).land()
    except Exception as error:
        sys.stderr.write(str(told_of(error)))
        raise


def build(root: str) -> None:
    """Grow a table of the marts by more than there is room for, then write it out at a checkpoint."""
    with duckdb.connect(str(WorkspacePaths(Path(root)).marts)) as marts:
        try:
            marts.execute(
                "insert into marts.marts.customer_360 (customer_id, email) select 'x' || i, repeat('y' || i, 40)"
                " from range(1000000) as numbers(i)"
            )
            marts.execute("checkpoint")
        except Exception as error:
            sys.stderr.write(str(told_of(error)))
            raise
