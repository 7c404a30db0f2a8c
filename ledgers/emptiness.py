"""How emptiness is told: one wording for the audit's verdicts and for exports, and which of it is no failure.

An audience may be empty for good reasons. It then gets no file, but the run did nothing wrong, unless people were in it
before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

NO_CONTACT_POINT = "no contact point"
NEVER_HAD_MEMBERS = "no eligible member"
BECAME_EMPTY = "became empty"
EVERYBODY_SERVED = "nobody left to write to"
PLANNED = frozenset({"written_before", "other_audience", "frequency_cap", "held_out"})
"""Reasons that the company decided on, and that end by themselves. Nobody has one whose consent is gone: where one of
them counts, people who were in the file before are known to be reachable still."""

WORDS = {
    "no_contact_point": "without a contact point",
    "pseudo_account": "no real person",
    "suppressed": "on the suppression list",
    "consent_withdrawn": "withdrew consent",
    "consent_expired": "with expired consent",
    "no_consent": "without consent",
    "open_complaint": "with an open complaint",
    "shared_contact": "sharing a contact point with another member",
    "written_before": "written to before",
    "frequency_cap": "at the frequency cap",
    "other_audience": "going to a higher audience of the priority list",
    "held_out": "held out to measure what campaigns achieve",
}


def why_empty(excluded: Mapping[str, int], had_members: bool) -> str:
    """The sentence for nobody eligible. `excluded`: reason -> people (counted once a channel), without 'eligible'."""
    counts = {reason: count for reason, count in excluded.items() if count}
    greatest_first = sorted(counts.items(), key=lambda c: (-c[1], c[0]))
    told = ", ".join(f"{count:,} {WORDS.get(reason, reason)}" for reason, count in greatest_first)
    told = told or "nobody fits the definition"
    if PLANNED & set(counts):
        return f"{EVERYBODY_SERVED}: {told}."
    if had_members:
        return f"{BECAME_EMPTY}: it had members, now none ({told})."
    if set(counts) == {"no_contact_point"}:
        return f"{NO_CONTACT_POINT}: none of the people in this audience can be reached here."
    return f"{NEVER_HAD_MEMBERS}: {told}."


BENIGN = tuple(f"{words}:" for words in (NO_CONTACT_POINT, NEVER_HAD_MEMBERS, EVERYBODY_SERVED))


def is_benign(reasons: Sequence[str]) -> bool:
    """True when a hold has no other reason than an audience nobody could be in: the run is no failure (exit 0)."""
    return bool(reasons) and all(r.startswith(BENIGN) for r in reasons)
