"""The verdict: expected checks and recorded results become pass or hold, with sentences that a marketer understands.

Pure. It runs no check and opens no file: what was expected comes from the manifest and the suites, what was found from
the checks. Whatever is missing, skipped or broken counts against the subject: the gate fails closed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from ledgers.emptiness import is_benign as is_benign_reason
from ledgers.emptiness import why_empty
from ledgers.verdicts import EVERYTHING, HELD, PASSED, PUBLICATION, CheckResult, Verdict

UNFINISHED = "The build did not finish, so its tables do not belong together."


@dataclass(frozen=True)
class AudienceRows:
    """The eligible rows of one audience: their number, their hash, who was left out (reason -> people), and whether
    an earlier verdict passed with members.
    """

    row_count: int
    rows_hash: str
    excluded: Mapping[str, int] = field(default_factory=dict)
    had_members: bool = False


@dataclass(frozen=True)
class _Fault:
    """One reason to hold whoever it speaks for; `check` is '' where no approval may speak of it."""

    subjects: set[str]
    sentence: str
    check: str = ""


def decide(
    build_seq: int,
    build_complete: bool,
    expected: Mapping[str, tuple[str, ...]],
    results: Iterable[CheckResult],
    audiences: Mapping[str, AudienceRows],
    approvable: Collection[str] = (),
) -> list[Verdict]:
    """One verdict per audience and one for the publication, by subject.

    `expected`: check name -> the subjects it speaks for. A result counts for its own subjects and the expected ones.
    `approvable`: checks whose failure a person may approve; what did not run, could not be computed or had no row to
    check never is.
    """
    found = {result.check_name: result for result in results}
    faults: list[_Fault] = []
    for name in sorted({*expected, *found}):
        result = found.get(name)
        spoken_for = {*expected.get(name, ()), *(result.subjects if result else ())}
        sentence = _fault(name, result)
        if sentence and not _says_only_that_nobody_is_there(result, audiences):
            judged = result is not None and result.status == "fail" and result.evaluated_count != 0
            faults.append(_Fault(spoken_for, sentence, name if name in approvable and judged else ""))
    if not build_complete:
        faults.insert(0, _Fault({EVERYTHING}, UNFINISHED))
    return [
        _verdict(build_seq, subject, faults, audiences.get(subject)) for subject in (*sorted(audiences), PUBLICATION)
    ]


def faults(expected: Iterable[str], results: Iterable[CheckResult]) -> tuple[str, ...]:
    """A sentence per expected check that did not pass, and did not only warn; whatever is missing counts as one."""
    found = {result.check_name: result for result in results}
    return tuple(filter(None, (_fault(name, found.get(name)) for name in sorted(expected))))


def is_benign(verdict: Verdict) -> bool:
    """True when the verdict needs nobody's attention: it passes, or it holds an audience that never had anybody."""
    return verdict.passes or is_benign_reason(verdict.reasons)


def _verdict(build_seq: int, subject: str, faults: list[_Fault], rows: AudienceRows | None) -> Verdict:
    held = {f.sentence: f.check for f in faults if f.subjects & {subject, EVERYTHING}}
    if rows is not None and rows.row_count == 0:
        held[why_empty(rows.excluded, rows.had_members)] = ""
    return Verdict(
        build_seq,
        subject,
        HELD if held else PASSED,
        tuple(held),
        rows.rows_hash if rows else "",
        rows.row_count if rows else 0,
        tuple(held.values()) if any(held.values()) else (),
    )


def _fault(name: str, result: CheckResult | None) -> str:
    """The sentence that holds, or '' for a check that passed or only warns."""
    if result is None:
        return f"A check did not run: {name}."
    fault = result.fault.rstrip(".") or name
    if result.status in ("pass", "warn"):
        return ""
    if result.status == "skipped":
        return f"A check was skipped: {fault} ({name})."
    if result.status == "error":
        return f"A check could not be computed: {fault} ({name})."
    if result.tool == "ledger":
        return f"{fault}."  # it begins with a file's name, which stays as it is written
    return f"A check failed: {fault}{_counts(result)} ({name})."


def _counts(result: CheckResult) -> str:
    if result.evaluated_count == 0:
        return ", no row to check"
    if not result.failed_count:
        return ""
    of = f" of {result.evaluated_count:,}" if result.evaluated_count else ""
    return f", {result.failed_count:,}{of} rows"


def _says_only_that_nobody_is_there(result: CheckResult | None, audiences: Mapping[str, AudienceRows]) -> bool:
    """A skipped check of an empty audience: the verdict tells the emptiness itself, once."""
    return (
        result is not None
        and result.status == "skipped"
        and result.evaluated_count == 0
        and len(result.subjects) == 1
        and result.subjects[0] in audiences
        and audiences[result.subjects[0]].row_count == 0
    )
