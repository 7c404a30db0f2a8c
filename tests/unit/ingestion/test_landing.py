"""Landing: nothing half-read, nothing lost when the disk fails, the same call twice is one load."""

from __future__ import annotations

import errno
import hashlib
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from small_inbox import SmallInbox, small_inbox

from ingestion import landing
from ingestion.contents import Contents
from ledgers import loads
from workspaces.errors import ConfigurationError, LanggananError

A = "a,b\n1,x\n"


def test_a_load_tells_what_it_holds(inbox: SmallInbox) -> None:
    load = inbox.land_one("c_20260601.csv", A)
    assert loads.loads(inbox.paths.state) == [load]
    assert (load.source, load.entity, load.delivery, load.byte_count) == ("shop", "things", "c_20260601.csv", 8)
    assert load.content_hash == hashlib.sha256(A.encode()).hexdigest()
    assert load.delivered_at == "2026-05-31T17:00:00.000000+00:00"
    assert load.columns == (("a", "VARCHAR"), ("b", "VARCHAR"))
    assert list(inbox.paths.scratch.iterdir()) == []


def test_landing_the_same_delivery_twice_is_one_load(inbox: SmallInbox) -> None:
    inbox.put("c_20260601.csv", A)
    (delivery,) = inbox.discover()
    first, second = (landing.land(inbox.workspace, inbox.paths, delivery, frozenset()) for _ in range(2))
    assert first == second
    assert loads.loads(inbox.paths.state) == [first]


def test_a_file_that_changes_while_it_is_read_is_not_landed(inbox: SmallInbox, monkeypatch: pytest.MonkeyPatch) -> None:
    file = inbox.put("c_20260601.csv", A)
    read = landing.read_delivery

    def read_and_write(*arguments: object) -> Contents:
        contents = read(*arguments)  # type: ignore[arg-type]
        with file.open("a") as opened:
            opened.write("2,y\n")
        return contents

    monkeypatch.setattr(landing, "read_delivery", read_and_write)
    (load,) = inbox.land()
    assert (load.status, load.reason) == ("refused", "c_20260601.csv: it changed while it was read.")
    assert load.mend == "Run again when it has been written whole."
    monkeypatch.undo()
    assert [(load.status, load.row_count) for load in inbox.land()] == [("landed", 2)]
    assert inbox.refused() == []


def test_a_file_that_is_taken_away_is_refused(inbox: SmallInbox) -> None:
    file = inbox.put("c_20260601.csv", A)
    (delivery,) = inbox.discover()
    file.unlink()
    load = landing.land(inbox.workspace, inbox.paths, delivery, frozenset())
    assert (load.status, load.reason) == ("refused", "c_20260601.csv: it was taken away before it was read.")


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        duckdb.IOException("IO Error: Could not write file: No space left on device"),
        duckdb.OutOfMemoryException("Out of Memory Error: failed to allocate"),
    ],
)
def test_a_full_disk_fails_clearly_and_records_nothing(
    inbox: SmallInbox, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    inbox.land_one("c_20260601.csv", A)
    inbox.put("c_20260602.csv", "a,b\n2,y\n")

    def fail(*_: object) -> Contents:
        raise error

    monkeypatch.setattr(landing, "read_delivery", fail)
    with pytest.raises(LanggananError) as raised:
        inbox.land()
    assert raised.value.message == f"c_20260602.csv could not be landed: {error}."
    assert raised.value.mend == "Mend the disk or the memory and run again; what was landed before is intact."
    monkeypatch.undo()
    assert inbox.rows() == [("1", "x", None, 1, 2)]
    assert [load.load_seq for load in inbox.land()] == [2]


def test_a_real_limit_on_file_size_leaves_nothing_behind(inbox: SmallInbox) -> None:
    """A disk that takes no more bytes, as the kernel's limit on a file's size lets a test have one."""
    inbox.put("c_20260601.csv", "a,b\n" + "".join(f"{n},{n * 7919 % 10007}\n" for n in range(100_000)))
    script = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from pathlib import Path\n"
        "from small_inbox import small_inbox\n"
        "inbox = small_inbox(Path(sys.argv[1])); deliveries = inbox.discover()\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))\n"
        "from ingestion import landing\n"
        "landing.land(inbox.workspace, inbox.paths, deliveries[0], frozenset())\n"
    )
    root, tests = inbox.paths.root.parent, Path(__file__).parents[2]
    ran = subprocess.run(
        [sys.executable, "-c", script, str(root)], capture_output=True, text=True, cwd=tests, check=False
    )
    assert ran.returncode == 1
    assert "LanggananError: c_20260601.csv could not be landed: " in ran.stderr
    assert loads.loads(inbox.paths.state, ("landed", "refused")) == []
    assert list(inbox.paths.raw.rglob("*.parquet")) == []
    assert [load.row_count for load in inbox.land()] == [100_000]


def test_a_data_folder_that_looks_like_a_pattern_is_an_error(tmp_path: Path) -> None:
    inbox = small_inbox(tmp_path / "a[b]")
    inbox.put("c_20260601.csv", A)
    with pytest.raises(ConfigurationError, match="which DuckDB takes as a pattern"):
        inbox.land()


def test_a_missing_raw_file_is_an_error_not_a_loss(inbox: SmallInbox) -> None:
    load = inbox.land_one("c_20260601.csv", A)
    file = inbox.paths.raw / str(load.path)
    file.unlink()
    with pytest.raises(LanggananError) as raised:
        inbox.rows()
    assert raised.value.message == f"{file} of load 1 is missing."
    assert raised.value.mend == "Restore it from a backup of raw/."
    inbox.put("c_20260602.csv", A)
    with pytest.raises(LanggananError, match="of load 1 is missing"):
        inbox.land()
