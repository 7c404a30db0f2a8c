"""Takes people out of published members who may not be written to any more, held or not, in every version that is kept.

No version is written to: one that shows such people is made anew without them, and takes its place by renames. Who they
are is asked of the marts of the newest complete build, in the words in which files are asked.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from ledgers import builds, publications
from ledgers.forbidden_people import closed_sql, forbidden_sql
from ledgers.sql_text import literal
from publication import comments
from publication.contents import Contents, columns_of
from publication.publish import TEMPORARY, file_name, remove_debris, sha256_of, switch, versions
from workspaces.durable import rename_durably, sync
from workspaces.paths import WorkspacePaths

MEMBERS = ("eligibility", "elg_members")
CONTACTS = ("contact_point", "email", "phone")


def take_out(paths: WorkspacePaths, contents: Contents) -> dict[int, int]:
    """Make each kept version that shows such people anew; version -> rows that are gone, of those that were.

    The caller holds the writer lock, and knows that the marts are those of a complete build. A version that readers
    hold open stays theirs until they close it.
    """
    gone: dict[int, int] = {}
    remove_debris(paths.publications)
    shown, newest = publications.shown(paths.state), builds.newest(paths.state)
    for version in versions(paths.publications):
        file = paths.publications / file_name(version)
        # The newest build's own version was made of the very tables that are asked.
        is_newest = newest is not None and newest.build_seq == version
        rows = 0 if is_newest else _without_them(paths, file, contents)
        if rows:
            gone[version] = rows
            _replace(paths, version, version == shown)
        elif version == shown:
            switch(paths.publications, file.name)  # a killed process may not have come so far
    return gone


def find(connection: duckdb.DuckDBPyConnection, members: str, marts: Path) -> int:
    """Make the table `forbidden_rows` (place) of this relation of members; how many.

    It has place, audience, channel, customer_id, and the contact points or, of all rows, none: then whoever closed the
    channel is meant. Attaches the marts as `facts` for the time being.
    """
    connection.execute(f"attach {literal(marts)} as facts (read_only)")
    former = connection.execute("select current_database()").fetchone()
    connection.execute("use facts")
    try:
        told = (
            f"(select members.*, coalesce(rules.purpose, 'marketing') as purpose from {members} as members"
            " left join (select distinct audience, channel, purpose from eligibility.elg_audience_rules) as rules"
            " using (audience, channel))"
        )
        connection.execute(
            f"create or replace temp table forbidden_rows as {forbidden_sql(told, key='place')}"
            f" union {closed_sql(told, key='place')}"
        )
    finally:
        connection.execute(f"use {former[0] if former else 'memory'}")
        connection.execute("detach facts")
    found = connection.execute("select count(*) from forbidden_rows").fetchone()
    return int(found[0]) if found else 0


def _without_them(paths: WorkspacePaths, file: Path, contents: Contents) -> int:
    """Write the version without them beside it, into an empty file, so that no free block of it keeps one; how many."""
    target = file.with_name(f"{TEMPORARY}{file.name}")
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(file)} as version (read_only)")
        tables = columns_of(connection, "version")
        if MEMBERS not in tables:
            return 0
        contacts = ", ".join(c if c in tables[MEMBERS] else f"cast(null as varchar) as {c}" for c in CONTACTS)
        members = f'version."{MEMBERS[0]}"."{MEMBERS[1]}"'
        rows = find(
            connection,
            f"(select rowid as place, audience, channel, customer_id, {contacts} from {members})",
            paths.marts,
        )
        if rows:
            connection.execute(f"attach {literal(target)} as anew")
            connection.execute("begin")
            for schema in sorted({schema for schema, _ in tables}):
                connection.execute(f'create schema if not exists anew."{schema}"')
            for schema, table in tables:
                left = " where rowid not in (select place from forbidden_rows)" if (schema, table) == MEMBERS else ""
                connection.execute(
                    f'create table anew."{schema}"."{table}" as select * from version."{schema}"."{table}"{left}'
                )
            connection.execute("commit")
            comments.write(connection, "anew", contents.descriptions)
            connection.execute("checkpoint anew")
    return rows


def _replace(paths: WorkspacePaths, version: int, is_shown: bool) -> None:
    """The ledger first, then readers, then the version's name: whatever is left undone, the next call does again."""
    name = file_name(version)
    anew = paths.publications / f"{TEMPORARY}{name}"
    anew.chmod(0o444)
    sync(anew)
    publications.record_contents(paths.state, version, sha256_of(anew))
    if is_shown:
        switch(paths.publications, anew.name)
    rename_durably(anew, paths.publications / name)
