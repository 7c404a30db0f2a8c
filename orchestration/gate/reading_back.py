"""Has written files read back by the audit before they get their final name, and keeps what it found.

What a file promises is export's to say, what is expected of it audit's (suites/written_files.yml); here one is put into
the other's words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from ledgers import validations as told_validations
from ledgers import verdicts
from ledgers.member_files import people
from workspaces.paths import WorkspacePaths

if TYPE_CHECKING:
    from audit.written import WrittenExport, WrittenFile
    from export.write import Draft

TOGETHER = 100
"""Exports that are asked about at once: Great Expectations fetches 200 rows of an answer, each export may be one."""


def faults_of(paths: WorkspacePaths, build_seq: int, drafts: Sequence[Draft]) -> dict[str, tuple[str, ...]]:
    """Name of each export -> why its files may not leave; empty where they may."""
    found: dict[str, tuple[str, ...]] = {}
    for first in range(0, len(drafts), TOGETHER):
        found |= _faults(paths, build_seq, drafts[first : first + TOGETHER])
    return found


def name_of(draft: Draft) -> str:
    """What the draft is called in checks."""
    from audit.suites import export_name

    return export_name(draft.request.audience, draft.request.destination.name, draft.export_id)


def _faults(paths: WorkspacePaths, build_seq: int, drafts: Sequence[Draft]) -> dict[str, tuple[str, ...]]:
    from audit import expectations, suites, validations, verdict, written

    exports = [_written(draft) for draft in drafts]
    applied = suites.written_suites(
        {e.name: e.audience for e in exports}, {d.request.audience: d.request.meta for d in drafts}
    )
    read_back = partial(written.read_back, written=exports, scratch=paths.scratch / "audit")
    kept = validations.Kept()
    results = expectations.run(paths.marts, applied, read_back, kept)
    verdicts.record_checks(paths.state, build_seq, results)
    told_validations.record(paths.state, build_seq, kept.told)
    return {e.name: verdict.faults(suites.checks_of(applied, e.name), results) for e in exports}


def _written(draft: Draft) -> WrittenExport:
    from audit.written import WrittenColumn, WrittenExport
    from export.promises import promises

    request = draft.request
    promised = promises(request.destination, request.meta.get("fields", ()), draft.export_id)
    return WrittenExport(
        name_of(draft),
        request.audience,
        request.destination.name,
        request.destination.channel,
        request.purpose,
        tuple(WrittenColumn(p.header, p.shape, p.is_required, p.contact, p.constants) for p in promised),
        tuple(_files(draft, [p.header for p in promised])),
        people(draft.members) if draft.members.is_file() else "",
    )


def _files(draft: Draft, headers: list[str]) -> Iterator[WrittenFile]:
    from audit.written import WrittenFile
    from export.promises import first_lines

    for part in draft.told["files"]:
        before = first_lines(draft.request.destination, headers, part["kind"], draft.request.audience)
        promised = draft.request.destination.consent_signals.get(part["consent"], {})
        yield WrittenFile(
            draft.folder / part["name"],
            part["kind"],
            part["rows"],
            part["bytes"],
            tuple(before),
            part["consent"],
            json.dumps(part["consent_signals"], sort_keys=True),
            json.dumps(promised, sort_keys=True),
        )
