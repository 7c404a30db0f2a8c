"""What the files of a destination promise of themselves, for whoever reads them back: the shape of each column.

Told by the registry alone and not by the SQL that writes (columns.py), so that a mistake there is seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from export.normalise import TEXT
from export.registry import Column, Destination

HASH = "hash"
BLANK = "blank"
CONSTANT = "constant"
SHAPES = {
    TEXT: "text",
    "reference": "reference",
    "lowercase": "text",
    "name": "text",
    "email_as_written": "email",
    "email_ascii_mailbox": "email",
    "email_lowercase": "email",
    "email_without_gmail_dots": "email",
    "phone_e164": "phone",
    "phone_digits": "phone_digits",
    "phone_country": "phone_part",
    "phone_national": "phone_part",
    "country": "country",
    "country_lowercase": "country",
    "zip": "postal_code",
    "zip_compact": "postal_code",
    "date_digits": "date",
    "username": "text",
    "timestamp": "timestamp",
}
"""Normaliser -> the shape of what it gives, unless that is hashed. What a shape is, the suite of written files says."""


@dataclass(frozen=True)
class Promise:
    """One column of a file. `constants`: the only texts that it may hold. `contact`: 'email', 'phone' or
    'contact_point' where it says by what the tool knows a person, '' elsewhere.
    """

    header: str
    shape: str
    is_required: bool = False
    contact: str = ""
    constants: tuple[str, ...] = ()


def promises(destination: Destination, fields: Sequence[str], export_id: str) -> tuple[Promise, ...]:
    """The columns in the order of the file, with the audience's fields in their declared order."""
    declared = destination.fields
    slots = (declared.slots or len(fields)) if declared else 0
    named = [*fields, *[None] * (slots - len(fields))][:slots]
    return (
        *(_column(c, export_id) for c in destination.columns),
        *(
            Promise(
                declared.header.format(number=number, field=field, upper=(field or "").upper()),
                "field" if field else BLANK,
                bool(field) and declared.required,
            )
            for number, field in enumerate(named, start=1)
            if declared
        ),
        *(_column(c, export_id) for c in destination.columns_after),
    )


def first_lines(destination: Destination, headers: Sequence[str], kind: str, audience: str) -> list[str]:
    """The lines before the people, without their ends."""
    named = {"audience": audience, "action": dict(destination.actions).get(kind, "")}  # type: ignore[call-overload]
    rows: list[Mapping[str, Any]] = list(destination.preamble)
    before = [",".join(row.get(h, "").format(**named) for h in headers) for row in rows]
    return ([",".join(headers)] if destination.has_header else []) + before


def _column(column: Column, export_id: str) -> Promise:
    required = column.required
    if column.constant is not None:
        return Promise(column.header, CONSTANT, required, constants=(column.constant,))
    if column.value is None:
        return Promise(column.header, BLANK)
    if column.value == "export_id":
        return Promise(column.header, CONSTANT, required, constants=(export_id,))
    if column.words is not None:
        return Promise(column.header, CONSTANT, required, constants=tuple(column.words.values()))
    contact = column.value if column.value in ("email", "phone", "contact_point") else ""
    shape = HASH if column.hash else SHAPES.get(str(column.normalise), "text")
    return Promise(column.header, shape, required, contact)
