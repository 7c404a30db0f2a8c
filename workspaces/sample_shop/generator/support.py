"""The support desk's SQLite database: tickets with the requester's e-mail or phone, and a complaint among them."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import numpy as np

from workspaces.sample_shop.generator.deliveries import moments, table_of, taken, words
from workspaces.sample_shop.generator.generation import Generation
from workspaces.sample_shop.generator.people import People, shop_time
from workspaces.sample_shop.generator.plan import DAY, choose
from workspaces.sample_shop.generator.web_shop import iso

FILE = "support/support.sqlite"
DELIVERED_AT = "2026-07-01T00:00:00+07:00"
CATEGORIES = ["question", "delivery", "return", "complaint"]
CREATE = """
    create table tickets (
        ticket_id text primary key,
        opened_at text not null,
        closed_at text,
        updated_at text not null,
        requester_email text,
        requester_phone text,
        category text not null,
        status text not null,
        satisfaction integer
    )
"""


def write_tickets(generation: Generation, chunk: int, people: People) -> None:
    """Append the chunk's tickets; a third of the late ones are still open."""
    plan, query = generation.plan, generation.deliveries.query
    random = plan.random("tickets", chunk)
    person = np.flatnonzero(people.is_buyer & (random.random(len(people)) < 0.07))
    since = people.joined[person] // DAY
    day = since + (random.random(len(person)) * (plan.end // DAY - since)).astype(np.int64)
    opened = shop_time(random, day)
    closed = opened + random.integers(1800, 6 * DAY, len(person))
    is_open = (closed >= plan.end) | ((opened > plan.end - 40 * DAY) & (random.random(len(person)) < 0.3))
    satisfaction = np.where(random.random(len(person)) < 0.6, choose(random, len(person), [1, 1, 2, 4, 5]) + 1, 0)
    rows = table_of(
        {
            "number": generation.take_numbers("ticket", len(person)),
            "opened": moments(opened),
            "closed": moments(closed),
            "email": taken(people.email, person),
            "phone": taken(people.phone, person),
            "writes": random.random(len(person)) < 0.7,
            "category": words(CATEGORIES, choose(random, len(person), [0.4, 0.3, 0.15, 0.15])),
            "is_open": is_open,
            "satisfaction": satisfaction,
        }
    )
    tickets = query(
        f"""
        select
            'T' || lpad(number::varchar, 8, '0') as ticket_id,
            {iso("opened")} as opened_at,
            if(is_open, null, {iso("closed")}) as closed_at,
            if(is_open, {iso("opened")}, {iso("closed")}) as updated_at,
            if(writes, email, null) as requester_email,
            if(writes, null, '+62' || phone) as requester_phone,
            category,
            if(is_open, 'open', 'closed') as status,
            if(is_open or satisfaction = 0, null, satisfaction) as satisfaction,
        from rows
        """,
        rows=rows,
    )
    file = generation.deliveries.inbox / FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    is_new = not file.exists()
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("pragma synchronous = off")
        if is_new:
            database.execute(CREATE)
            file.with_name(file.name + ".delivered_at").write_text(DELIVERED_AT + "\n", encoding="utf-8")
        values = zip(*(column.to_pylist() for column in tickets.columns), strict=True)
        database.executemany("insert into tickets values (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
    generation.truth.count("support.tickets", current=len(person))
    keys = query("select coalesce(requester_email, requester_phone) as k from rows", rows=tickets)
    generation.truth.append_people("support", keys["k"], people.number[person])
