"""What one run of exports reads from the marts, opened once and kept between the files of an audience.

The hash of an audience's rows, its people in order, and who of them may not leave are asked once, however many tools
the audience goes to.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

import duckdb

from export.one_look import Counts
from export.registry import Destination
from export.request import Request
from export.shared_values import Shared, share
from export.snapshot import attached
from ledgers.forbidden_people import forbidden_sql
from ledgers.row_hash import channel_hashes_sql
from workspaces.paths import WorkspacePaths

# What every file, its differences and its members file need; sorting a million rows costs by their width.
ALWAYS = ("customer_id", "contact_point", "email", "phone", "consent_id", "consented_at")

Hashes = list[tuple[str, int, str]]


@dataclass(frozen=True)
class People:
    """The table of an audience's people in order, for these tools. `texts`: its columns that hold finished texts;
    `counts`: what was counted of it.
    """

    table: str
    tools: frozenset[str]
    texts: frozenset[str] = frozenset()
    counts: Counts = field(default_factory=dict)


class Reading(AbstractContextManager["Reading"]):
    """The marts, open for reading from the first question to the end of the block; under the writer lock."""

    def __init__(self, paths: WorkspacePaths) -> None:
        self.paths = paths
        self.member_files: dict[str, Path] = {}
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._audience: str | None = None
        self._hashes: Hashes = []
        self._withdrawn: dict[str, tuple[str, ...]] = {}
        self._people: dict[str, People] = {}

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

    def people(self, request: Request) -> People:
        """This audience's people in order, without those, in the columns that its tools of this channel need."""
        channel = request.destination.channel
        known = self._people.get(channel)
        if known is None or request.destination.name not in known.tools:
            known = self._people[channel] = self._in_order(request, (request.destination, *request.tools))
        return known

    def _in_order(self, request: Request, tools: Sequence[Destination]) -> People:
        withdrawn, channel = self.withdrawn(request), request.destination.channel
        eligible, table = _eligible(request), f"members_for_{channel}"
        count = next((rows for name, rows, _ in self._hashes if name == channel), 0)
        shared = share(self.connection, eligible, count, tools, f"values_for_{channel}")
        texts = [name for s in shared for name in s.texts]
        # Without anybody withdrawn the question is not asked of each row.
        left = "where member.customer_id not in (select unnest(cast(? as varchar[])))\n" if withdrawn else ""
        # By ids, one row each: they differ in their first letters, where many an address begins like another.
        self.connection.execute(
            f"create or replace temp table {table} as\n"
            f"select {', '.join([*_stored(tools, shared), *texts])}\nfrom {eligible} as member\n"
            f"{' '.join(s.join for s in shared)}\n{left}order by member.customer_id",
            [list(withdrawn)] if withdrawn else [],
        )
        # Behind the order, because a constant that is sorted with the people costs a sixth of it.
        self.connection.execute(f"alter table {table} add column consent varchar default 'granted'")
        for s in shared:
            self.connection.execute(f"drop table {s.table}")
        return People(table, frozenset(tool.name for tool in tools), frozenset(texts))

    def forget(self) -> None:
        """Drop the tables of people."""
        for people in self._people.values():
            self.connection.execute(f"drop table {people.table}")
        self._people.clear()
        self.member_files.clear()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _stored(tools: Sequence[Destination], shared: Sequence[Shared]) -> list[str]:
    """SQL of the columns of members that these tools need beside the shared ones."""
    spared = {s.column for s in shared if s.spares}
    return [f"member.{c}" for c in sorted({*ALWAYS, *(c for tool in tools for c in tool.member_columns)} - spared)]


def _eligible(request: Request) -> str:
    return (
        "(select * from eligibility.elg_members"
        f" where audience = '{request.audience}' and channel = '{request.destination.channel}')"
    )
