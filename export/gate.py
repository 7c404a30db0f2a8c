"""Whether a file of this audience may leave now. It fails closed: whatever is not known to be good holds the file.

The judgement itself was made by the audit and lies in the ledger; here it is only asked for, for this very build and
these very rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ledgers import builds, verdicts
from ledgers.row_hash import audience_hash


def held_by_ledger(state: Path, build_seq: int, audience: str) -> tuple[str, ...]:
    """Why the ledger holds this audience; empty when it lets it pass."""
    newest = builds.newest(state)
    if newest is None or newest.build_seq != build_seq:
        return (f"Build {build_seq} is not the newest build, so the tables may have changed since it was audited.",)
    if newest.status != "complete":
        return (f"Build {build_seq} did not finish, so its tables do not belong together.",)
    verdict = verdicts.verdict(state, build_seq, audience)
    if verdict is None:
        return (f"Build {build_seq} has no verdict for this audience: it was not audited to the end.",)
    return () if verdict.passes else (verdict.reasons or ("The audit holds this audience.",))


def overrides(state: Path, build_seq: int, audience: str) -> tuple[str, ...]:
    """Who let this audience pass although checks failed, one sentence each; empty where none failed."""
    verdict = verdicts.verdict(state, build_seq, audience)
    return tuple(verdicts.told(approval) for approval in verdict.overrides) if verdict is not None else ()


def held_by_rows(
    state: Path, build_seq: int, audience: str, channels: Iterable[tuple[str, int, str]]
) -> tuple[str, ...]:
    """Why the rows are not those that were audited; empty when they are. `channels`: what row_hash tells of them."""
    verdict = verdicts.verdict(state, build_seq, audience)
    if verdict is not None and audience_hash(channels) == (verdict.row_count, verdict.rows_hash):
        return ()
    return ("The eligible rows changed after they were audited.",)
