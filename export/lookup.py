"""Every file that holds a person, or takes one out: members/ tells who was in which export, the ledger where it went,
and if it stands.

Files that were taken away long ago are found too, because somebody may have downloaded them.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

import duckdb

from export import members
from ledgers import exports
from ledgers.member_files import people
from workspaces.paths import WorkspacePaths


@dataclass(frozen=True)
class Held:
    """One export that held the person: under which consent, definition, run and build, and for which tool.

    `kind`: 'full', or 'removed' where its removed file named the person.
    """

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
    kind: str

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return asdict(self)


def files_of(paths: WorkspacePaths, customer_ids: Collection[str], contacts: Collection[str]) -> list[Held]:
    """Every export with one of these ids or stored contact points (E.164, lower case), oldest first."""
    rows: list[tuple[Any, ...]] = []
    for kind, folder in (("full", paths.members), ("removed", members.record_of(paths.members, "").parent)):
        files = sorted(f for f in folder.glob("*.parquet") if not f.name.startswith("."))
        if files:
            rows += _found(people(*files), kind, customer_ids, contacts)
    return sorted(
        (held for row in rows for held in _with_ledger(paths, row)),
        key=lambda h: (h.written_at, h.audience, h.destination, h.kind, h.customer_id),
    )


def _found(relation: str, kind: str, customer_ids: Collection[str], contacts: Collection[str]) -> list[tuple[Any, ...]]:
    with duckdb.connect(":memory:") as connection:
        return connection.execute(
            "select export_id, audience, channel, purpose, customer_id, consent_id, cast(consented_at as varchar), run,"
            f" build_seq, definition, ? from {relation} where coalesce(is_named, true)"
            " and (customer_id in (select unnest(?::varchar[]))"
            " or list_has_any([lower(contact_point), lower(email), phone], ?::varchar[]))"
            " order by export_id, customer_id",
            [kind, list(customer_ids), list(contacts)],
        ).fetchall()


def _with_ledger(paths: WorkspacePaths, row: tuple[Any, ...]) -> list[Held]:
    export_id, audience, channel, purpose, customer_id, consent_id, consented_at, run, build_seq, definition, kind = row
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
            kind,
        )
        for line, written_at in exports.written(paths.state, export_id)
    ]
