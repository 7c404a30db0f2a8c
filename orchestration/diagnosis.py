"""Examines a workspace: the machine, the workspace file against the dbt project, the inbox. Writes nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ledgers import alerts, loads
from ledgers.clock import now_utc
from orchestration import lock
from orchestration.run import Run
from workspaces.errors import LanggananError
from workspaces.settings import DBT_PROJECT

NAMED = 5
FREE_BYTES = 2_000_000_000  # the default demo needs a tenth of it; a full disk in the middle of a build costs a rebuild


@dataclass(frozen=True)
class Finding:
    """One thing examined. A 'fault' stops a run or makes it wrong; a 'warning' is worth knowing."""

    severity: Literal["fault", "warning", "good"]
    what: str
    mend: str = ""


def examine(run: Run) -> list[Finding]:
    """Everything found, faults first."""
    found = [
        *_machine(run),
        *_sources(run),
        *_deliveries(run),
        *_alerts(run),
        *_target_market(run),
        *_offers(run),
        *_contactable(run),
    ]
    return sorted(found, key=lambda f: ("fault", "warning", "good").index(f.severity))


def _machine(run: Run) -> Iterator[Finding]:
    yield Finding("good", f"Workspace {run.workspace.name}: {run.workspace.file}, data in {run.paths.root}")
    free = shutil.disk_usage(run.paths.root).free
    if free < FREE_BYTES:
        yield Finding("warning", f"Only {free / 1e9:.1f} GB are free on the disk of {run.paths.root}.", "Make room.")
    if busy := lock.holder(run.paths.lock):
        yield Finding("warning", f"The workspace is being written by {busy}.", "Wait for it to end.")


def _sources(run: Run) -> Iterator[Finding]:
    """Declared entities against the staging models that are to read them."""
    from ingestion.sample_texts import UNDECIDED

    for source, declared in sorted(run.workspace.sources.items()):
        folder = DBT_PROJECT / "models/staging" / source
        if not folder.is_dir():
            told = any(entity.sale_lines for entity in declared.entities.values())
            mend = (
                f"Copy {folder.with_name('sales_log')} (docs/transaction_logs.md)"
                if told
                else f"Write them in {folder}"
            )
            yield Finding("fault", f"Source {source} has no staging models.", f"{mend}, or drop it.")
            continue
        for entity, how in sorted(declared.entities.items()):
            if not (folder / f"stg_{source}__{entity}_rows.sql").is_file():
                yield Finding("fault", f"No staging model reads {source}.{entity}.", f"Write one in {folder}.")
            if UNDECIDED in (how.date_format, how.timestamp_format):
                yield Finding(
                    "warning",
                    f"{source}.{entity} does not say how its days are written: every row is set aside.",
                    f"Put the format for {UNDECIDED} in the workspace file.",
                )
            if how.version is None and how.delivery == "upserts" and how.key:
                yield Finding(
                    "warning",
                    f"{source}.{entity} has no version clock: the newest delivery of a key wins.",
                    "Declare `version` if its rows tell when they were changed.",
                )


def _deliveries(run: Run) -> Iterator[Finding]:
    from ingestion import deliveries, freshness, pulling

    for source, declared in sorted(run.workspace.sources.items()):
        for entity in sorted(declared.entities) if not declared.is_pulled else ():
            try:
                if not deliveries.looks(run.workspace, run.paths, source, entity):
                    where = declared.entities[entity].files or f"table {declared.entities[entity].table}"
                    yield Finding(
                        "warning", f"{source}.{entity} has no delivery ({where}).", f"Put it below {run.paths.inbox}."
                    )
            except LanggananError as error:
                yield Finding("fault", error.message, error.mend)
    for load in loads.loads(run.paths.state, ("refused",)):
        yield Finding("fault", f"{load.delivery} stands refused: {load.reason}", load.mend)
    for source, entity in pulling.due(run.workspace, run.paths, now_utc()):
        yield Finding("good", f"{source}.{entity} is drawn by the next run.")
    for late in freshness.freshness(run.workspace, run.paths, now_utc()):
        if late.is_late and late.newest is not None:
            yield Finding("warning", late.sentence, "Ask whoever delivers it, or correct its cadence.")
    yield from _unmatched(run)
    if waiting := deliveries.pending(run.workspace, run.paths):
        yield Finding("good", f"{len(waiting)} deliveries wait for the next run.")


def _alerts(run: Run) -> Iterator[Finding]:
    declared = {f"{alert.channel} {number}" for number, alert in enumerate(run.workspace.alerts, start=1)}
    for channel, fault in alerts.faults(run.paths.state).items():
        if channel in declared:
            yield Finding(
                "warning",
                f"Alert channel {channel} did not take the last alert: {fault}.",
                "Correct it in the workspace file; the next run tries again.",
            )


def _unmatched(run: Run) -> Iterator[Finding]:
    """Files of the inbox that no run will ever read."""
    from ingestion.inbox import unmatched

    try:
        names = unmatched(run.workspace, run.paths)
    except LanggananError:
        return  # told already, of the entity that cannot be looked for
    if names:
        told = ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")
        yield Finding(
            "warning",
            f"No entity's files match {len(names)} in the inbox: {told}.",
            "Correct the pattern in the workspace file, or take them out.",
        )


def _target_market(run: Run) -> Iterator[Finding]:
    """Names in the declared mix that no mart uses: their cells would stay empty."""
    from orchestration.target_names import unknown_names

    answers = run.paths.answers
    for unknown in unknown_names(run.workspace.target_market, answers):
        meant = f"Write {' or '.join(unknown.meant)}" if unknown.meant else "Write it as the marts do"
        yield Finding(
            "fault" if answers.is_file() else "warning",  # the first deliveries may know the place
            f"target_market: nobody knows the {unknown.kind} {unknown.name}, so that its cell stays empty.",
            f"{meant} (docs/products.md).",
        )


def _offers(run: Run) -> Iterator[Finding]:
    """Offers whose margin floor nobody's basket keeps, by the published build."""
    import duckdb

    answers = run.paths.answers
    if not run.workspace.offers or not answers.is_file():
        return
    with duckdb.connect(str(answers), read_only=True) as connection:
        built = connection.execute("select count(*) from duckdb_tables() where table_name = 'elg_offers'").fetchone()
        withheld = (
            connection.execute(
                "select offer, withheld_count, issued_count from eligibility.elg_offers"
                " where is_declared and withheld_count > 0 order by offer"
            ).fetchall()
            if built and built[0]
            else []
        )
    for offer, people, issued in withheld:
        yield Finding(
            "warning" if issued == 0 else "good",
            f"Offer {offer}: {people:,} people are given no code, since their basket would not keep the margin floor"
            " or nobody knows what goods cost.",
            "Give less, ask for a higher minimum_spend, or lower the floor (docs/offers.md)." if issued == 0 else "",
        )


def _contactable(run: Run) -> Iterator[Finding]:
    """The share of customers that each channel may reach, of the published build."""
    import duckdb

    answers = run.paths.answers
    if not answers.is_file():
        yield Finding("warning", "Nothing is published yet.", "Run `langganan run`.")
        return
    with duckdb.connect(str(answers), read_only=True) as connection:
        rows = connection.execute(
            "select channel, count(distinct customer_id) filter (where is_eligible) * 100.0"
            " / count(distinct customer_id) from eligibility.elg_decisions group by channel order by channel"
        ).fetchall()
    for channel, share in rows:
        what = f"{channel}: {share:.0f} % of the people in audiences may be written to"
        mend = "Check the consents that sources declare." if share == 0 else ""
        yield Finding("warning" if share == 0 else "good", what, mend)
