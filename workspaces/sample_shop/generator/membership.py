"""The membership programme's members: who carries a card, and what the form at the counter made of their names.

Some hold two cards, some gave another's telephone or a damaged identity number; whose each card is stands in the truth.
What the cards earn is points.py's. Identity numbers are invented: no district of theirs exists.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workspaces.sample_shop.generator.accounts import spelled
from workspaces.sample_shop.generator.deliveries import moments, table_of, taken, words
from workspaces.sample_shop.generator.generation import Generation, TextEntity
from workspaces.sample_shop.generator.people import NO_BIRTHDAY, WOMAN, People, birth_dates
from workspaces.sample_shop.generator.plan import DAY, Ints, choose
from workspaces.sample_shop.generator.vocabulary import PLACES
from workspaces.sample_shop.generator.web_shop import iso

MEMBERS = TextEntity(
    "membership.members",
    "membership/members_{date}.csv",
    "member_no,joined_at,updated_at,full_name,phone,email,nik,birth_date,gender,city,address,instagram",
)
MEMBER_SHARE = 0.45
"""Of those who ever bought."""
TWO_CARDS_SHARE = 0.03
BORROWED = 6
"""So many cards of the first chunk carry the telephone of the card before; both show their owners' identity numbers."""
STREETS = ["Melati", "Kenanga", "Diponegoro", "Sudirman", "Veteran", "Ijen", "Pahlawan", "Cendana", "Gajah Mada", ""]
DAMAGED_NIKS = ["0000000000000000", "1234567890123456", "3.50799E+15", "belum ada"]
DISTRICTS, SERIALS, REGENCIES = 10, 9_999, 29


@dataclass(frozen=True)
class Members:
    """Cards of one chunk. `person` is the position in the chunk; a second card comes after all first ones."""

    number: Ints
    person: Ints
    joined: Ints
    is_second: Ints


def write_members(generation: Generation, chunk: int, people: People) -> Members:
    """Write the members' versions and tell whose each card is; a card is made out at a purchase or later."""
    plan = generation.plan
    random = plan.random("membership", chunk)
    first = np.flatnonzero(people.is_buyer & (random.random(len(people)) < MEMBER_SHARE))
    second = first[random.random(len(first)) < TWO_CARDS_SHARE]
    person = np.concatenate([first, second])
    delay = random.integers(0, 60, len(person)) * DAY
    joined = np.minimum(people.joined[person] + 600 + delay, plan.end - 3600)
    is_second = np.repeat([0, 1], [len(first), len(second)])
    members = Members(generation.take_numbers("member", len(person)), person, joined, is_second)
    _write_versions(generation, chunk, people, members)
    keys = generation.deliveries.query(f"select {member_no('n')} as k from rows", rows=table_of({"n": members.number}))
    generation.truth.append_people("membership", keys["k"], people.number[person])
    generation.truth.add("second_cards", len(second))
    return members


def _write_versions(generation: Generation, chunk: int, people: People, members: Members) -> None:
    """Each card as it was made out and, for a few, as it was completed later with an e-mail address."""
    plan, count = generation.plan, len(members.number)
    random = plan.random("membership_versions", chunk)
    completed_at = members.joined + (random.random(count) * (plan.end - members.joined)).astype(np.int64)
    completes = (random.random(count) < 0.08) & (completed_at > members.joined + DAY)
    seen_first = ~(completes & (plan.file_of(completed_at) == plan.file_of(members.joined)))
    place = np.concatenate([np.flatnonzero(seen_first), np.flatnonzero(completes)])
    is_completed = np.repeat([False, True], [seen_first.sum(), completes.sum()])
    updated = np.where(is_completed, completed_at[place], members.joined[place])
    who = members.person[place]
    borrowers = _borrowers(generation, chunk, people, members)
    phone_of = members.person.copy()
    phone_of[borrowers] = members.person[borrowers - 1]
    style = np.where(members.is_second == 1, 5, choose(random, count, [0.55, 0.1, 0.1, 0.05, 0.1, 0.1]))
    style[borrowers] = 0
    has_email = (random.random(count) < 0.4) & (members.is_second == 0)
    rows = table_of(
        {
            "number": members.number[place],
            "joined": moments(members.joined[place]),
            "updated": moments(updated),
            "name": taken(people.name, who),
            "written": choose(random, count, [0.72, 0.1, 0.1, 0.08])[place],
            "phone": taken(people.phone, phone_of[place]),
            "style": style[place],
            "email": taken(people.email, who),
            "has_email": has_email[place] | is_completed,
            "nik": _niks(people, members)[place],
            "nik_kind": _nik_kinds(members, borrowers, random)[place],
            "damaged": words(DAMAGED_NIKS, random.integers(0, len(DAMAGED_NIKS), count)[place]),
            "birth": birth_dates(people.birth_day[who]),
            "gender": words(["", "P", "L"], people.gender[who]),
            "city": words([city for city, *_ in PLACES], people.place[who]),
            "street": words(STREETS, (people.number[who] * 31 + 7) % len(STREETS)),
            "house": 1 + people.number[who] * 17 % 120,
            "has_handle": (random.random(count) < 0.3)[place],
            "person": people.number[who],
        }
    )
    generation.deliver(MEMBERS, chunk, rows, plan.file_of(updated), _cells())
    generation.truth.count(MEMBERS.name, current=count, superseded=len(place) - count)
    generation.truth.add("cards_with_a_borrowed_phone", len(borrowers))


def _borrowers(generation: Generation, chunk: int, people: People, members: Members) -> Ints:
    """Positions of first cards that carry the telephone of the card before; nobody of them has a web account."""
    firsts = np.flatnonzero(members.is_second == 0)[1:]
    counter_only = firsts[~people.in_web_shop[members.person[firsts]]]
    apart = counter_only[~np.isin(counter_only - 1, counter_only)]
    return apart[: BORROWED if generation.plan.faults and chunk == 0 else 0]


def _nik_kinds(members: Members, borrowers: Ints, random: np.random.Generator) -> Ints:
    """0 none, 1 as it stands on the card, 2 with dots, 3 damaged."""
    kinds = choose(random, len(members.number), [0.6, 0.3, 0.07, 0.03])
    second = members.is_second == 1
    kinds[second] = choose(random, int(second.sum()), [0.4, 0.5, 0.1])
    kinds[np.concatenate([borrowers, borrowers - 1])] = 1
    return kinds


def _niks(people: People, members: Members) -> Ints:
    """Sixteen digits by the rule: regency, district, day of birth (plus 40 for women), serial. Distinct by person.

    Who told no birthday has one on the card all the same.
    """
    number = people.number[members.person]
    told = people.birth_day[members.person]
    days = np.where(told == NO_BIRTHDAY, -5_000 + number * 7 % 9_000, told)
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    day = (dates - months).astype(np.int64) + 1 + 40 * (people.gender[members.person] == WOMAN)
    month, year = months.astype(np.int64) % 12 + 1, (dates.astype("datetime64[Y]").astype(np.int64) + 1970) % 100
    regency = 1 + number // (DISTRICTS * SERIALS) % REGENCIES
    district = 90 + number % DISTRICTS
    serial = 1 + number // DISTRICTS % SERIALS
    area = (3_500 + regency) * 100 + district
    digits: Ints = (((area * 100 + day) * 100 + month) * 100 + year) * 10_000 + serial
    return digits


def member_no(column: str) -> str:
    """SQL: a card's number."""
    return f"'LG' || lpad({column}::varchar, 8, '0')"


def _cells() -> list[str]:
    """SQL: the export's cells. Names stand as on file, in capitals, short of a letter, or as the first word alone."""
    plain = "replace(name, ',', '')"
    return [
        member_no("number"),
        iso("joined"),
        iso("updated"),
        f"""case written
            when 0 then {plain}
            when 1 then upper({plain})
            when 2 then left({plain}, 3) || substr({plain}, 5)
            else split_part({plain}, ' ', 1)
        end""",
        spelled("phone", "style"),
        "if(has_email, email, '')",
        """case nik_kind
            when 1 then nik::varchar
            when 2 then left(nik::varchar, 6) || '.' || substr(nik::varchar, 7, 6) || '.' || right(nik::varchar, 4)
            when 3 then damaged
            else ''
        end""",
        "strftime(birth, '%Y-%m-%d')",
        "gender",
        "city",
        "if(street = '', '', 'Jl. ' || street || ' No. ' || house)",
        "if(has_handle, '@' || lower(replace(split_part(name, ' ', 1), '.', '')) || person, '')",
    ]
