"""The real data without contact points, a small part of it: marts publish, every file is held, the exit code is 0, and
the money is the package's own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from workspaces.complete_journey.deliveries import make
from workspaces.paths import WorkspacePaths

HOUSEHOLDS = 60


@dataclass(frozen=True)
class Demo:
    """What `langganan demo` said, and where it worked."""

    exit_code: int
    said: dict[str, Any]
    paths: WorkspacePaths


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demonstration of a few households, as a user starts it."""
    home = tmp_path_factory.mktemp("complete_journey")
    called = subprocess.run(
        [
            *(str(Path(sys.executable).with_name("langganan")), "demo", "--json"),
            *("--workspace", "complete_journey", "--size", str(HOUSEHOLDS)),
        ],
        env={**os.environ, "LANGGANAN_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert called.stdout, called.stderr
    return Demo(called.returncode, json.loads(called.stdout), WorkspacePaths(home / "complete_journey"))


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The same households' transactions straight from the package, as a table expression."""
    paths = WorkspacePaths(tmp_path_factory.mktemp("shipped"))
    make(paths, size=HOUSEHOLDS)
    return f"read_parquet('{paths.inbox}/complete_journey/transactions_*.parquet')"


def test_files_are_held_for_want_of_contact_points_and_nothing_fails(demo: Demo) -> None:
    files = [file for audience in demo.said["audiences"] for file in audience["files"]]
    reasons = {reason.split(":")[0] for file in files for reason in file["reasons"]}
    assert demo.exit_code == 0
    assert {audience["verdict"] for audience in demo.said["audiences"]} == {"hold"}
    assert {(file["status"], file["file"]) for file in files} == {("held", "")}
    assert reasons <= {"no contact point", "no eligible member"}
    assert "no contact point" in reasons
    assert [p for p in demo.paths.exports.rglob("*") if p.is_file()] == []


def test_marts_and_segments_publish(demo: Demo) -> None:
    assert demo.said["publication"] == {"verdict": "pass", "reasons": [], "version": 1}
    with duckdb.connect(str(demo.paths.publications / "current.duckdb"), read_only=True) as published:
        counts = "select (select count(*) from current.marts.customer_360),"
        counts += " (select count(*) from current.segments.seg_customers)"
        assert published.execute(counts).fetchone() == (HOUSEHOLDS, HOUSEHOLDS)


def test_money_is_the_packages_own(demo: Demo, shipped: str) -> None:
    """Sales in the marts and in quarantined lines are all sales, to the cent."""
    sales = "sum(cast(sales_value as decimal(18, 2)))"
    with duckdb.connect() as connection:
        ours = f"select {sales}, {sales} filter (quantity = 0), count(*) filter (quantity = 0) from {shipped}"
        everything, of_nothing, lines_of_nothing = connection.execute(ours).fetchone() or ()
    with duckdb.connect(str(demo.paths.publications / "current.duckdb"), read_only=True) as published:
        found = published.execute("select sum(net_amount) from current.marts.fct_order_lines").fetchone()
    assert found == (everything - of_nothing,)
    assert everything > Decimal(100_000)
    assert demo.said["quarantine"] == [
        {"source": "complete_journey", "entity": "transactions", "reason": "quantity: zero", "rows": lines_of_nothing}
    ]


def test_the_same_call_makes_the_same_bytes(demo: Demo, tmp_path: Path) -> None:
    make(WorkspacePaths(tmp_path), size=HOUSEHOLDS)
    made = {p.name: p.read_bytes() for p in (tmp_path / "inbox" / "complete_journey").iterdir()}
    assert made == {p.name: p.read_bytes() for p in (demo.paths.inbox / "complete_journey").iterdir()}
    assert len(made) == 12 + 12 + 5
