"""The queue of questions about who is who, read from the publication, and what somebody answers.

An answer is a line in the workspace's file of decided links; the next run works everybody out with it. A question that
was answered since the last run is left out here already.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal
from zoneinfo import ZoneInfo

import duckdb

from ledgers.clock import now_utc
from orchestration.identity import masking, person
from orchestration.run import Run
from workspaces import decided_links
from workspaces.decided_links import DecidedLink
from workspaces.errors import ConfigurationError

Decision = Literal["always_link", "never_link"]

REASONS = {
    "weight": "alike, but not enough to link by itself",
    "names": "one telephone number under two names",
    "birth_date": "linked, and cut: two birth dates",
    "too_large": "linked, and cut: the link chained too many records together",
}


@dataclass(frozen=True)
class Question:
    """Two records that may be of one person, with everything that is known of each side."""

    review_id: str
    left_id: str
    right_id: str
    customer_ids: tuple[str, str]
    reason: str
    match_weight: int
    sides: tuple[dict[str, Any], dict[str, Any]]

    @property
    def in_words(self) -> str:
        """The reason, as a sentence's part."""
        return REASONS.get(self.reason, f"linked, and cut: two values of {self.reason}")


def queue(run: Run, limit: int | None = None) -> list[Question]:
    """Open questions, the most urgent first: cut links, then the heaviest pairs."""
    answered = {frozenset((link.left_id, link.right_id)) for link in decided_links.read(run.paths.decided_links)}
    with person.last_build(run.paths) as connection:
        rows = connection.execute(
            "select review_id, left_id, right_id, customer_id, other_customer_id, reason, match_weight"
            " from marts.fct_identity_reviews"
            " order by case when reason = 'weight' then 1 else 0 end, match_weight desc, review_id"
        ).fetchall()
        open_rows = [row for row in rows if frozenset(row[1:3]) not in answered][:limit]
        return [
            Question(row[0], row[1], row[2], (row[3], row[4]), row[5], row[6], _sides(connection, row[1], row[2]))
            for row in open_rows
        ]


def _sides(connection: duckdb.DuckDBPyConnection, left_id: str, right_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    left, right = (_side(connection, record_id) for record_id in (left_id, right_id))
    return left, right


def _side(connection: duckdb.DuckDBPyConnection, record_id: str) -> dict[str, Any]:
    row = (
        connection.execute(
            "select full_name, birth_date, gender, place, first_seen_at"
            " from marts.dim_identity_records where record_id = ?",
            [record_id],
        ).fetchone()
        or (None,) * 5
    )
    values = connection.execute(
        "select kind, value from marts.fct_identity_links where record_id = ? order by kind, ordinal", [record_id]
    ).fetchall()
    return {
        "record_id": record_id,
        "full_name": row[0],
        "birth_date": row[1] and str(row[1]),
        "gender": row[2],
        "place": row[3],
        "first_seen_at": row[4] and str(row[4])[:10],
        "identifiers": [{"kind": kind, "value": value} for kind, value in values],
    }


def shown(question: Question, show_personal_data: bool) -> dict[str, Any]:
    """The question as one JSON object, masked unless asked otherwise."""
    sides = [side if show_personal_data else _masked(side) for side in question.sides]
    return {
        "review_id": question.review_id,
        "reason": question.reason,
        "in_words": question.in_words,
        "match_weight": question.match_weight,
        "customer_ids": list(question.customer_ids),
        "left": sides[0],
        "right": sides[1],
    }


def _masked(side: dict[str, Any]) -> dict[str, Any]:
    kinds = {"record_id": "key", "full_name": "name", "birth_date": "date"}
    masked = {
        name: masking.mask(kinds[name], value) if name in kinds and value else value for name, value in side.items()
    }
    masked["identifiers"] = [
        {"kind": said["kind"], "value": masking.mask(said["kind"], said["value"])} for said in side["identifiers"]
    ]
    return masked


def find(questions: list[Question], review_id: str) -> Question:
    """The open question of this name. Raises ConfigurationError when there is none."""
    for question in questions:
        if question.review_id == review_id:
            return question
    raise ConfigurationError(
        f"There is no open question {review_id!r}.", "`langganan identity review --list` names those that are open."
    )


def answer(run: Run, question: Question, decision: Decision, who: str, why: str) -> None:
    """Write a decision down. Raises ConfigurationError when it does not say who and why; takes the writer lock."""
    if not who.strip() or not why.strip():
        raise ConfigurationError("A decision says who made it and why.", "Add --who and --why.")
    today: dt.date = now_utc().astimezone(ZoneInfo(run.workspace.time_zone)).date()
    link = DecidedLink(
        decision=decision,
        left_id=question.left_id,
        right_id=question.right_id,
        decided_by=who,
        reason=why,
        decided_on=today,
    )
    with run.lock():
        decided_links.append(run.paths.decided_links, link)
