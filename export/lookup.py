"""Every file that holds a person: members/ tells who was in which export, the ledger where it went, and if it stands.

Files that were taken away long ago are found too, because somebody may have downloaded them.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

import duckdb

from ledgers import exports
from ledgers.member_files import people
from workspaces.paths import WorkspacePaths


@dataclass(frozen=True)
class Held:
    """One export that held the person: under which consent, definition, run and build, and for which tool."""

    export_id: str
    audience: str
    destination: str
    channel: str
    purpose: str
    customer_id: str
    consent_id: str | None
    consented_at: str | None
    written_at: str
    run: str
    build_seq: int
    definition: dict[str, Any]
    file: str
    is_standing: bool

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return asdict(self)


def files_of(paths: WorkspacePaths, customer_ids: Collection[str], contacts: Collection[str]) -> list[Held]:
    """Every export with one of these ids or stored contact points (E.164, lower case), oldest first."""
    files = sorted(f for f in paths.members.glob("*.parquet") if not f.name.startswith("."))
    if not files:
        return []
    with duckdb.connect(":memory:") as connection:
        rows = connection.execute(
            "select export_id, audience, channel, purpose, customer_id, consent_id, cast(consented_at as varchar), run,"
            f" build_seq, definition from {people(*files)} where customer_id in (select unnest(?::varchar[]))"
            " or list_has_any([lower(contact_point), lower(email), phone], ?::varchar[])"
            " order by export_id, customer_id",
            [list(customer_ids), list(contacts)],
        ).fetchall()
    return sorted(
        (held for row in rows for held in _with_ledger(paths, row)),
        key=lambda h: (h.written_at, h.audience, h.destination, h.customer_id),
    )


def _with_ledger(paths: WorkspacePaths, row: tuple[Any, ...]) -> list[Held]:
    export_id, audience, channel, purpose, customer_id, consent_id, consented_at, run, build_seq, definition = row
    return [
        Held(
            export_id,
            audience,
            line.destination,
            channel,
            purpose,
            customer_id,
            consent_id,
            consented_at,
            written_at,
            run or "",
            build_seq or line.build_seq,
            json.loads(definition or "{}"),
            line.file,
            (now := exports.standing(paths.state, audience, line.destination)) is not None
            and now.export_id == export_id,
        )
        for line, written_at in exports.written(paths.state, export_id)
    ]
