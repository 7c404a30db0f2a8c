"""Typed columns (Parquet, databases) keep their kind from load to load; else one view could not show them all."""

from __future__ import annotations

from ingestion.contents import Contents
from ingestion.refusal import Refusal
from ledgers.loads import Load

NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL")
# A local and a zoned timestamp are different kinds: a union of them would depend on the session's time zone.
MOMENTS = {"DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"}


def refuse_changed_kinds(contents: Contents, visible: list[Load]) -> None:
    """Raise Refusal when a column is no longer of the kind it had in a visible load that has rows."""
    if contents.record_count == 0:
        return
    standing = {
        name: (kind, load.load_seq)
        for load in visible
        if load.row_count > load.rejected_count
        for name, kind in load.columns
    }
    for name, kind in contents.columns:
        former, load_seq = standing.get(name, (kind, 0))
        if kind_of(kind) != kind_of(former):
            raise Refusal(
                f"column {name!r} is {kind}, and was {former} in load {load_seq}",
                "Deliver it with its former type, or declare the new deliveries as an entity of their own.",
            )


def kind_of(sql_type: str) -> str:
    """What may be united in one column without loss: numbers; dates and local timestamps; anything else with itself."""
    if sql_type.removeprefix("U").split("(")[0] in NUMBERS:
        return "number"
    return "moment" if sql_type in MOMENTS else sql_type
