"""Members that JSON records have and the declaration does not know, or knows and no record has: drift, told by name.

A record lands as it is, whatever its members; only where `required` or `optional` name members is there anything to
compare with. What the values of members may be is contract_check.py's.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ingestion.columns import looks_personal
from ingestion.contents import ROWS, Contents
from ingestion.refusal import Refusal
from workspaces.configuration import Entity

NEW_MEMBER = "undeclared member "
MISSING_MEMBER = "missing member "
RECORD = "case when json_valid(line) then line end"


def settle_members(contents: Contents, declared: Entity, folder: Path) -> Contents:
    """The contents with a warning for each undeclared member, and each promised one that no record has.

    `folder` holds rows.parquet. Raises Refusal by the drift policy.
    """
    if not declared.members or contents.record_count == 0:
        return contents
    found = _names(folder)
    told = [*_new(found, declared), *_missing(found, declared)]
    return replace(contents, warnings=(*contents.warnings, *told))


def _new(found: set[str], declared: Entity) -> list[str]:
    if not declared.required and not declared.optional:
        return []
    named = (*declared.members, *declared.left_out, *declared.personal, *declared.key, *declared.group)
    known = {name.split(".")[0] for name in (*named, declared.version or "")}
    new = sorted(found - known)
    if new and declared.drift.new == "refuse":
        raise Refusal(f"undeclared {_members(new)} present", "Declare it as required, optional or left_out.")
    return [
        f"{NEW_MEMBER}{_short(name)}" + (" looks personal, and no purpose is declared" if looks_personal(name) else "")
        for name in new
    ]


def _missing(found: set[str], declared: Entity) -> list[str]:
    promised = [name for name in (*declared.types, *declared.allowed) if name not in declared.optional]
    missing = [name for name in dict.fromkeys(promised) if name.split(".")[0] not in found]
    if missing and declared.drift.missing == "refuse":
        raise Refusal(
            f"promised {_members(missing)} in no record", "Deliver it, or correct its name in the declaration."
        )
    return [f"{MISSING_MEMBER}{_short(name)}" for name in missing]


def _names(folder: Path) -> set[str]:
    """The members at the top of the records."""
    import duckdb  # here, because whoever only reads warnings should not wait for it

    from ingestion.scratch_duckdb import literal

    with duckdb.connect() as connection:
        rows = connection.execute(
            f"select distinct unnest(json_keys({RECORD})) from read_parquet({literal(folder / ROWS)})"
            f" where json_type({RECORD}) = 'OBJECT'"
        ).fetchall()
    return {str(name) for (name,) in rows}


def _members(names: list[str]) -> str:
    listed = ", ".join(map(_short, names))
    return f"member {listed} is" if len(names) == 1 else f"members {listed} are"


def _short(name: str) -> str:
    return repr(name if len(name) <= 80 else name[:77] + "...")
