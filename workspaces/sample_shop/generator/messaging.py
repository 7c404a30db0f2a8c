"""The e-mail and WhatsApp tool: campaigns, who was written to, and what came of it (JSON lines, gzip).

One campaign is measured: a random fifth was held out, and the treated bought more by a known share. Whoever said STOP,
unsubscribed, complained or bounced is not written to again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from workspaces.sample_shop.generator.deliveries import moments, table_of, taken, words
from workspaces.sample_shop.generator.generation import Generation, TextEntity
from workspaces.sample_shop.generator.people import People, shop_time
from workspaces.sample_shop.generator.plan import DAY, Bools, Ints, Plan, choose
from workspaces.sample_shop.generator.web_shop import CAMPAIGN, iso

CAMPAIGNS_FILE = "messaging/campaigns_{date}.csv"
CAMPAIGNS_HEADER = "campaign_id,name,channel,purpose,sent_at,cost_per_message\n"
SENDS = TextEntity("messaging.sends", "messaging/sends_{date}.csv", "send_id,campaign_id,contact,arm,sent_at")
EVENTS = TextEntity("messaging.events", "messaging/events_{date}.jsonl.gz")
HOLDOUT, EFFECT = 0.2, 0.06
"""Of the measured campaign: the share held out, and the share of the treated who bought because of it."""
CAMPAIGN_EFFECT = {
    "campaign_id": CAMPAIGN,
    "holdout_share": HOLDOUT,
    "added_purchase_share": EFFECT,
    "within_days": 7,
}
MEASURED_DAYS_BEFORE_END, LATEST_DAYS_BEFORE_END = 20, 3
REACHED, REACHED_BY_MEASURED = 0.35, 0.8
"""Share of the web shop's members in each campaign."""
TYPES = ["sent", "delivered", "opened", "clicked", "read", "replied", "bounced", "complained", "stop", "unsubscribed"]
BOUNCE, COMPLAINT, OPT_OUT = 1, 2, 3
END_SHARES = [0.982, 0.003, 0.003, 0.012]
"""Of messages: nothing ends, a hard bounce, a complaint, an opt-out."""
SEND_ID = "'S' || lpad(number::varchar, 10, '0')"
CONTACT = "if(is_email, email, '62' || phone)"
ARM = "if(treated, 'treated', 'control')"
T = {name: index for index, name in enumerate(TYPES)}


@dataclass(frozen=True)
class Campaigns:
    """Campaigns by time; the measured one is `measured`."""

    ids: list[str]
    sent: Ints
    is_email: Bools
    measured: int


def plan_campaigns(plan: Plan) -> Campaigns:
    """An e-mail a month, WhatsApp every second month, one in the last days, and the measured one."""
    first, last = plan.start // DAY + 12, plan.end // DAY
    emails, others = np.arange(first, last, 30), np.arange(first + 14, last, 60)
    days = np.concatenate([emails, others, [last - LATEST_DAYS_BEFORE_END, last - MEASURED_DAYS_BEFORE_END]])
    is_email = np.repeat([True, False, True], [len(emails), len(others), 2])
    order = np.argsort(days, kind="stable")
    measured = int(np.flatnonzero(order == len(days) - 1)[0])
    ids = [f"K-{i + 1:03d}" for i in range(len(days))]
    ids[measured] = CAMPAIGN
    return Campaigns(ids, days[order] * DAY + 10 * 3600, is_email[order], measured)


def write_campaigns(generation: Generation, campaigns: Campaigns) -> None:
    """Weekly snapshots of the campaigns sent so far."""
    plan = generation.plan
    rows, files = [], []
    for file in plan.weeks():
        for i, name in enumerate(campaigns.ids):
            if plan.file_of(campaigns.sent[i : i + 1])[0] <= file:
                channel, cost = ("email", "25.00") if campaigns.is_email[i] else ("whatsapp", "550.00")
                sent = str(np.datetime64(int(campaigns.sent[i]), "s")) + "+07:00"
                rows.append(f"{name},Kabar {i + 1},{channel},marketing,{sent},{cost}\n")
                files.append(file)
    written = generation.deliveries.write_snapshot(rows, files, plan, CAMPAIGNS_FILE, CAMPAIGNS_HEADER, key_columns=1)
    generation.truth.count_snapshots("messaging.campaigns", written)


@dataclass(frozen=True)
class Sends:
    """Who is in which campaign, by campaign. `induced` holds the measured campaign's extra purchases: person, time."""

    campaign: Ints
    person: Ints
    is_treated: Bools
    end: Ints
    """What ended the channel for the person with this message: BOUNCE, COMPLAINT, OPT_OUT, or 0."""
    is_induced: Bools
    induced: dict[str, Ints]


def draw_sends(plan: Plan, chunk: int, people: People, campaigns: Campaigns) -> Sends:
    """Members of the web shop, from joining on; the measured campaign has arms and an effect."""
    random = plan.random("sends", chunk)
    members = np.flatnonzero(people.in_web_shop)
    campaign = np.repeat(np.arange(len(campaigns.ids)), len(members))
    person = np.tile(members, len(campaigns.ids))
    share = np.where(campaign == campaigns.measured, REACHED_BY_MEASURED, REACHED)
    reached = (people.joined[person] < campaigns.sent[campaign]) & (random.random(len(person)) < share)
    campaign, person = campaign[reached], person[reached]
    is_treated = (campaign != campaigns.measured) | (random.random(len(person)) >= HOLDOUT)
    end = choose(random, len(person), END_SHARES) * is_treated
    kept = _until_the_end(person * 2 + campaigns.is_email[campaign], campaign, end)
    campaign, person, is_treated, end = campaign[kept], person[kept], is_treated[kept], end[kept]
    is_measured = campaign == campaigns.measured
    is_induced = is_measured & is_treated & (random.random(len(person)) < EFFECT)
    who = person[is_induced]
    day = campaigns.sent[campaigns.measured] // DAY + random.integers(1, 7, len(who))
    induced = {"person": who, "time": shop_time(random, day)}
    return Sends(campaign, person, is_treated, end, is_induced, induced)


def _until_the_end(lane: Ints, campaign: Ints, end: Ints) -> Bools:
    """False after the first ending in a lane (a person and channel). Campaigns are numbered by time."""
    ended = np.full(lane.max(initial=0) + 1, np.iinfo(np.int64).max)
    np.minimum.at(ended, lane[end > 0], campaign[end > 0])
    kept: Bools = campaign <= ended[lane]
    return kept


def write_messages(generation: Generation, chunk: int, people: People, campaigns: Campaigns, sends: Sends) -> None:
    """Write sends (weekly) and the events that followed (daily)."""
    plan = generation.plan
    random = plan.random("messages", chunk)
    campaign, person, treated = sends.campaign, sends.person, sends.is_treated
    is_email = campaigns.is_email[campaign]
    sent = campaigns.sent[campaign] + random.integers(0, 1800, len(person))
    rows = table_of(
        {
            "number": generation.take_numbers("send", len(person)),
            "campaign": words(campaigns.ids, campaign),
            "email": taken(people.email, person),
            "phone": taken(people.phone, person),
            "is_email": is_email,
            "treated": treated,
            "sent": moments(sent),
        }
    )
    cells = [SEND_ID, "campaign", CONTACT, ARM, iso("sent")]
    generation.deliver(SENDS, chunk, rows, plan.week_of(plan.file_of(sent)), cells)
    generation.truth.count(SENDS.name, current=len(person))
    _tell_people(generation, people, rows, person * 2 + is_email)
    measured = np.flatnonzero(campaign == campaigns.measured)
    _tell_effect(generation, people, rows, measured, person, sends.is_induced)
    _write_events(generation, chunk, rows, *_events(random, treated, is_email, sends.end, sent, plan.end))


def _write_events(generation: Generation, chunk: int, sends: pa.Table, which: Ints, kind: Ints, time: Ints) -> None:
    rows = taken(sends.drop_columns(["sent"]), which)
    rows = rows.append_column("type", words(TYPES, kind)).append_column("occurred", moments(time))
    line = f"""
        '{{"event_id":"M' || lpad(number::varchar, 10, '0') || '-' || type
        || '","channel":"' || if(is_email, 'email', 'whatsapp')
        || '","type":"' || type
        || '","contact":"' || {CONTACT}
        || '","campaign_id":"' || campaign
        || '","occurred_at":"' || {iso("occurred")} || '"'
        || case type when 'stop' then ',"text":"STOP"' when 'replied' then ',"text":"Masih ada stoknya?"' else '' end
        || '}}'
    """
    generation.deliver(EVENTS, chunk, rows, generation.plan.file_of(time), [line])
    truth = generation.truth
    truth.count(EVENTS.name, current=len(which))
    for name in ("bounced", "complained", "stop", "unsubscribed"):
        total = int((kind == T[name]).sum())
        truth.plant(f"message_{name}", EVENTS.name, total, "closes the contact for the channel", f"{name} events")


def _events(
    random: np.random.Generator, treated: Bools, is_email: Bools, end: Ints, sent: Ints, last: int
) -> tuple[Ints, Ints, Ints]:
    """(position of the send, type, second) of everything that followed, what happens after the end left out."""
    count = len(sent)
    arrives = treated & (end != BOUNCE) & (random.random(count) < 0.97)
    looked = arrives & ((random.random(count) < np.where(is_email, 0.32, 0.7)) | (end > BOUNCE))
    clicked = looked & is_email & (random.random(count) < 0.2)
    replied = looked & ~is_email & (random.random(count) < 0.05)
    steps = [
        (treated, "sent", 0, 1),
        (treated & (end == BOUNCE), "bounced", 5, 60),
        (arrives, "delivered", 5, 120),
        (looked & is_email, "opened", 600, 2 * DAY),
        (looked & ~is_email, "read", 200, DAY),
        (clicked, "clicked", 2 * DAY, 2 * DAY + 600),
        (replied, "replied", DAY, DAY + 600),
        (arrives & (end == COMPLAINT), "complained", 2 * DAY, 3 * DAY),
        (arrives & (end == OPT_OUT) & is_email, "unsubscribed", 2 * DAY + 600, 3 * DAY),
        (arrives & (end == OPT_OUT) & ~is_email, "stop", DAY + 600, 2 * DAY),
    ]
    which, kind, time = [], [], []
    for happened, name, soonest, latest in steps:
        place = np.flatnonzero(happened)
        at = sent[place] + random.integers(soonest, latest, len(place))
        place, at = place[at < last], at[at < last]
        which.append(place)
        kind.append(np.full(len(place), T[name]))
        time.append(at)
    return np.concatenate(which), np.concatenate(kind), np.concatenate(time)


def _tell_people(generation: Generation, people: People, rows: pa.Table, lane: Ints) -> None:
    """Whose contacts these are; a lane is a person and a channel."""
    lanes, first = np.unique(lane, return_index=True)
    keys = generation.deliveries.query(f"select {CONTACT} as k from rows", rows=taken(rows, first))
    generation.truth.append_people("messaging", keys["k"], people.number[lanes // 2])


def _tell_effect(
    generation: Generation, people: People, rows: pa.Table, measured: Ints, person: Ints, induced: Bools
) -> None:
    """The arms of the measured campaign, and who bought because of it."""
    sql = f"select {SEND_ID} as send_id, {ARM} as arm from rows"
    effect = generation.deliveries.query(sql, rows=taken(rows, measured))
    numbers = pa.array(people.number[person[measured]])
    effect = effect.append_column("person", numbers).append_column("induced", pa.array(induced[measured]))
    generation.truth.append("campaign_effect", effect)
    generation.truth.add("campaign_induced_purchases", int(induced[measured].sum()))
