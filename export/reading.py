"""What one run of exports reads from the marts, opened once and kept between the files of an audience.

The hash of an audience's rows, its people in order, and who of them may not leave are asked once, however many tools
the audience goes to.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType

import duckdb

from export.members import forbidden_sql
from export.request import Request
from export.snapshot import attached
from ledgers.row_hash import channel_hashes_sql
from workspaces.paths import WorkspacePaths

# What every file, its differences and its members file need; sorting a million rows costs by their width.
ALWAYS = ("customer_id", "contact_point", "email", "phone", "consent_id", "consented_at")

Hashes = list[tuple[str, int, str]]


class Reading(AbstractContextManager["Reading"]):
    """The marts, open for reading from the first question to the end of the block; under the writer lock."""

    def __init__(self, paths: WorkspacePaths) -> None:
        self.paths = paths
        self.member_files: dict[str, Path] = {}
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._audience: str | None = None
        self._hashes: Hashes = []
        self._withdrawn: dict[str, tuple[str, ...]] = {}
        self._tables: dict[str, set[str]] = {}

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The connection; BusyError while another process writes the marts."""
        if self._connection is None:
            self._connection = attached(self.paths)
        return self._connection

    def hashes(self, audience: str) -> Hashes:
        """What row_hash tells of this audience's channels."""
        if self._audience != audience:
            self.forget()
            self._withdrawn.clear()
            self._hashes = self.connection.execute(channel_hashes_sql(), [audience]).fetchall()
            self._audience = audience
        return self._hashes

    def withdrawn(self, request: Request) -> tuple[str, ...]:
        """The ids of those eligible people who may not be written to any more: they withdrew after the build."""
        self.hashes(request.audience)
        channel = request.destination.channel
        if channel not in self._withdrawn:
            eligible = f"(select *, '{request.purpose}' as purpose from {_eligible(request)})"
            found = self.connection.execute(f"{forbidden_sql(eligible)} order by customer_id").fetchall()
            self._withdrawn[channel] = tuple(row[0] for row in found)
        return self._withdrawn[channel]

    def people(self, request: Request) -> str:
        """The table of this audience's people in order, without those, in the columns that its tool needs."""
        withdrawn = self.withdrawn(request)
        needed = {*ALWAYS, *request.destination.member_columns}
        channel = request.destination.channel
        for table, columns in self._tables.items():
            if table.startswith(f"members_for_{channel}_") and needed <= columns:
                return table
        table = f"members_for_{channel}_{len(self._tables)}"
        # Without anybody withdrawn the question is not asked of each row.
        left = "where customer_id not in (select unnest(cast(? as varchar[])))\n" if withdrawn else ""
        self.connection.execute(
            f"create or replace temp table {table} as\n"
            f"select {', '.join(sorted(needed))}, 'granted' as consent from {_eligible(request)} as member\n"
            f"{left}order by contact_point, customer_id",
            [list(withdrawn)] if withdrawn else [],
        )
        self._tables[table] = needed
        return table

    def forget(self) -> None:
        """Drop the tables of people."""
        for table in self._tables:
            self.connection.execute(f"drop table {table}")
        self._tables.clear()
        self.member_files.clear()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _eligible(request: Request) -> str:
    return (
        "(select * from eligibility.elg_members"
        f" where audience = '{request.audience}' and channel = '{request.destination.channel}')"
    )
