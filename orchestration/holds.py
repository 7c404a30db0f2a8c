"""What is held now and needs somebody's attention, from the ledgers alone. Verdicts and exports decided it before.

An audience that nobody could be in, for lack of contact points, needs no attention.
"""

from __future__ import annotations

from pathlib import Path

from ledgers import exports, verdicts
from ledgers.emptiness import is_benign
from ledgers.exports import Export
from ledgers.verdicts import Verdict


def is_held(state: Path, build_seq: int) -> bool:
    """Whether this build left a verdict or a file on hold. A build without verdicts holds everything."""
    judged = verdicts.verdicts(state, build_seq)
    lines = exports.latest(state).values()
    return not judged or any(verdict_holds(v) for v in judged) or any(export_holds(e) for e in lines)


def verdict_holds(verdict: Verdict) -> bool:
    """Whether this verdict needs attention."""
    return not verdict.passes and not is_benign(verdict.reasons)


def export_holds(line: Export) -> bool:
    """Whether this file was held for a reason that needs attention."""
    return line.status == "held" and not is_benign(line.reasons)
