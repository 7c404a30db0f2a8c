"""The rows that a file does not hold, one by one: `rejects.csv` beside the manifest, with ids and reasons alone."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from export.normalise import NORMALISERS, TEXT, quoted
from ledgers.sql_text import literal
from workspaces.durable import sync

NAME = "rejects.csv"
WITHDRAWN = "may no longer be written to"


def write(connection: duckdb.DuckDBPyConnection, folder: Path, withdrawn: Sequence[str]) -> dict[str, Any] | None:
    """Write `rejected_rows`, and the customer_ids `withdrawn`, with a reason each; None when there are none."""
    connection.execute(
        "create or replace temp table rejects as\n"
        "select customer_id, rejection as reason from rejected_rows\n"
        "union all select unnest(?::varchar[]), ?\norder by customer_id, reason",
        [list(withdrawn), WITHDRAWN],
    )
    found = connection.execute("select count(*) from rejects").fetchone()
    if not found or not found[0]:
        return None
    line = f"{quoted(NORMALISERS[TEXT]('customer_id'))} || ',' || {quoted('reason')} || chr(13)"
    file = folder / NAME
    connection.execute(
        f'copy (select {line} as "customer_id,reason\r" from rejects order by customer_id, reason)'
        f" to {literal(file)}"
        " (format csv, header true, quote '', escape '', delimiter '\x01', null '')"
    )
    sync(file)
    return {"name": NAME, "rows": int(found[0]), "sha256": hashlib.sha256(file.read_bytes()).hexdigest()}
