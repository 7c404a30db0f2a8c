"""The web shop's accounts: who has one or two of them, how their owners typed themselves in, and later changes.

The oddities of contact points (a desk phone of many, placeholders, two numbers in a cell) are planted here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workspaces.sample_shop.generator.deliveries import moments, table_of, taken, words
from workspaces.sample_shop.generator.generation import Generation, TextEntity
from workspaces.sample_shop.generator.people import People, birth_dates
from workspaces.sample_shop.generator.plan import DAY, Ints, choose
from workspaces.sample_shop.generator.vocabulary import ACQUISITION, OCCUPATIONS, PLACES
from workspaces.sample_shop.generator.web_shop import customer_id, iso

CUSTOMERS = TextEntity(
    "web_shop.customers",
    "web_shop/customers_{date}.csv",
    "customer_id,created_at,updated_at,full_name,email,phone,birth_date,gender,city,province,postal_code,occupation,"
    "acquisition_source",
)
UNUSED_PREFIX = "859"
"""No person's phone begins so; what does is nobody's own."""
DESK_PHONE = f"0{UNUSED_PREFIX}30000001"
PLACEHOLDER_EMAIL, PLACEHOLDER_PHONE = "noemail@noemail.com", "0000000000"
ODDITIES = {
    "desk_phone": (8, "one phone shared by so many accounts does not merge them"),
    "placeholder_email": (4, "not an identity, not a contact point"),
    "placeholder_phone": (4, "not an identity, not a contact point"),
    "phone_in_scientific_notation": (3, "no contact point; the customer stays"),
    "two_phones_in_one_cell": (4, "two numbers, each the customer's"),
}
"""How many accounts have each; they are the first accounts, in this order."""


@dataclass(frozen=True)
class Accounts:
    """Accounts of one chunk. `person` is the position in the chunk."""

    number: Ints
    person: Ints
    created: Ints
    is_second: Ints

    def of_orders(self, random: np.random.Generator, people: int, buyers: Ints) -> Ints:
        """The account that each order was placed with: of two, one in three orders uses the second."""
        first = np.zeros(people, np.int64)
        second = np.zeros(people, np.int64)
        primary = self.is_second == 0
        first[self.person[primary]] = self.number[primary]
        second[self.person[~primary]] = self.number[~primary]
        uses_second = (second[buyers] > 0) & (random.random(len(buyers)) < 0.33)
        return np.where(uses_second, second[buyers], first[buyers])


def write_accounts(generation: Generation, chunk: int, people: People) -> Accounts:
    """Write the accounts' versions, oddities and truth; an account exists from its owner's joining."""
    random = generation.plan.random("accounts", chunk)
    owners = np.flatnonzero(people.in_web_shop)
    odd = _oddity(chunk, len(owners))
    twice = owners[(random.random(len(owners)) < 0.02) & (odd == 0)]
    person = np.concatenate([owners, twice])
    accounts = Accounts(
        number=generation.take_numbers("account", len(person)),
        person=person,
        created=people.joined[person] - random.integers(60, 3600, len(person)),
        is_second=np.repeat([0, 1], [len(owners), len(twice)]),
    )
    _write_versions(generation, chunk, people, accounts, np.concatenate([odd, np.zeros(len(twice), np.int64)]))
    _tell(generation, chunk, people, accounts, odd)
    return accounts


def _write_versions(generation: Generation, chunk: int, people: People, accounts: Accounts, odd: Ints) -> None:
    """Each account as it was made and, for a few, as it was changed in the daily files (a city is then on file)."""
    plan, count = generation.plan, len(accounts.number)
    random = plan.random("account_versions", chunk)
    changed_at = plan.window + (random.random(count) * (plan.end - plan.window)).astype(np.int64)
    changes = (random.random(count) < 0.06) & (changed_at > accounts.created + DAY)
    # Whoever joined and changed within one file is seen once, as changed.
    seen_first = ~(changes & (plan.file_of(changed_at) == plan.file_of(accounts.created)))
    place = np.concatenate([np.flatnonzero(seen_first), np.flatnonzero(changes)])
    is_change = np.repeat([False, True], [seen_first.sum(), changes.sum()])
    updated = np.where(is_change, changed_at[place], accounts.created[place])
    who = accounts.person[place]
    rows = table_of(
        {
            "number": accounts.number[place],
            "created": moments(accounts.created[place]),
            "updated": moments(updated),
            "name": taken(people.name, who),
            "email": taken(people.email, who),
            "phone": taken(people.phone, who),
            "birth": birth_dates(people.birth_day[who]),
            "gender": words(["", "female", "male"], people.gender[who]),
            "city": words([city for city, *_ in PLACES], people.place[who]),
            "province": words([province for _, province, *_ in PLACES], people.place[who]),
            "postal": words([postal for *_, postal, _ in PLACES], people.place[who]),
            "area": random.integers(10, 99, count)[place],
            "occupation": words(OCCUPATIONS, people.occupation[who]),
            "acquisition": words(ACQUISITION, people.acquisition[who]),
            "style": choose(random, count, [0.5, 0.15, 0.1, 0.1, 0.1, 0.05])[place],
            "odd": odd[place],
            "is_second": accounts.is_second[place],
            "has_city": (random.random(count) < 0.8)[place] | is_change,
        }
    )
    generation.deliver(CUSTOMERS, chunk, rows, plan.file_of(updated), _cells())
    generation.truth.count(CUSTOMERS.name, current=count, superseded=len(place) - count)


def _cells() -> list[str]:
    """SQL: the export's cells. The cases of `odd` are ODDITIES, counted from 1."""
    return [
        customer_id("number"),
        iso("created"),
        iso("updated"),
        "if(contains(name, ','), '\"' || name || '\"', name)",
        f"case when odd = 2 then '{PLACEHOLDER_EMAIL}' when is_second = 1 then upper(email) else email end",
        f"""case odd
            when 1 then '{DESK_PHONE}'
            when 3 then '{PLACEHOLDER_PHONE}'
            when 4 then '8.' || substr(phone, 2, 5) || 'E+10'
            when 5 then '0' || phone || ' / 0{UNUSED_PREFIX}' || lpad((number * 7919 % 10000000)::varchar, 8, '0')
            else {spelled("phone", "style")}
        end""",
        "strftime(birth, '%Y-%m-%d')",
        "gender",
        "if(has_city, city, '')",
        "if(has_city, province, '')",
        "if(has_city, postal || area, '')",
        "occupation",
        "acquisition",
    ]


def _tell(generation: Generation, chunk: int, people: People, accounts: Accounts, odd: Ints) -> None:
    """Whose each account is, and how many are odd."""
    truth = generation.truth
    sql = f"select {customer_id('number')} as k from rows"
    keys = generation.deliveries.query(sql, rows=table_of({"number": accounts.number}))
    truth.append_people("web_shop", keys["k"], people.number[accounts.person])
    what = "accounts of one person beside the first"
    truth.plant("second_account", CUSTOMERS.name, int(accounts.is_second.sum()), "merged by the same e-mail", what)
    if chunk == 0:
        for kind, (name, (_, fate)) in enumerate(ODDITIES.items(), start=1):
            truth.plant(name, CUSTOMERS.name, int((odd == kind).sum()), fate, "accounts with this contact point")


def spelled(phone: str, style: str) -> str:
    """SQL: a national number in one of six spellings; the last is blank."""
    return f"""case {style}
        when 0 then '0' || {phone}
        when 1 then '+62' || {phone}
        when 2 then '62' || {phone}
        when 3 then {phone}
        when 4 then '0' || substr({phone}, 1, 3) || '-' || substr({phone}, 4, 4) || '-' || substr({phone}, 8)
        else ''
    end"""


def _oddity(chunk: int, accounts: int) -> Ints:
    """0 for none, else 1 to 5 in the order of ODDITIES; only the first chunk has them."""
    kinds = np.repeat(np.arange(1, len(ODDITIES) + 1), [count for count, _ in ODDITIES.values()])
    odd = np.zeros(accounts, np.int64)
    if chunk == 0:
        odd[: len(kinds)] = kinds[:accounts]
    return odd
