"""A million members for Google and Meta beside DuckDB's own COPY: `python benchmarks/export.py [people]`.

Ours: people put in order, normalised, judged, hashed and written with all that their tool takes, fsynced, and who is in
the files kept. The peer is one bare `copy (select sha256(lower(trim(email))), sha256(phone), ...)` for each of the two
over the same table and the same columns: nothing normalised, judged, ordered, quoted or kept. The aim is a ratio of
1.5 at most, the median of the rounds. Told apart, because the peer has none of it: the gate's hash of the rows, who
withdrew since the build, and reading the finished files back. Missing it is told by the exit code.
"""

from __future__ import annotations

import datetime as dt
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

# This file has the name of the room that it measures: the room comes first.
sys.path[0] = str(Path(__file__).resolve().parents[1])

from export import folder  # noqa: E402
from export.registry import destination  # noqa: E402
from export.request import Request  # noqa: E402
from export.write import Draft, Reading, draw_up, settle  # noqa: E402
from ledgers import builds, verdicts  # noqa: E402
from ledgers.database import ledger  # noqa: E402
from ledgers.exports import Export  # noqa: E402
from ledgers.row_hash import audience_hash  # noqa: E402
from ledgers.verdicts import Verdict  # noqa: E402
from workspaces.configuration import load_workspace  # noqa: E402
from workspaces.paths import WorkspacePaths  # noqa: E402

AIM = 1.5
ROUNDS = 5
AS_OF = dt.date(2026, 6, 30)
META: dict[str, Any] = {"purpose": "marketing", "fields": [], "destinations": ["google_ads", "meta"]}
# The peer's columns: those that each tool takes of a person, hashed where the tool has them hashed.
PEOPLE = (
    "select sha256(lower(trim(email))) as email, sha256(phone) as phone, sha256(lower(trim(first_name))) as fn,"
    " sha256(lower(trim(last_name))) as ln, {} from eligibility.elg_members"
)
BARE = {
    "google_ads": PEOPLE.format("country, postal_code"),
    "meta": PEOPLE.format("sha256(postal_code) as zip, sha256(lower(country)) as country"),
}
TABLES = """
create schema eligibility;
create table eligibility.elg_members as
select
    'everybody' as audience, 'ads' as channel, 'c' || lpad(i::varchar, 9, '0') as customer_id,
    given[1 + i % 8] || '.' || family[1 + (i // 8) % 8] || i || domains[1 + i % 4] as email, email as contact_point,
    '+628' || lpad((i * 7919 % 10000000000)::varchar, 10, '0') as phone,
    given[1 + i % 8] || ' ' || family[1 + (i // 8) % 8] as full_name, given[1 + i % 8] as first_name,
    family[1 + (i // 8) % 8] as last_name, 'ID' as country, (10000 + i % 80000)::varchar as postal_code,
    'consents:' || i as consent_id, timestamp '2026-01-02 03:04:05' as consented_at, '{{}}'::json as fields
from range({people}) as numbers(i), (
    select ['ayu', 'budi', 'citra', 'dewi', 'eko', 'fitri', 'galih', 'hana'] as given,
        ['lestari', 'santoso', 'wijaya', 'putri', 'hidayat', 'saputra', 'utami', 'siregar'] as family,
        ['@gmail.com', '@example.co.id', '@example.com', '@example.org'] as domains
)
order by hash(i);
create table eligibility.elg_contact_points as
select customer_id, 'email' as contact_kind, email as contact_value, sha256(email) as contact_hash
from eligibility.elg_members
union all select customer_id, 'phone', phone, sha256(phone) from eligibility.elg_members;
create table eligibility.elg_consent_states as
select contact_value, 'ads' as channel, 'marketing' as purpose, 'granted' as state from eligibility.elg_contact_points;
create table eligibility.elg_suppressions (contact_hash varchar, channel varchar);
create table eligibility.elg_closed_channels (customer_id varchar, channel varchar, purpose varchar);
create table eligibility.elg_decisions as
select audience, channel, customer_id, '' as reason from eligibility.elg_members;
create table eligibility.elg_arms (scope varchar, customer_id varchar, arm varchar, control_share decimal(9, 6));
create schema marts;
create table marts.customer_360 as
select customer_id, 'active' as lifecycle, 'champion' as rfm_segment, 'A' as value_class from eligibility.elg_members;
"""


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what the work gave."""
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def prepare(paths: WorkspacePaths, people: int) -> int:
    """The members and a complete build; returns its number."""
    paths.create()
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{paths.marts}' as snapshot")
        connection.execute("use snapshot")
        connection.execute(TABLES.format(people=people))
    build = builds.start(paths.state, AS_OF, "benchmark", 0, 1, True)
    builds.finish(paths.state, build.build_seq, "complete")
    return build.build_seq


def written(drawn: Draft | Export, reading: Reading) -> Export:
    """The line of a draft that nobody reads back: that is benchmarks/audit.py's matter."""
    return settle(drawn, (), reading) if isinstance(drawn, Draft) else drawn


def measure(people: int) -> float:
    """Print each part's seconds; returns the ratio of the claim."""
    with tempfile.TemporaryDirectory() as folder_name:
        paths = WorkspacePaths(Path(folder_name))
        build_seq = prepare(paths, people)
        with Reading(paths) as reading:
            gate, hashes = timed(lambda: reading.hashes("everybody"))
            count, rows_hash = audience_hash(hashes)
            verdicts.record_verdicts(paths.state, [Verdict(build_seq, "everybody", "pass", (), rows_hash, count)])
            tools = {name: destination(name) for name in META["destinations"]}
            workspace = load_workspace("sample_shop")
            request = Request(paths, "x", "everybody", META, tools["meta"], build_seq, AS_OF, "run", "commit", "UTC")
            withdrawn, _ = timed(lambda: reading.withdrawn(request))
            print(f"gate: hash of {people:,} rows {gate:.2f} s; who withdrew since {withdrawn:.2f} s")
            ratios = []
            for number in range(ROUNDS):
                bare = sum(
                    timed(
                        lambda name=name: reading.connection.execute(
                            f"copy ({BARE[name]}) to '{paths.root}/{name}.csv'"
                        )
                    )[0]
                    for name in tools
                )
                reading.forget()
                with ledger(paths.state) as state:  # a first export has no differences to write
                    state.execute("delete from exports")
                day = AS_OF + dt.timedelta(days=number)
                lines = [
                    timed(
                        lambda name=name, day=day: written(
                            draw_up(
                                paths, workspace, "everybody", META, name, build_seq, day, "run", "commit", reading
                            ),
                            reading,
                        )
                    )
                    for name in tools
                ]
                if [line.row_count for _, line in lines] != [people] * len(tools):
                    sys.exit(f"not everybody is in the files: {lines}")
                ours = sum(seconds for seconds, _ in lines)
                ratios.append(ours / bare)
                each = ", ".join(f"{n} {s:.2f} s" for n, (s, _) in zip(tools, lines, strict=True))
                print(f"ours {ours:.2f} s ({each}); bare copies {bare:.2f} s; ratio {ratios[-1]:.2f}")
                for _, line in lines:
                    seconds, whole = timed(lambda line=line: folder.is_whole((paths.exports / line.file).parent))
                    if not whole:
                        sys.exit(f"{line.file} is damaged")
                    print(f"    read back {line.destination}: {seconds:.2f} s")
    return statistics.median(ratios)


if __name__ == "__main__":
    ratio = measure(int(sys.argv[1]) if sys.argv[1:] else 1_000_000)
    print(f"median ratio {ratio:.2f}, aimed at {AIM} at most")
    if ratio > AIM:
        sys.exit(f"{ratio:.2f} times the bare copies, more than {AIM}")
