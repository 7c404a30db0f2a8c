"""The limit of what may be rejected before the whole delivery is refused."""

from __future__ import annotations

from ingestion.parquet_rows import RejectsWriter
from ingestion.refusal import Refusal
from workspaces.configuration import Entity


def refuse_above_share(record_count: int, rejects: RejectsWriter, entity: Entity) -> None:
    """Raise Refusal when more lines could not be split than the entity's declaration allows."""
    total = record_count + rejects.count
    if rejects.first is None or rejects.count <= entity.rejected_share_max * total:
        return
    line, reason = rejects.first
    mend = "Correct the file, or the declared delimiter, quote or encoding, or raise rejected_share_max."
    if rejects.has_wrong_encoding:
        mend = "Declare the encoding that the file has, for example encoding: windows-1252."
    raise Refusal(
        f"{rejects.count} of {total} records cannot be read, the first on line {line} ({reason}); "
        f"at most {entity.rejected_share_max:.4g} of them may",
        mend,
    )
