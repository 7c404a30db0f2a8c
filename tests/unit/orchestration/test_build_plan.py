"""What the next build must do: nothing, the new loads, or everything."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from held_open import held_open

from ledgers import builds, loads
from ledgers.loads import Load
from orchestration import markers
from orchestration.build import Plan, plan
from workspaces.errors import BusyError, ConfigurationError

TODAY = dt.date(2026, 6, 30)
MOMENT = "2026-06-30T00:00:00+00:00"


@dataclass(frozen=True)
class Cellar:
    """A state ledger and two DuckDB files."""

    root: Path

    @property
    def state(self) -> Path:
        return self.root / "state.db"

    @property
    def warehouse(self) -> Path:
        return self.root / "warehouse.duckdb"

    @property
    def marts(self) -> Path:
        return self.root / "marts.duckdb"

    def load(self, load_seq: int) -> None:
        """Record a landed load."""
        loads.record(self.state, Load(load_seq, "s", "e", f"{load_seq}", MOMENT, "", "landed", "p", (), 1, 0, 1))

    def build(self, fingerprint: str = "code", as_of: dt.date = TODAY) -> int:
        """A complete build of all loads, with its marks."""
        done = builds.start(self.state, as_of, fingerprint, 0, loads.last_load_seq(self.state), True).build_seq
        markers.write(self.warehouse, done)
        markers.write(self.marts, done)
        builds.finish(self.state, done, "complete")
        return done

    def plan(self, fingerprint: str = "code", as_of: dt.date = TODAY) -> Plan:
        return plan(self.state, self.warehouse, self.marts, as_of, fingerprint)


@pytest.fixture
def cellar(tmp_path: Path) -> Cellar:
    """One load, built."""
    made = Cellar(tmp_path)
    made.load(1)
    made.build()
    return made


def test_the_first_build_takes_everything(tmp_path: Path) -> None:
    new = Cellar(tmp_path)
    new.load(1)
    found = new.plan()
    assert (found.standing, found.loads_above, found.loads_to, found.history_to) == (None, 0, 1, 0)
    assert found.reason == "nothing was built before"


def test_nothing_new_is_nothing_to_do(cellar: Cellar) -> None:
    assert cellar.plan().is_current


def test_new_loads_are_built_in(cellar: Cellar) -> None:
    cellar.load(2)
    found = cellar.plan()
    assert (found.reason, found.is_current) == ("", False)
    assert (found.loads_above, found.loads_to, found.history_to) == (1, 2, 1)


def test_another_date_builds_without_new_loads(cellar: Cellar) -> None:
    found = cellar.plan(as_of=TODAY + dt.timedelta(days=1))
    assert (found.reason, found.is_current, found.loads_above) == ("", False, 1)


def test_an_earlier_date_is_refused(cellar: Cellar) -> None:
    with pytest.raises(ConfigurationError, match=r"as_of 2026-06-29 is before .* 2026-06-30"):
        cellar.plan(as_of=TODAY - dt.timedelta(days=1))


def test_other_code_rebuilds_everything_and_keeps_history(cellar: Cellar) -> None:
    found = cellar.plan(fingerprint="other code")
    assert (found.standing, found.loads_above, found.history_to) == (None, 0, 1)
    assert found.reason == "the code or the configuration changed"


@pytest.mark.parametrize("gone", ["warehouse", "marts"])
def test_a_missing_file_rebuilds_everything(cellar: Cellar, gone: str) -> None:
    getattr(cellar, gone).unlink()
    assert cellar.plan().reason == "the tables on disk are missing or incomplete"


@pytest.mark.parametrize("other", ["warehouse", "marts"])
def test_a_file_of_another_build_rebuilds_everything(cellar: Cellar, other: str) -> None:
    cellar.load(2)
    cellar.build()
    markers.write(getattr(cellar, other), 1)
    assert cellar.plan().reason == "the tables on disk are of another build than the last complete one (2)"


def test_an_unmarked_warehouse_rebuilds_everything_and_keeps_history(cellar: Cellar) -> None:
    markers.erase(cellar.warehouse)
    found = cellar.plan()
    assert found.reason == "the tables on disk are missing or incomplete"
    assert found.history_to == 1


def test_what_is_no_database_rebuilds_everything(cellar: Cellar) -> None:
    cellar.warehouse.write_bytes(b"this is no database" * 1000)
    assert cellar.plan().reason == "the tables on disk are missing or incomplete"


@pytest.mark.parametrize("status", ["started", "failed"])
def test_after_a_build_that_did_not_end_the_same_loads_are_built_again(cellar: Cellar, status: str) -> None:
    cellar.load(2)
    torn = builds.start(cellar.state, TODAY, "code", 1, 2, False)
    if status == "failed":
        builds.finish(cellar.state, torn.build_seq, "failed")
    found = cellar.plan()
    assert (found.is_current, found.loads_above, found.loads_to) == (False, 1, 2)


def test_a_file_that_another_process_writes_is_busy(cellar: Cellar) -> None:
    with held_open(cellar.marts), pytest.raises(BusyError, match=r"marts\.duckdb is open in another process"):
        cellar.plan()


def test_marks_are_in_the_file_under_their_name(cellar: Cellar) -> None:
    with duckdb.connect(str(cellar.marts), read_only=True) as connection:
        assert connection.execute("select build_seq from main._complete_build").fetchall() == [(1,)]
