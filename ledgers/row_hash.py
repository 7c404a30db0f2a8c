"""The hash of eligible rows: audit binds it into a verdict, export compares it. SQL text and one pure function.

A row's text is the JSON of all its columns, so a column that is added to `elg_members` is bound from that day. Rows are
ordered by their own hash: equal hashes are equal rows, hence no tie can change the result. They are hashed in 256
groups by that hash's first two digits, then the groups' hashes: sorting a million texts at once is slow.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def channel_hashes_sql() -> str:
    """SQL giving (channel, row_count BIGINT, rows_hash in lowercase hex) per channel; the parameter is the audience."""
    return (
        "with hashed as (\n"
        "    select channel, sha256(cast(to_json(member) as varchar)) as row_hash\n"
        "    from eligibility.elg_members as member\n"
        "    where member.audience = ?\n"
        "),\n"
        "grouped as (\n"
        "    select\n"
        "        channel,\n"
        "        left(row_hash, 2) as digits,\n"
        "        count(*) as row_count,\n"
        "        sha256(string_agg(row_hash, '' order by row_hash)) as group_hash\n"
        "    from hashed\n"
        "    group by channel, digits\n"
        ")\n"
        "select\n"
        "    channel,\n"
        "    cast(sum(row_count) as bigint) as row_count,\n"
        "    sha256(string_agg(group_hash, '' order by digits)) as rows_hash\n"
        "from grouped\n"
        "group by channel\n"
        "order by channel"
    )


def audience_hash(channels: Iterable[tuple[str, int, str]]) -> tuple[int, str]:
    """Rows and hash of a whole audience from its channels' (channel, rows, hash). No rows hash like the empty text."""
    told = sorted(channels)
    text = "\n".join(f"{channel} {count} {rows_hash}" for channel, count, rows_hash in told)
    return sum(count for _, count, _ in told), hashlib.sha256(text.encode()).hexdigest()
