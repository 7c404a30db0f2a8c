"""What a run tells of itself: measured from its tables once, kept in the run log, and composed with the ledgers.

`langganan status` reads no table. How it looks is report.py's.
"""

from __future__ import annotations

from typing import Any

from ingestion import drift, freshness
from ledgers import builds, exports, loads, publications, runs, verdicts
from ledgers.clock import now_utc
from ledgers.sql_text import literal
from orchestration.run import Run

FATES = ("current", "superseded", "duplicate", "quarantined")


def measure(run: Run) -> dict[str, Any]:
    """Row fates, quarantine reasons, customers and revenue of the tables on disk, which are opened read-only."""
    import duckdb

    with duckdb.connect(":memory:") as connection:
        for name, file in (("warehouse", run.paths.warehouse), ("snapshot", run.paths.marts)):
            connection.execute(f"attach {literal(file)} as {name} (read_only)")
        fates = dict(
            connection.execute(
                "select _fate, cast(sum(row_count) as bigint) from warehouse.staging.stg_row_fates group by _fate"
            ).fetchall()
        )
        quarantined = connection.execute(
            "select source, entity, reason, count(*) from (select source, entity, unnest(reasons) as reason"
            " from warehouse.staging.stg_quarantine) group by all order by 4 desc, 1, 2, 3"
        ).fetchall()
        ((customers, prospects),) = connection.execute(
            "select count(*) filter (where is_customer and not is_pseudo),"
            " count(*) filter (where not is_customer and not is_pseudo) from snapshot.marts.customer_360"
        ).fetchall()
        ((revenue,),) = connection.execute(
            "select coalesce(sum(net_revenue_365d), 0) from snapshot.marts.fct_customer_value"
        ).fetchall()
    return {
        "rows": {"raw": sum(fates.values()), **{fate: fates.get(fate, 0) for fate in FATES}},
        "quarantine": [{"source": s, "entity": e, "reason": r, "rows": n} for s, e, r, n in quarantined],
        "customers": customers,
        "prospects": prospects,
        "net_revenue_365d": str(revenue),
    }


def compose(run: Run) -> dict[str, Any]:
    """Where the workspace stands now, from the ledgers and what the last run measured. Opens no table."""
    state = run.paths.state
    last, build = runs.latest(state), builds.last_complete(state)
    return {
        "workspace": run.workspace.name,
        "title": run.workspace.title,
        "currency": run.workspace.currency,
        "data": str(run.paths.root),
        "last_run": last and {k: last[k] for k in ("run_seq", "command", "started_at", "ended_at", "outcome")},
        "stage_seconds": last["stage_seconds"] if last else {},
        "problem": last["summary"].get("problem", "") if last else "",
        "build": build and {"build_seq": build.build_seq, "as_of": build.as_of.isoformat()},
        **_measured(runs.latest_measured(state)),
        "publication": _publication(run, build.build_seq if build else None) | {"version": publications.shown(state)},
        "audiences": _audiences(run, build.build_seq if build else None),
        "refused": [
            {"source": r.source, "entity": r.entity, "delivery": r.delivery, "reason": r.reason, "mend": r.mend}
            for r in loads.loads(state, ("refused",))
        ],
        "late": [f.sentence for f in freshness.freshness(run.workspace, run.paths, now_utc()) if f.is_late],
        "drift": _drift(run),
        "erased_rows": sum(load.erased_count for load in loads.loads(state)),
    }


def _drift(run: Run) -> list[dict[str, str]]:
    """Columns that came, went or changed with the newest load of each entity."""
    newest = {(load.source, load.entity): load for load in loads.loads(run.paths.state)}
    return [
        {"source": source, "entity": entity, "delivery": newest[source, entity].delivery, "what": what}
        for source, of in run.workspace.sources.items()
        for entity, declared in of.entities.items()
        if (source, entity) in newest
        for what in drift.reported(newest[source, entity], declared)
    ]


def _measured(last: dict[str, Any] | None) -> dict[str, Any]:
    names = ("rows", "quarantine", "customers", "prospects", "net_revenue_365d")
    return {name: last["summary"].get(name) if last else None for name in names}


def _publication(run: Run, build_seq: int | None) -> dict[str, Any]:
    verdict = verdicts.verdict(run.paths.state, build_seq, verdicts.PUBLICATION) if build_seq else None
    return {
        "verdict": verdict.verdict if verdict else "hold",
        "reasons": list(verdict.reasons) if verdict else ["Nothing was audited yet."],
    }


def _audiences(run: Run, build_seq: int | None) -> list[dict[str, Any]]:
    """Each judged audience with its verdict and the state of its files."""
    told = exports.latest(run.paths.state)
    judged = verdicts.verdicts(run.paths.state, build_seq) if build_seq else []
    return [
        {
            "audience": v.subject,
            "verdict": v.verdict,
            "rows": v.row_count,
            "reasons": list(v.reasons),
            "files": [
                {
                    "destination": destination,
                    "status": line.status,
                    "rows": line.row_count,
                    "file": line.file,
                    "expires_at": line.expires_at or None,
                    "reasons": list(line.reasons),
                }
                for (audience, destination), line in sorted(told.items())
                if audience == v.subject
            ],
        }
        for v in judged
        if v.subject != verdicts.PUBLICATION
    ]
