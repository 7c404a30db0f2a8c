"""What there is to tell after a run: that it failed, what was refused or held, and which deliveries did not come.

Everything is read from the ledgers, each thing is told once a channel, and nothing here can fail a run.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass

from ingestion import freshness
from ledgers import alerts, builds, loads, runs, verdicts
from ledgers.clock import now_utc
from orchestration import holds
from orchestration.alerts.channels import Message, UnsentError, send
from orchestration.identity import masking
from orchestration.run import Run
from workspaces.alerts import EVENTS, Event
from workspaces.errors import LanggananError
from workspaces.secrets import without_secrets

# What an engine says of a model may quote the value at which it failed.
OF_DBT = re.compile(r"^(dbt \w+ failed(?: at [\w., ]+)?):.*", re.DOTALL)
SENTENCES = 20
# A daily schedule leaves a day between runs, a machine that slept over a weekend's night a little more.
SILENCE = dt.timedelta(days=2)


@dataclass(frozen=True)
class Occasion:
    """One thing to tell, once: `key` names it for ever."""

    event: Event
    key: str
    sentence: str


def tell(run: Run, error: Exception | None = None) -> None:
    """Tell every channel of the workspace what it was not told yet; one that does not take it is tried the next time.

    `error` is what has just ended a run, if something did.
    """
    if not run.workspace.alerts:
        return
    found = occasions(run, error)
    for number, alert in enumerate(run.workspace.alerts, start=1):
        channel = f"{alert.channel} {number}"
        known = alerts.sent(run.paths.state, channel)
        for event in EVENTS:
            new = [o for o in found if o.event == event and event in alert.on and o.key not in known]
            if not new:
                continue
            told = tuple(o.sentence for o in new[:SENTENCES])
            if len(new) > SENTENCES:
                told += (f"and {len(new) - SENTENCES} more: see `langganan status`",)
            fault = ""
            try:
                send(alert, Message(run.workspace.name, run.workspace.title, event, told))
            except (UnsentError, LanggananError) as error:
                fault = _safe(str(error))
            alerts.record(run.paths.state, channel, [o.key for o in new], fault)


def occasions(run: Run, error: Exception | None = None) -> list[Occasion]:
    """What is wrong now, without personal data or secrets."""
    state = run.paths.state
    found = [*_failure(run, error), *_silence(run)]
    found += [
        Occasion("refusal", f"refusal:{load.load_seq}", _safe(f"{load.reason} {load.mend}".strip()))
        for load in loads.loads(state, ("refused",))
    ]
    found += _held(run)
    found += [
        Occasion("missing_delivery", f"missing:{f.source}.{f.entity}:{f.newest}", f.sentence)
        for f in freshness.freshness(run.workspace, run.paths, now_utc())
        if f.is_late
    ]
    return found


def _failure(run: Run, error: Exception | None) -> list[Occasion]:
    """The last run's problem; or the error of one that ended before it had a line in the run log."""
    last = runs.latest(run.paths.state)
    if last is not None and last["outcome"] == "failed":
        problem = _safe(str(last["summary"].get("problem", "")))
        return [Occasion("failure", f"failure:{last['run_seq']}", f"{last['command']} failed: {problem}")]
    if error is None:
        return []
    sentence = (
        f"{run.command} failed: {_safe(str(error)) if isinstance(error, LanggananError) else type(error).__name__}"
    )
    return [Occasion("failure", _key("failure", last["run_seq"] if last else 0, sentence), sentence)]


def _silence(run: Run) -> list[Occasion]:
    """That no run began for days before the last one: whatever starts them was dead, and could not say so itself."""
    before, last = runs.last_two_starts(run.paths.state)
    if before is None or last is None or last - before <= SILENCE:
        return []
    days = (last - before) // dt.timedelta(days=1)
    sentence = f"No run began for {days} days, from {before:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M} UTC."
    return [Occasion("failure", f"silence:{last.isoformat()}", f"{sentence} See why nothing started one.")]


def _held(run: Run) -> list[Occasion]:
    build = builds.last_complete(run.paths.state)
    if build is None:
        return []
    return [
        Occasion("hold", _key("hold", build.build_seq, sentence), sentence)
        for verdict in verdicts.verdicts(run.paths.state, build.build_seq)
        if holds.verdict_holds(verdict)
        for sentence in [_safe(f"{verdict.subject} is held: {' '.join(verdict.reasons)}")]
    ]


def _key(event: str, number: int, sentence: str) -> str:
    return f"{event}:{number}:{hashlib.sha256(sentence.encode()).hexdigest()[:16]}"


def _safe(text: str) -> str:
    """Without values that an engine quotes, addresses, secrets and line ends."""
    said = OF_DBT.sub(r"\1; `langganan status` says more", text)
    return " ".join(masking.ADDRESS.sub(masking.STARS, without_secrets(said)).split())
