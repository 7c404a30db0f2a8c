"""Columns that come, go or change from one delivery to the next, and what the entity's drift policy makes of that.

Which columns are landed is columns.py's; here a delivery is compared with the loads before it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ingestion.column_types import changed_kinds
from ingestion.contents import ROWS, Contents
from ingestion.json_members import MISSING_MEMBER, NEW_MEMBER
from ingestion.refusal import Refusal
from ledgers.loads import Load
from workspaces.configuration import Entity

NEW = "undeclared column "
MISSING = "missing column "
CHANGED = "changed column "


def settle_drift(contents: Contents, declared: Entity, visible: list[Load], folder: Path) -> Contents:
    """The contents with a warning for each column that is missing or of another type. Raises Refusal by the policy.

    `folder` holds rows.parquet, which is written anew where a column is read as its former type.
    """
    changed = changed_kinds(contents, visible) if declared.has_typed_columns else {}
    if changed and declared.drift.changed == "refuse":
        name, (kind, former, load_seq) = next(iter(changed.items()))
        raise Refusal(
            f"column {name!r} is {kind}, and was {former} in load {load_seq}",
            "Deliver it with its former type, or declare the new deliveries as an entity of their own.",
        )
    if changed:
        contents = _as_former_types(contents, {name: former for name, (_, former, _) in changed.items()}, folder)
    told = [f"{CHANGED}{name!r} is {kind}, and was {former}" for name, (kind, former, _) in changed.items()]
    newest = visible[-1] if visible else None
    present = {name for name, _ in contents.columns}
    before = {name for name, _ in newest.columns} if newest is not None else set()
    missing = [name for name in declared.optional if name in before - present]
    if missing and newest is not None and declared.drift.missing == "refuse":
        raise Refusal(
            f"column {missing[0]!r} is missing, which load {newest.load_seq} had",
            "Deliver the column, or set drift.missing to warn or accept.",
        )
    told += [f"{MISSING}{name!r}" for name in missing]
    return replace(contents, warnings=(*contents.warnings, *told))


def reported(load: Load, declared: Entity) -> list[str]:
    """The load's warnings of drift that the policy wants to be told of."""
    policies = {
        **dict.fromkeys((NEW, NEW_MEMBER), declared.drift.new),
        **dict.fromkeys((MISSING, MISSING_MEMBER), declared.drift.missing),
        CHANGED: declared.drift.changed,
    }
    return [
        warning
        for warning in load.warnings
        if any(warning.startswith(kind) and policy != "accept" for kind, policy in policies.items())
    ]


def _as_former_types(contents: Contents, former: dict[str, str], folder: Path) -> Contents:
    """rows.parquet with these columns cast. Raises Refusal when a value cannot be, or would not come back the same."""
    import duckdb  # here, because whoever only reads warnings should not wait for it

    from ingestion.scratch_duckdb import identifier, literal

    rows, cast = folder / ROWS, folder / "cast.parquet"
    listed = ", ".join(f"cast({identifier(name)} as {kind}) as {identifier(name)}" for name, kind in former.items())
    differs = " or ".join(
        f"try_cast(try_cast({identifier(name)} as {former[name]}) as {kind}) is distinct from {identifier(name)}"
        for name, kind in contents.columns
        if name in former
    )
    with duckdb.connect() as connection:
        lost = connection.execute(f"select count(*) from read_parquet({literal(rows)}) where {differs}").fetchone()
        if lost is None or lost[0]:
            names = ", ".join(f"{name!r} as {kind}" for name, kind in former.items())
            raise Refusal(
                f"values of {0 if lost is None else lost[0]} rows cannot be read as before: {names}",
                "Deliver the column with its former type, or declare the new deliveries as an entity of their own.",
            )
        connection.execute(
            f"copy (select * replace ({listed}) from read_parquet({literal(rows)}))"
            f" to {literal(cast)} (format parquet, compression zstd)"
        )
    cast.replace(rows)
    return replace(contents, columns=tuple((name, former.get(name, kind)) for name, kind in contents.columns))
