"""The places, products and categories of the declared target mix, against the place list and what is published.

What a mix looks like, and that its shares add up, is workspaces/target_market.py's matter.
"""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from workspaces.settings import DBT_PROJECT
from workspaces.target_market import Target

COUNTRY = re.compile(r"^[A-Z]{2}$")
SQL = {
    "product": "select distinct product_id from marts.dim_products",
    "category": "select distinct category from marts.dim_products where category is not null",
    "place": "select distinct unnest([city, province, country]) from marts.dim_customers",
}


@dataclass(frozen=True)
class UnknownName:
    """A name that no mart will ever bear: its kind, and those that it may have meant, the likeliest first."""

    kind: str
    name: str
    meant: tuple[str, ...]


def unknown_names(targets: tuple[Target, ...], publication: Path) -> Iterator[UnknownName]:
    """Each once. Places are looked up in the seeds and the publication, products and categories in the latter alone."""
    published = _published(publication) if targets and publication.is_file() else {}
    asked = {target.subject for target in targets if target.subject[0] != "everything"}
    for kind, name in sorted(asked):
        known = published.get(kind)
        if known is not None and name not in known:
            yield UnknownName(kind, name, _alike(name, known))
    official, nicknames = _place_list() if targets else (set(), {})
    known = official | published.get("place", set())
    for place in sorted({cell.place for target in targets for cell in target.mix if cell.place is not None}):
        if place not in known and not _is_country(place):
            meant = nicknames.get(place.lower(), ())
            yield UnknownName("place", place, meant or _alike(place, known))


def _published(publication: Path) -> dict[str, set[str]]:
    with duckdb.connect(str(publication), read_only=True) as connection:
        return {
            kind: {name for (name,) in connection.execute(sql).fetchall() if name is not None}
            for kind, sql in SQL.items()
        }


def _place_list() -> tuple[set[str], dict[str, tuple[str, ...]]]:
    """The names that marts use, and from the lower-case bare names and aliases to those that they stand for."""
    places = _rows("places")
    names = {row["place_id"]: row["name"] for row in places}
    nicknames: dict[str, tuple[str, ...]] = {}
    said = [(row["bare_name"], row["place_id"]) for row in places]
    said += [(row["alias"], row["place_id"]) for row in _rows("place_aliases")]
    for nickname, place_id in said:
        nicknames[nickname.lower()] = (*nicknames.get(nickname.lower(), ()), names[place_id])
    provinces = {row["province"] for row in places}
    return set(names.values()) | provinces, {k: tuple(sorted(set(v))) for k, v in nicknames.items()}


def _rows(seed: str) -> list[dict[str, str]]:
    with (DBT_PROJECT / f"seeds/{seed}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _alike(name: str, known: set[str]) -> tuple[str, ...]:
    by_lower = {each.lower(): each for each in sorted(known)}
    return tuple(by_lower[found] for found in difflib.get_close_matches(name.lower(), by_lower, n=3))


def _is_country(place: str) -> bool:
    """Whether it is a country's code; one that nobody lives in yet is no mistake."""
    from phonenumbers import SUPPORTED_REGIONS

    return bool(COUNTRY.match(place)) and place in SUPPORTED_REGIONS
