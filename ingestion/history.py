"""What the load ledger knows of one entity's deliveries, and by which declaration they are read now."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from ledgers.loads import Load
from workspaces.configuration import Entity

# What decides how bytes become rows. Keys, versions and thresholds of staging do not.
READ_BY = {
    "table",
    "format",
    "delimiter",
    "quote",
    "encoding",
    "sheet",
    "header_row",
    "records",
    "required",
    "optional",
    "unknown_columns",
    "rejected_share_max",
    "drift",
    "types",
    "allowed",
}


@dataclass(frozen=True)
class History:
    """Visible loads, and refusals that were not resolved."""

    declaration: str
    visible: tuple[Load, ...]
    refused: tuple[Load, ...]

    def knows(self, name: str, delivered_at: str, content_hash: str) -> bool:
        """Whether there is nothing to do for this delivery: its rows are visible, or its refusal stands."""
        return any((load.delivered_at, load.content_hash) == (delivered_at, content_hash) for load in self.visible) or (
            name,
            delivered_at,
            content_hash,
            self.declaration,
        ) in ((load.delivery, load.delivered_at, load.content_hash, load.declaration) for load in self.refused)

    def extracted_at(self, content_hash: str) -> str | None:
        """When this content was extracted, if it is the newest that was: then it is the same delivery still."""
        recorded = sorted((*self.visible, *self.refused), key=lambda load: load.load_seq)
        newest = recorded[-1] if recorded else None
        return newest.delivered_at if newest is not None and newest.content_hash == content_hash else None


def history_of(recorded: Iterable[Load], source: str, entity: str, declared: Entity) -> History:
    """The entity's part of what the ledger holds."""
    own = [load for load in recorded if (load.source, load.entity) == (source, entity)]
    return History(
        declaration=declaration_of(declared),
        visible=tuple(load for load in own if load.status in {"landed", "reasserted"}),
        refused=tuple(load for load in own if load.status == "refused"),
    )


def declaration_of(declared: Entity) -> str:
    """How a delivery is read, as the ledger keeps it with every load."""
    return json.dumps(declared.model_dump(mode="json", include=READ_BY), sort_keys=True)
