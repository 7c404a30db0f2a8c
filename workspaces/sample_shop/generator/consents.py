"""The consent centre: grants and withdrawals by contact point, as JSON lines. Withdrawals may arrive days late.

Grants were given with the web shop's form or at the counter; those under the old notice expire.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from workspaces.sample_shop.generator.deliveries import moments, table_of, taken, words
from workspaces.sample_shop.generator.generation import Generation, TextEntity
from workspaces.sample_shop.generator.people import People, shop_time
from workspaces.sample_shop.generator.plan import DAY, choose
from workspaces.sample_shop.generator.web_shop import iso

CHANGES = TextEntity("consents.changes", "consents/changes_{date}.jsonl")
CHANNELS = ["email", "whatsapp", "ads"]
GRANT_SHARES = [0.72, 0.66, 0.5]
WITHDRAWN_SHARE = 0.07
OLD_NOTICE_UNTIL = 250 * DAY
EXPIRES_AFTER = 540 * DAY


def write_consents(generation: Generation, chunk: int, people: People) -> None:
    """Write each person's grants for marketing at joining, and later withdrawals of some."""
    plan = generation.plan
    random = plan.random("consents", chunk)
    given = [np.flatnonzero(random.random(len(people)) < share) for share in GRANT_SHARES]
    person = np.concatenate(given)
    channel = np.repeat(np.arange(len(CHANNELS)), [len(who) for who in given])
    granted = people.joined[person] - 30
    withdraws = np.flatnonzero(random.random(len(person)) < WITHDRAWN_SHARE)
    since = people.joined[person[withdraws]] // DAY
    day = since + (random.random(len(withdraws)) * (plan.end // DAY - since)).astype(np.int64)
    withdrawn = shop_time(random, day)
    withdrawn = np.maximum(withdrawn, granted[withdraws] + 60)
    place = np.concatenate([np.arange(len(person)), withdraws])
    is_grant = np.repeat([True, False], [len(person), len(withdraws)])
    occurred = np.concatenate([granted, withdrawn])
    late = np.where(~is_grant & (random.random(len(place)) < 0.4), random.integers(DAY, 4 * DAY, len(place)), 5)
    if len(withdraws):  # one withdrawal is late by a file, however few people there are
        occurred[len(person)], late[len(person)] = plan.end - 36 * 3600, DAY
    received = np.minimum(occurred + late, plan.end - 1)
    is_old = granted[place] < plan.start + OLD_NOTICE_UNTIL
    # Ads go by e-mail address, but one in four by phone.
    by_email = (channel == 0) | ((channel == 2) & (random.random(len(person)) < 0.75))
    rows = table_of(
        {
            "number": generation.take_numbers("consent", len(place)),
            "email": taken(people.email, person[place]),
            "phone": taken(people.phone, person[place]),
            "by_email": by_email[place],
            "channel": words(CHANNELS, channel[place]),
            "is_grant": is_grant,
            "occurred": moments(occurred),
            "received": moments(received),
            "notice": words(["2025-2", "2024-1"], is_old.astype(np.int64)),
            "method": words(
                ["web_form", "counter", "reply"], np.where(is_grant, choose(random, len(place), [3, 2]), 2)
            ),
            "expires": pa.array(occurred + EXPIRES_AFTER, pa.int64(), mask=~(is_grant & is_old)).cast(
                pa.timestamp("s")
            ),
        }
    )
    line = f"""
        '{{"change_id":"X' || lpad(number::varchar, 9, '0')
        || '","contact":"' || if(by_email, email, '+62' || phone)
        || '","channel":"' || channel
        || '","purpose":"marketing","action":"' || if(is_grant, 'grant', 'withdraw')
        || '","occurred_at":"' || {iso("occurred")}
        || '","received_at":"' || {iso("received")}
        || '","notice_version":"' || notice
        || '","method":"' || method
        || '","lawful_basis":"consent","expires_at":' || coalesce('"' || {iso("expires")} || '"', 'null') || '}}'
    """
    generation.deliver(CHANGES, chunk, rows, plan.file_of(received), [line])
    truth = generation.truth
    truth.count(CHANGES.name, current=len(place))
    truth.plant(
        "consent_withdrawn",
        CHANGES.name,
        len(withdraws),
        "closes channel and purpose",
        "withdrawals of marketing consent",
    )
    late_count = int((plan.file_of(received) > plan.file_of(occurred)).sum())
    truth.plant(
        "consent_withdrawn_late", CHANGES.name, late_count, "folded by time of occurrence", "received in a later file"
    )
