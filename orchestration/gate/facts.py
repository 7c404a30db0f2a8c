"""What the gate says now and said before, as plain data for the command line and other programs."""

from __future__ import annotations

from typing import Any

from ledgers import approvals, builds, verdicts
from ledgers.approvals import Approval
from ledgers.clock import now_utc
from ledgers.verdicts import Verdict
from orchestration.run import Run


def status(run: Run) -> dict[str, Any]:
    """Each subject's verdict in the last complete build, with its reasons, and which of them may be approved."""
    build = builds.last_complete(run.paths.state)
    judged = verdicts.verdicts(run.paths.state, build.build_seq) if build else []
    return {"build_seq": build.build_seq if build else None, "subjects": [_subject(v) for v in judged]}


def history(run: Run, subject: str | None) -> dict[str, list[dict[str, Any]]]:
    """Every verdict as the audit gave it, newest build first, and every approval, newest first."""
    return {
        "verdicts": [
            {"recorded_at": at, "attempt": attempt, **_judged(v)}
            for at, attempt, v in verdicts.history(run.paths.state, subject)
        ],
        "approvals": [approval(a) for a in reversed(approvals.approvals(run.paths.state, subject))],
    }


def _subject(verdict: Verdict) -> dict[str, Any]:
    checks = verdict.checks or ("",) * len(verdict.reasons)
    return {
        **_judged(verdict),
        "reasons": [
            {"reason": reason, "may_be_approved": bool(check), "check": check}
            for reason, check in zip(verdict.reasons, checks, strict=True)
        ],
        "overrides": [approval(a) for a in verdict.overrides],
    }


def _judged(verdict: Verdict) -> dict[str, Any]:
    return {
        "build_seq": verdict.build_seq,
        "subject": verdict.subject,
        "verdict": verdict.verdict,
        "rows": verdict.row_count,
        "rows_hash": verdict.rows_hash,
        "reasons": list(verdict.reasons),
    }


def approval(line: Approval) -> dict[str, Any]:
    """One approval with its state: stands, expired, or tampered with."""
    return {
        "subject": line.subject,
        "build_seq": line.build_seq,
        "approved_by": line.approved_by,
        "account": line.account,
        "approved_at": line.approved_at,
        "expires_at": line.expires_at.isoformat(),
        "reason": line.reason,
        "checks": list(line.checks),
        "faults": list(line.faults),
        "state": "tampered with" if not line.is_chained else "stands" if line.stands(now_utc()) else "expired",
    }
