"""A person explained: what was linked by what, where records disagree, which ids came before. Values masked or not.

Where it is read from is person.py's; how it looks on a terminal is the command's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from orchestration.identity import masking
from orchestration.identity.person import Person, Row

Mask = Callable[[str, str], str]

ATTRIBUTES = {
    "full_name": "name",
    "email": "email",
    "phone": "phone",
    "birth_date": "date",
    "gender": "",
    "city": "",
    "province": "",
    "country": "",
    "postal_code": "postal_code",
    "occupation": "",
    "acquisition_source": "",
    "first_seen_at": "",
}
"""Attribute of a customer -> how it is masked; '' is shown as it is."""


def explain(person: Person, show_personal_data: bool) -> dict[str, Any]:
    """The explanation as one JSON object."""
    mask: Mask = (lambda _kind, value: value) if show_personal_data else masking.mask
    return {
        "customer_id": person.customer_id,
        "is_masked": not show_personal_data,
        "is_customer": person.attributes["is_customer"],
        "is_pseudo": person.attributes["is_pseudo"],
        "attributes": {name: _shown(person.attributes.get(name), kind, mask) for name, kind in ATTRIBUTES.items()},
        "provenance": [{**row, "record_id": _shown(row["record_id"], "key", mask)} for row in person.provenance],
        "records": [_record(row, mask) for row in person.records],
        "links": _links(person.links, mask),
        "matches": [_pair(row, mask) for row in person.matches],
        "conflicts": _conflicts(person.records, mask),
        "questions": [_pair(row, mask) for row in person.questions],
        "decisions": [_pair(row, mask) for row in person.decisions],
        "former_ids": person.former_ids,
        "changes": person.changes,
    }


def _shown(value: Any, kind: str, mask: Mask) -> Any:
    if value is None:
        return None
    return mask(kind, str(value)) if kind else value if isinstance(value, bool | int) else str(value)


def _record(row: Row, mask: Mask) -> Row:
    return {
        "record_id": mask("key", row["record_id"]),
        "source": row["source"],
        "is_anchor": row["is_anchor"],
        "first_seen_at": _shown(row["first_seen_at"], "", mask),
        "updated_at": _shown(row["updated_at"], "", mask),
        "full_name": _shown(row["full_name"], "name", mask),
        "birth_date": _shown(row["birth_date"], "date", mask),
        "place": row["place"],
        "is_pseudo": row["is_pseudo"],
        "is_deleted": row["is_deleted"],
    }


def _pair(row: Row, mask: Mask) -> Row:
    return {**row, "left_id": mask("key", row["left_id"]), "right_id": mask("key", row["right_id"])}


def _links(rows: list[Row], mask: Mask) -> list[Row]:
    """One entry for each value, with the records of this person that hold it."""
    held: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        held.setdefault((row["kind"], row["value"]), []).append(row)
    return [
        {
            "kind": kind,
            "value": mask(kind, value),
            "records": [mask("key", row["record_id"]) for row in of_value],
            "links": of_value[0]["can_link"] and len(of_value) > 1,
            "record_count": of_value[0]["record_count"],
            "reason": of_value[0]["reason"],
        }
        for (kind, value), of_value in held.items()
    ]


def _conflicts(records: list[Row], mask: Mask) -> list[Row]:
    """Birth dates that differ between the records of one person."""
    dates = sorted({str(row["birth_date"]) for row in records if row["birth_date"] is not None})
    if len(dates) < 2:
        return []
    return [
        {
            "kind": "birth_date",
            "values": [mask("date", date) for date in dates],
            "records": [mask("key", row["record_id"]) for row in records if row["birth_date"] is not None],
        }
    ]
