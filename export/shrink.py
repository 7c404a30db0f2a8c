"""Takes people out of files that stand: the same files without them, and a file that removes them at the tool.

Nothing is asked of the gate, because every row that stays left with a verdict before: the lines are read back from the
standing files, and no value is looked up again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from export import arms, columns, differences, file_rows, folder, members
from export.assemble import draft, finish
from export.differences import Before, compare
from export.manifest import contents
from export.parts import Part
from export.registry import Destination
from export.request import Request
from ledgers import member_files
from ledgers.exports import Export
from workspaces.errors import LanggananError
from workspaces.paths import WorkspacePaths


def shrink(
    paths: WorkspacePaths,
    connection: duckdb.DuckDBPyConnection,
    standing: Export,
    destination: Destination,
    reason: str,
    before: Before,
) -> Export | None:
    """Write the standing files again without the people of the table `forbidden_then`; None when they are not readable,
    or when nobody would be in them.

    Makes the full file without them, and the removed file of them and of whom the standing one names; with nobody left,
    the removed file alone.
    """
    place = (paths.exports / standing.file).parent
    if not folder.is_whole(place):
        return None
    told = folder.told(place)
    request = _request(paths, told, standing, destination)
    export_id = _identify(connection, standing)
    described = columns.file_columns(destination, told["definition"].get("fields", ()), export_id)
    if [c.header for c in described] != told["columns"]:
        return None
    _read_back(connection, place, told, members.file_of(paths.members, standing.export_id), destination, export_id)
    removals = compare(connection, "file_rows", destination.identifiers, before)
    if not file_rows.count(connection, "file_rows") and not removals.left + removals.withdrawn:
        return None
    reasons = (reason, *removals.still)
    full = [
        replace(c, value=f"member.finished_{i}", is_bare=False, hashes=False, all_of=None)
        for i, c in enumerate(described)
    ]

    def describe(written: Sequence[Part]) -> dict[str, Any]:
        return {
            **{k: v for k, v in told.items() if k != "consent_signals"},  # of the folder, in manifests of before
            "export_id": export_id,
            "against": standing.export_id,
            **contents(written, destination),
            "removals": removals.told,
            "warnings": list(reasons),
        }

    def keep_members() -> Path:
        arms.link(paths.arms, standing.export_id, export_id)
        differences.keep(connection, request, export_id)
        return members.write(connection, request, export_id, "file_rows")

    drawn = draft(
        request,
        connection,
        export_id,
        {"full": ("file_rows", full), "removed": ("removed_rows", described)},
        lambda _: None,
        keep_members,
        describe,
        reasons,
    )
    return finish(drawn)


def _request(paths: WorkspacePaths, told: Mapping[str, Any], standing: Export, destination: Destination) -> Request:
    return Request(
        paths,
        told["workspace"],
        standing.audience,
        told["definition"],
        destination,
        standing.build_seq,
        dt.date.fromisoformat(told["as_of"]),
        told["run"],
        told["git_commit"],
        told.get("time_zone", "UTC"),
        standing.expires_at,
    )


def _identify(connection: duckdb.DuckDBPyConnection, standing: Export) -> str:
    rows = connection.execute("select customer_id from forbidden_then order by customer_id").fetchall()
    return hashlib.sha256("\n".join([standing.export_id, *(r[0] for r in rows)]).encode()).hexdigest()[:16]


def _read_back(
    connection: duckdb.DuckDBPyConnection,
    place: Path,
    told: Mapping[str, Any],
    people: Path,
    destination: Destination,
    export_id: str,
) -> None:
    """Make `file_rows` from the standing full files, without the people of `forbidden_then`."""
    names = [f"finished_{i}" for i in range(len(told["columns"]))]
    after = len(names) - len(destination.columns_after)
    placed = [*enumerate(destination.columns), *enumerate(destination.columns_after, start=after)]
    own_id = {i for i, column in placed if column.value == "export_id"}
    typed = "{" + ", ".join(f"'{n}': 'varchar'" for n in names) + "}"
    values = ", ".join(
        f"'{export_id}' as {n}" if i in own_id else f"coalesce(line.{n}, '') as {n}" for i, n in enumerate(names)
    )
    connection.execute("create or replace temp table lines_before (position bigint)")
    for name in names:
        connection.execute(f"alter table lines_before add column {name} varchar")
    for part in (p for p in told["files"] if p["kind"] == "full"):
        file = str(place / part["name"]).replace("'", "''")
        connection.execute(
            "insert into lines_before select (select count(*) from lines_before) + row_number() over (), *"
            f" from read_csv('{file}', auto_detect = false, header = false, skip = {part['lines_before']},"
            f" columns = {typed}, delim = ',', quote = '\"', escape = '\"', new_line = '\\r\\n', parallel = false,"
            " max_line_size = 16000000)"
        )
    connection.execute(
        "create or replace temp table file_rows as\n"
        "select person.customer_id, person.contact_point, person.email, person.phone, person.consent_id,\n"
        f"    person.consented_at, person.audience, 'granted' as consent, {values}, '' as rejection\n"
        f"from {member_files.people(people)} as person inner join lines_before as line using (position)\n"
        "where person.customer_id not in (select customer_id from forbidden_then)\norder by person.position"
    )
    found = connection.execute(f"select count(*) from {member_files.people(people)}").fetchone()
    if found is None or found[0] != file_rows.count(connection, "lines_before"):
        raise LanggananError(f"{place} does not hold the people that the ledger names.", "Export the audience again.")
