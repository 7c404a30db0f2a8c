"""Event sign-up sheets: one workbook per event, a title above the header, Ya/Tidak for consent, dd/mm/yyyy dates.

`-` stands where someone gave no e-mail or no phone.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa

from workspaces.sample_shop.generator.accounts import spelled
from workspaces.sample_shop.generator.deliveries import moments, table_of, taken, words
from workspaces.sample_shop.generator.generation import Generation
from workspaces.sample_shop.generator.people import People, birth_dates
from workspaces.sample_shop.generator.plan import AS_OF, EPOCH, choose
from workspaces.sample_shop.generator.vocabulary import OCCUPATIONS, PLACES
from workspaces.sample_shop.generator.workbooks import write_workbook

EVENTS = [
    ("Festival Kopi Malang", 420, 0.5),
    ("Pameran Batik Surabaya", 250, 0.2),
    ("Kelas Seduh", 100, 0.15),
    ("Bazar Juni", 9, 0.15),
]
"""Title, days before as_of, share of visitors."""
COLUMNS = [
    "acara",
    "nama",
    "email",
    "no_hp",
    "waktu_daftar",
    "setuju_email",
    "setuju_whatsapp",
    "tanggal_lahir",
    "kota",
    "jenis_kelamin",
    "pekerjaan",
]
ENTITY = "sign_ups.visitors"
FEWEST_FOR_A_FAULT = 25
"""Rows of a sheet; one malformed row among them is a share of 4 %, under the threshold of 5 %."""


class SignUps:
    """Collects the visitors of all chunks; a workbook is written whole, at the end."""

    def __init__(self) -> None:
        self.sheets: list[pa.Table] = []

    def draw(self, generation: Generation, chunk: int, people: People) -> None:
        """The chunk's visitors as text cells, with the event's index."""
        random = generation.plan.random("sign_ups", chunk)
        visitors = np.flatnonzero(people.at_event)
        event = choose(random, len(visitors), [share for *_, share in EVENTS])
        days = np.array([(AS_OF - EPOCH).days - before for _, before, _ in EVENTS])[event]
        contact = choose(random, len(visitors), [0.7, 0.15, 0.15])
        rows = table_of(
            {
                "event": event,
                "title": words([title for title, *_ in EVENTS], event),
                "name": taken(people.name, visitors),
                "email": taken(people.email, visitors),
                "phone": taken(people.phone, visitors),
                "contact": contact,
                "style": choose(random, len(visitors), [0.6, 0.2, 0.1, 0.1]),
                "occurred": moments(days * 86_400 + random.integers(9 * 3600, 17 * 3600, len(visitors))),
                "agrees_email": random.random(len(visitors)) < 0.7,
                "agrees_whatsapp": random.random(len(visitors)) < 0.6,
                "birth": birth_dates(people.birth_day[visitors]),
                "city": words([city for city, *_ in PLACES], people.place[visitors]),
                "gender": words(["", "Perempuan", "Laki-laki"], people.gender[visitors]),
                "occupation": words(OCCUPATIONS, people.occupation[visitors]),
                "person": people.number[visitors],
            }
        )
        self.sheets.append(
            generation.deliveries.query(
                f"""
                select
                    event, person, title as acara, name as nama,
                    if(contact = 1, '-', email) as email,
                    if(contact = 2, '-', {spelled("phone", "style")}) as no_hp,
                    strftime(occurred, '%d/%m/%Y %H:%M') as waktu_daftar,
                    if(agrees_email, 'Ya', 'Tidak') as setuju_email,
                    if(agrees_whatsapp, 'Ya', 'Tidak') as setuju_whatsapp,
                    coalesce(strftime(birth, '%d/%m/%Y'), '') as tanggal_lahir,
                    city as kota, gender as jenis_kelamin, occupation as pekerjaan,
                from rows
                """,
                rows=rows,
            )
        )
        drawn = self.sheets[-1]
        keys = generation.deliveries.query("select acara || '|' || email || '|' || no_hp as k from rows", rows=drawn)
        generation.truth.append_people("sign_ups", keys["k"], drawn["person"].to_numpy())

    def write(self, generation: Generation) -> None:
        """One workbook per event, dated the day after it; the last one once more, two days later, with a change."""
        visitors = pa.concat_tables(self.sheets)
        truth, events = generation.truth, visitors["event"].to_numpy()
        truth.count(ENTITY, current=len(visitors))
        for index, (_, before, _) in enumerate(EVENTS):
            rows = taken(visitors, np.flatnonzero(events == index)).select(COLUMNS).to_pylist()
            cells = [[row[column] for column in COLUMNS] for row in rows]
            delivered = AS_OF - dt.timedelta(days=before - 1)
            is_last = index == len(EVENTS) - 1
            if generation.plan.faults and is_last and cells:
                self._write_sheet(generation, index, delivered + dt.timedelta(days=2), _changed(cells))
                truth.count(ENTITY, superseded=1, duplicate=len(cells) - 1)
                truth.plant("sign_up_changed", ENTITY, 1, "superseded", "a visitor's answer in a corrected sheet")
                what = "visitors of a corrected sheet who changed nothing"
                truth.plant("sign_up_again", ENTITY, len(cells) - 1, "duplicate", what)
            if generation.plan.faults and index == 0 and len(cells) > FEWEST_FOR_A_FAULT:
                spoiled = dict(zip(COLUMNS, cells[0], strict=True)) | {"waktu_daftar": "kemarin sore"}
                cells.insert(len(cells) // 2, list(spoiled.values()))
                truth.count(ENTITY, quarantined=1)
                what = "rows with waktu_daftar = 'kemarin sore'"
                truth.plant("unreadable_waktu_daftar", ENTITY, 1, "waktu_daftar: not a time", what)
            if cells:
                self._write_sheet(generation, index, delivered, cells)

    def _write_sheet(self, generation: Generation, event: int, delivered: dt.date, cells: list[list[str]]) -> None:
        title = EVENTS[event][0]
        name = f"sign_ups/{title.lower().replace(' ', '_')}_{delivered:%Y%m%d}.xlsx"
        head: list[list[str]] = [[f"DAFTAR PESERTA {title.upper()}"], [f"Panitia: {len(cells)} peserta"], COLUMNS]
        write_workbook(generation.deliveries.inbox / name, "Peserta", [*head, *cells])
        generation.deliveries.records[name] += len(cells)


def _changed(cells: list[list[str]]) -> list[list[str]]:
    """The same visitors; the first answered the other way about e-mail."""
    answer = COLUMNS.index("setuju_email")
    first = [*cells[0]]
    first[answer] = "Tidak" if first[answer] == "Ya" else "Ya"
    return [first, *cells[1:]]
