"""What came after the newest build and may take a consent back: an export that is asked for by itself waits for it.

A run looks into the inbox as it begins; what comes while it works is the next run's. Nothing is opened here.
"""

from __future__ import annotations

import datetime as dt

from ingestion import deliveries
from ledgers import builds, loads, runs
from ledgers.builds import Build
from orchestration.run import Run
from workspaces.errors import LanggananError

NAMED = 3
SUPPRESSIONS = "seeds/suppressions.csv"


def consents(run: Run, newest: Build) -> list[str]:
    """Names of what came since: the newest build, if it is whole, does not know all that was said of consent.

    Each is a delivery or a load of an entity that may hold a consent, a withdrawal or a STOP, or the list of
    suppressions. Folders and interfaces at other places are not asked: a run fetches from them.
    """
    if newest.status != "complete":
        return []  # the gate holds everything then, and tells why
    return [*_in_the_inbox(run), *_landed_since(run, newest), *_suppressions(run, newest)]


def refusal(newest: Build, names: list[str]) -> LanggananError:
    """What is told of them."""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return LanggananError(
        f"No file was written: {', '.join(names[:NAMED])}{more} came after build {newest.build_seq} and may take a"
        " consent back.",
        "Run `langganan run`: it reads what came, and then writes the files.",
    )


def _in_the_inbox(run: Run) -> list[str]:
    """Deliveries that no run has seen: all of them, or in a run that has looked itself those that it should have."""
    found = [d for d in deliveries.pending(run.workspace, run.paths) if run.lineage.tells_consent(d.source, d.entity)]
    this = runs.of_number(run.paths.state, run.run_seq)
    if this is not None and "ingest" in this["stage_seconds"]:
        began = dt.datetime.fromisoformat(this["started_at"]).timestamp()
        found = [d for d in found if d.mtime_ns < began * 1e9]
    return [d.name for d in found]


def _landed_since(run: Run, newest: Build) -> list[str]:
    """Loads that the build's tables do not hold."""
    return [
        load.delivery
        for load in loads.loads(run.paths.state, ("landed", "reasserted"))
        if load.load_seq > newest.loads_to and run.lineage.tells_consent(load.source, load.entity)
    ]


def _suppressions(run: Run, newest: Build) -> list[str]:
    """The list of suppressions, when it is not the one that the build was made with."""
    known = builds.parts_of(run.paths.state, newest.build_seq)
    is_changed = known is not None and known.get(SUPPRESSIONS) != run.parts.get(SUPPRESSIONS)
    return [f"dbt_project/{SUPPRESSIONS}"] if is_changed else []
