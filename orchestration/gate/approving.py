"""Approving a held audience: whether that may be, until when, and by whom it is signed."""

from __future__ import annotations

import datetime as dt
import os
import pwd
from zoneinfo import ZoneInfo

from ledgers import approvals, builds, verdicts
from ledgers.approvals import Approval
from ledgers.clock import now_utc
from ledgers.verdicts import HELD, Verdict
from orchestration.gate import judging
from orchestration.run import Run
from workspaces.errors import ConfigurationError, LanggananError


def approve(run: Run, subject: str, reason: str, until: str, who: str = "") -> Approval:
    """Let the subject pass although the checks that hold it now failed, and return the signed line.

    `until`: a date, whose end counts in the workspace's time zone, or a moment (ISO 8601).

    Raises ConfigurationError when the call is wrong, LanggananError when a fault holds it that nobody may approve.
    """
    expires_at = expiry(until, ZoneInfo(run.workspace.time_zone), now_utc())
    if not " ".join(reason.split()):
        raise ConfigurationError("An approval needs a reason.", "Say why with --reason.")
    with run.lock():
        held = _held(run, subject)
        fixed = [
            r for r, check in zip(held.reasons, held.checks or ("",) * len(held.reasons), strict=True) if not check
        ]
        if fixed:
            raise LanggananError(
                f"{subject} is held by what nobody may approve: {' '.join(fixed)}", "Mend that and run again."
            )
        approvals.record(
            run.paths.state,
            Approval(
                subject=subject,
                build_seq=held.build_seq,
                checks=held.checks,
                faults=held.reasons,
                approved_by=" ".join(who.split()) or account(),
                account=account(),
                reason=" ".join(reason.split()),
                expires_at=expires_at,
            ),
        )
        _remember(run, held)
    return approvals.approvals(run.paths.state, subject)[-1]


def expiry(until: str, zone: ZoneInfo, now: dt.datetime) -> dt.datetime:
    """The moment (UTC) from which an approval counts no more. Raises ConfigurationError for a past or no moment."""
    try:
        written = dt.datetime.fromisoformat(until.strip())
    except ValueError as error:
        raise ConfigurationError(
            f"{until!r} is neither a date nor a moment.", "Write --until 2026-12-31 or 2026-12-31T18:00."
        ) from error
    if len(until.strip()) <= len("2026-12-31"):
        written += dt.timedelta(days=1)  # the date itself is within
    moment = (written if written.tzinfo else written.replace(tzinfo=zone)).astimezone(dt.UTC)
    if moment <= now:
        raise ConfigurationError(f"{until} is over already in {zone.key}.", "Name a later --until.")
    return moment


def account() -> str:
    """The login name of whoever runs this process, as the operating system knows it."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"


def _remember(run: Run, held: Verdict) -> None:
    """What a person let pass is what the next build is measured by, like what passed of itself."""
    build = builds.newest(run.paths.state)
    if build is not None and build.build_seq == held.build_seq:
        judging.remember_passed(run, build)


def _held(run: Run, subject: str) -> Verdict:
    """The standing hold of this subject; an approval that counts now is seen through, so that it can be prolonged."""
    build = builds.last_complete(run.paths.state)
    judged = {v.subject: v for v in verdicts.recorded_verdicts(run.paths.state, build.build_seq)} if build else {}
    if not judged:
        raise LanggananError("Nothing was audited yet.", "Run `langganan run`.")
    if subject not in judged:
        raise ConfigurationError(f"There is no audience {subject!r}.", f"Name one of {', '.join(sorted(judged))}.")
    if judged[subject].verdict != HELD:
        raise ConfigurationError(
            f"{subject} is not held: there is nothing to approve.", "`langganan gate status` shows what is."
        )
    return judged[subject]
