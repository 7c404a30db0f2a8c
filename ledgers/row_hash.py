"""SQL text that hashes eligible rows. Audit binds the hash into a verdict, export compares it; nothing here runs it.

A row's text is the JSON of all its columns, so a column that is added to `elg_members` is bound from that day. Rows are
ordered by their own hash: equal hashes are equal rows, hence no tie can change the result.
"""

from __future__ import annotations

MEMBERS = "eligibility.elg_members"


def rows_hash_sql(where: str, relation: str = MEMBERS) -> str:
    """SQL giving one row: `row_count` BIGINT and `rows_hash`, lowercase hex of SHA-256. `where` may hold parameters.

    No rows hash like the empty text, so that emptiness is bound as well.
    """
    return (
        "with hashed as (\n"
        f"    select sha256(cast(to_json(member) as varchar)) as row_hash from {relation} as member where {where}\n"
        ")\n"
        "select count(*) as row_count, sha256(coalesce(string_agg(row_hash, '' order by row_hash), '')) as rows_hash\n"
        "from hashed"
    )


def audience_hash_sql() -> str:
    """The hash of one audience over all its channels; the parameter is the audience's name."""
    return rows_hash_sql("member.audience = ?")


def channel_hash_sql() -> str:
    """The hash of one audience's rows of one channel; the parameters are the audience's name and the channel."""
    return rows_hash_sql("member.audience = ? and member.channel = ?")
