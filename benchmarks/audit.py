"""An audience of a million people audited, and its written file read back: `python benchmarks/audit.py [people]`.

The suites of audiences run as in a build (consent, suppression, uniqueness, contact points, decisions, its own past,
`must_hold`), by SQL in the database; nothing is pulled into pandas. Then the file for Google Ads is written and read
back with every expectation of written files. All must pass; the aim is 30 seconds each on two cores. Missing it, or a
check that does not pass, is told by the exit code.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

# This file has the name of the room that it measures: the room comes first.
sys.path[0] = str(Path(__file__).resolve().parents[1])

from audit import eligible_rows, expectations, memory, suites  # noqa: E402
from audit.great_expectations import library  # noqa: E402
from benchmarks.export import AS_OF, prepare  # noqa: E402
from export.write import Draft, Reading, draw_up  # noqa: E402
from ledgers import verdicts  # noqa: E402
from ledgers.verdicts import CheckResult, Verdict  # noqa: E402
from orchestration.gate import reading_back  # noqa: E402
from workspaces.configuration import load_workspace  # noqa: E402
from workspaces.paths import WorkspacePaths  # noqa: E402

AIM_SECONDS = 30.0
META: dict[str, Any] = {
    "purpose": "marketing",
    "fields": [],
    "destinations": ["google_ads"],
    "audience_share_max": 1,
    "must_hold": ["is_customer"],
}
MORE = """
create schema marts;
create table marts.customer_360 as
select customer_id, false as is_pseudo, true as is_customer from eligibility.elg_members;
create table marts.dim_customer_ids as
select customer_id, customer_id as present_customer_id from eligibility.elg_members;
create or replace table eligibility.elg_decisions as
select audience, channel, customer_id, true as is_eligible, '' as reason from eligibility.elg_members;
create table eligibility.elg_exclusion_counts as
select audience, channel, 'eligible' as reason, count(*) as customer_count from eligibility.elg_members group by all;
"""


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what the work gave."""
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def audit(paths: WorkspacePaths, build_seq: int) -> tuple[float, list[CheckResult]]:
    """The suites of audiences, with the last pass remembered."""
    memory.refresh(paths.audit, paths.state, [])
    memory.remember(paths.audit, paths.marts, build_seq, AS_OF, ["everybody"])
    applied = [s for s in suites.suites({"everybody": META}, set(), {}, AS_OF) if s.per == "audience"]
    seconds, results = timed(lambda: expectations.run(paths.marts, applied, None, None, **{memory.NAME: paths.audit}))
    return seconds, results


def read_back(paths: WorkspacePaths, build_seq: int) -> tuple[float, int]:
    """The written file's expectations; seconds, and how many faults."""
    rows = eligible_rows.audience_rows(paths.marts, paths.state, build_seq, ["everybody"])["everybody"]
    verdicts.record_verdicts(paths.state, [Verdict(build_seq, "everybody", "pass", (), rows.rows_hash, rows.row_count)])
    with Reading(paths) as reading:
        drawn = draw_up(
            paths,
            load_workspace("sample_shop"),
            "everybody",
            META,
            "google_ads",
            build_seq,
            AS_OF,
            "run",
            "commit",
            reading,
        )
    if not isinstance(drawn, Draft):
        sys.exit(f"no file was written: {drawn.reasons}")
    seconds, faults = timed(lambda: reading_back.faults_of(paths, build_seq, [drawn]))
    for sentence in faults[reading_back.name_of(drawn)]:
        print(f"    {sentence}")
    return seconds, len(faults[reading_back.name_of(drawn)])


def measure(people: int) -> bool:
    """Whether all passed in time."""
    library()  # its import takes some seconds once a process, whatever the audience's size
    with tempfile.TemporaryDirectory() as folder:
        paths = WorkspacePaths(Path(folder))
        build_seq = prepare(paths, people)
        with duckdb.connect(":memory:") as connection:
            connection.execute(f"attach '{paths.marts}' as snapshot")
            connection.execute("use snapshot")
            connection.execute(MORE)
        audit_seconds, results = audit(paths, build_seq)
        bad = [r for r in results if r.status != "pass"]
        print(f"{people:,} people: {len(results)} checks of the audience in {audit_seconds:.1f} s")
        for result in bad:
            print(f"    {result.check_name}: {result.status}")
        back_seconds, faults = read_back(paths, build_seq)
        print(f"written file read back in {back_seconds:.1f} s")
    return not bad and not faults and max(audit_seconds, back_seconds) <= AIM_SECONDS


if __name__ == "__main__":
    if not measure(int(sys.argv[1]) if sys.argv[1:] else 1_000_000):
        sys.exit(f"not everything passed within {AIM_SECONDS:.0f} s")
