"""Who one customer is and why, read from the last published build: records, links, changes of ids.

No warehouse is opened. How it is shown, and what of it is masked, is explanation.py's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb

from orchestration.identity.contact import Asked
from workspaces.errors import LanggananError
from workspaces.paths import WorkspacePaths

Row = dict[str, Any]

PRESENT_OF = {
    "customer_id": "select present_customer_id from marts.dim_customer_ids where customer_id in ({values})",
    "record_id": "select customer_id from marts.dim_identity_records where record_id in ({values})",
    "email": "select customer_id from marts.fct_identity_links where kind = 'email' and value in ({values})",
    "phone": "select customer_id from marts.fct_identity_links where kind = 'phone' and value in ({values})",
}
MATCHES = """
    select left_id, right_id, match_weight, is_link, evidence from marts.fct_identity_matches
    where left_customer_id = $1 and right_customer_id = $1 order by match_weight desc, left_id, right_id
"""
QUESTIONS = """
    select review_id, if(customer_id = $1, other_customer_id, customer_id) as customer_id, left_id, right_id, reason,
        match_weight
    from marts.fct_identity_reviews where customer_id = $1 or other_customer_id = $1 order by review_id
"""
DECISIONS = """
    select decision, left_id, right_id, decided_by, reason, decided_on from marts.fct_identity_decisions as decisions
    where exists (
        from marts.fct_identity_links as links where links.customer_id = $1 and (
            links.record_id in (decisions.left_id, decisions.right_id)
            or links.kind || ':' || links.value in (decisions.left_id, decisions.right_id)))
    or exists (
        from marts.dim_identity_records as records where records.customer_id = $1
            and records.record_id in (decisions.left_id, decisions.right_id))
    order by decided_on, left_id, right_id
"""
PROVENANCE = """
    select attribute, source, record_id, rule, confirmed_date, value_count from marts.dim_customer_attributes
    where customer_id = $1 order by attribute
"""
CUSTOMERS_SHOWN = 10


@dataclass(frozen=True)
class Person:
    """One customer. Rows are dictionaries by column; personal values are unmasked."""

    customer_id: str
    attributes: Row
    records: list[Row]
    links: list[Row]
    former_ids: list[Row]
    changes: list[Row]
    matches: list[Row]
    questions: list[Row]
    decisions: list[Row]
    provenance: list[Row]


@contextmanager
def last_build(paths: WorkspacePaths) -> Iterator[duckdb.DuckDBPyConnection]:
    """The last published build, whole, read-only. Raises LanggananError when nothing was published yet."""
    answers = paths.answers
    if not answers.exists():
        raise LanggananError("Nothing is published yet, so nobody is known.", "Run `langganan run`.")
    with duckdb.connect(str(answers), read_only=True) as connection:
        try:
            yield connection
        except duckdb.CatalogException as error:
            raise LanggananError(
                "The publication was made by another version of langganan and does not explain people.",
                "Run `langganan run`.",
            ) from error


def find(connection: duckdb.DuckDBPyConnection, asked: Asked) -> str:
    """The one present customer that is meant. Raises LanggananError when nobody is, or several people are."""
    marks = ", ".join("?" for _ in asked.values)
    sql = f"select distinct * from ({PRESENT_OF[asked.kind].format(values=marks)}) order by 1"
    found = [customer_id for (customer_id,) in connection.execute(sql, list(asked.values)).fetchall()]
    if not found:
        raise LanggananError(
            f"Nobody in the publication has {asked.in_words}.",
            "Look at `langganan status`: is the delivery in, and is the publication of the last build?",
        )
    if found == [None]:
        raise LanggananError(
            "That customer stood once; the record that its id was made of is no longer delivered.",
            "Ask by e-mail address or telephone number for whoever is left.",
        )
    if len(found) > 1:
        listed = ", ".join(found[:CUSTOMERS_SHOWN]) + (" ..." if len(found) > CUSTOMERS_SHOWN else "")
        raise LanggananError(f"{len(found)} customers have {asked.in_words}: {listed}.", "Name one of them by its id.")
    return str(found[0])


def read(connection: duckdb.DuckDBPyConnection, customer_id: str) -> Person:
    """Everything that the build says of why this present customer is one person."""
    (attributes,) = _rows(connection, "select * from marts.dim_customers where customer_id = ?", customer_id)
    former = _rows(
        connection,
        "select customer_id, first_build_seq from marts.dim_customer_ids"
        " where present_customer_id = ? and customer_id <> present_customer_id order by first_build_seq, customer_id",
        customer_id,
    )
    return Person(
        customer_id,
        attributes,
        _rows(
            connection,
            "select * from marts.dim_identity_records where customer_id = ? order by first_seen_at, source, source_key",
            customer_id,
        ),
        _rows(
            connection,
            "select * from marts.fct_identity_links where customer_id = ? order by kind, value, record_id, ordinal",
            customer_id,
        ),
        former,
        _changes(connection, [customer_id, *(row["customer_id"] for row in former)]),
        *(_rows(connection, sql, customer_id) for sql in (MATCHES, QUESTIONS, DECISIONS, PROVENANCE)),
    )


def _changes(connection: duckdb.DuckDBPyConnection, ids: list[str]) -> list[Row]:
    marks = ", ".join("?" for _ in ids)
    return _rows(
        connection,
        f"select * from marts.fct_customer_id_changes where customer_id in ({marks})"
        f" or former_present_customer_id in ({marks}) or present_customer_id in ({marks})"
        " order by build_seq, customer_id",
        *ids,
        *ids,
        *ids,
    )


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, *values: str) -> list[Row]:
    relation = connection.execute(sql, list(values))
    columns = [column[0] for column in relation.description]
    return [dict(zip(columns, row, strict=True)) for row in relation.fetchall()]
