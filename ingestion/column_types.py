"""Typed columns (Parquet, databases) keep their kind from load to load; else one view could not show them all."""

from __future__ import annotations

from ingestion.contents import Contents
from ledgers.loads import Load

NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL")
# A local and a zoned timestamp are different kinds: a union of them would depend on the session's time zone.
MOMENTS = {"DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"}


def changed_kinds(contents: Contents, visible: list[Load]) -> dict[str, tuple[str, str, int]]:
    """Column -> its type, its former one and the load that had it, where the kind differs from loads with rows."""
    if contents.record_count == 0:
        return {}
    standing = {
        name: (kind, load.load_seq)
        for load in visible
        if load.row_count > load.rejected_count
        for name, kind in load.columns
    }
    return {
        name: (kind, *standing[name])
        for name, kind in contents.columns
        if name in standing and kind_of(kind) != kind_of(standing[name][0])
    }


def kind_of(sql_type: str) -> str:
    """What may be united in one column without loss: numbers; dates and local timestamps; anything else with itself."""
    if sql_type.removeprefix("U").split("(")[0] in NUMBERS:
        return "number"
    return "moment" if sql_type in MOMENTS else sql_type
