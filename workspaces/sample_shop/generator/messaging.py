"""The e-mail and WhatsApp tool: campaigns, who was written to, and what came of it (JSON lines, gzip).

One campaign is measured: a random fifth was held out, and the treated bought more by a known share. Whoever said STOP,
unsubscribed, complained or bounced is not written to again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from workspaces.sample_shop.generator.deliveries import moments, table_of, words
from workspaces.sample_shop.generator.generation import Generation, TextEntity
from workspaces.sample_shop.generator.people import People, shop_time
from workspaces.sample_shop.generator.plan import DAY, Bools, Ints, Plan
from workspaces.sample_shop.generator.web_shop import CAMPAIGN, iso

CAMPAIGNS_FILE = "messaging/campaigns_{date}.csv"
CAMPAIGNS_HEADER = "campaign_id,name,channel,purpose,sent_at,cost_per_message\n"
SENDS = TextEntity("messaging.sends", "messaging/sends_{date}.csv", "send_id,campaign_id,contact,arm,sent_at")
EVENTS = TextEntity("messaging.events", "messaging/events_{date}.jsonl.gz")
EFFECT = 0.06
"""Share of the treated who bought because of the measured campaign, within its seven days."""
HOLDOUT = 0.2
MEASURED_DAYS_BEFORE_END = 20
REACHED = 0.75
TYPES = ["sent", "delivered", "opened", "clicked", "read", "replied", "bounced", "complained", "stop", "unsubscribed"]
T = {name: index for index, name in enumerate(TYPES)}


@dataclass(frozen=True)
class Campaigns:
    """Campaigns by time; the measured one is `measured`."""

    ids: list[str]
    sent: Ints
    is_email: Bools
    measured: int


def plan_campaigns(plan: Plan) -> Campaigns:
    """An e-mail a month, WhatsApp every second month, and the measured one."""
    first = plan.start // DAY + 12
    days = np.concatenate([np.arange(first, plan.end // DAY, 30), np.arange(first + 14, plan.end // DAY, 60)])
    is_email = np.repeat([True, False], [len(days) - len(np.arange(first + 14, plan.end // DAY, 60)), 0])
    is_email = np.concatenate([is_email, np.zeros(len(days) - len(is_email), bool)])
    days = np.append(days, plan.end // DAY - MEASURED_DAYS_BEFORE_END)
    is_email = np.append(is_email, True)
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
    """Who is in which campaign. `induced` holds the measured campaign's extra purchases: person, time."""

    campaign: Ints
    person: Ints
    is_treated: Bools
    is_induced: Bools
    induced: dict[str, Ints]


def draw_sends(plan: Plan, chunk: int, people: People, campaigns: Campaigns) -> Sends:
    """Members of the web shop, from joining on; the measured campaign has arms and an effect."""
    random = plan.random("sends", chunk)
    members = np.flatnonzero(people.in_web_shop)
    campaign = np.repeat(np.arange(len(campaigns.ids)), len(members))
    person = np.tile(members, len(campaigns.ids))
    kept = (people.joined[person] < campaigns.sent[campaign]) & (random.random(len(person)) < REACHED)
    campaign, person = campaign[kept], person[kept]
    is_measured = campaign == campaigns.measured
    is_treated = ~is_measured | (random.random(len(person)) >= HOLDOUT)
    is_induced = is_measured & is_treated & (random.random(len(person)) < EFFECT)
    who = person[is_induced]
    day = campaigns.sent[campaigns.measured] // DAY + random.integers(1, 7, len(who))
    return Sends(campaign, person, is_treated, is_induced, {"person": who, "time": shop_time(random, day)})


def write_messages(generation: Generation, chunk: int, people: People, campaigns: Campaigns, sends: Sends) -> None:
    """Write sends (weekly) and the events that followed (daily)."""
    plan = generation.plan
    random = plan.random("messages", chunk)
    outcome = random.random(len(sends.person))
    is_email = campaigns.is_email[sends.campaign]
    # Shares per message: a hard bounce, a complaint, an opt-out. The first one of a person and channel is the last message.
    end = np.select([outcome < 0.003, outcome < 0.004, outcome < 0.016], [1, 2, 3], 0) * sends.is_treated
    kept = _until_the_end(sends, is_email, end)
    campaign, person, treated = sends.campaign[kept], sends.person[kept], sends.is_treated[kept]
    is_email, end, induced = is_email[kept], end[kept], sends.is_induced[kept]
    number = generation.take_numbers("send", len(person))
    sent = campaigns.sent[campaign] + random.integers(0, 1800, len(person))
    base = {
        "number": number,
        "campaign": words(campaigns.ids, campaign),
        "email": people.email.take(pa.array(person)),
        "phone": people.phone.take(pa.array(person)),
        "is_email": is_email,
        "treated": treated,
    }
    rows = table_of({**base, "sent": moments(sent)})
    contact = "if(is_email, email, '62' || phone)"
    cells = [
        "'S' || lpad(number::varchar, 10, '0')",
        "campaign",
        contact,
        "if(treated, 'treated', 'control')",
        iso("sent"),
    ]
    generation.deliver(SENDS, chunk, rows, plan.week_of(plan.file_of(sent)), cells)
    generation.truth.count(SENDS.name, current=len(person))
    _tell_truth(generation, people, campaigns, rows, campaign, person, treated, induced)

    which, kind, time = _events(random, treated, is_email, end, sent, plan.end)
    events = table_of(base).take(pa.array(which))
    events = events.append_column("type", words(TYPES, kind)).append_column("occurred", moments(time))
    text = "case type when 'stop' then ',\"text\":\"STOP\"' when 'replied' then ',\"text\":\"Masih ada stoknya?\"' else '' end"
    line = f"""'{{"event_id":"M' || lpad(number::varchar, 10, '0') || '-' || type || '","channel":"' ||
        if(is_email, 'email', 'whatsapp') || '","type":"' || type || '","contact":"' || {contact} || '","campaign_id":"' ||
        campaign || '","occurred_at":"' || {iso("occurred")} || '"' || {text} || '}}'"""
    generation.deliver(EVENTS, chunk, events, plan.file_of(time), [line])
    generation.truth.count(EVENTS.name, current=len(which))
    for name in ("bounced", "complained", "stop", "unsubscribed"):
        total = int((kind == T[name]).sum())
        generation.truth.plant(f"message_{name}", EVENTS.name, total, "closes the contact for the channel", "messages")


def _until_the_end(sends: Sends, is_email: Bools, end: Ints) -> Bools:
    """False after a person's first ending in the same channel. Sends come by campaign, campaigns by time."""
    lane = sends.person * 2 + is_email
    ended = np.full(lane.max(initial=0) + 1, np.iinfo(np.int64).max)
    np.minimum.at(ended, lane[end > 0], sends.campaign[end > 0])
    kept: Bools = sends.campaign <= ended[lane]
    return kept


def _events(
    random: np.random.Generator, treated: Bools, is_email: Bools, end: Ints, sent: Ints, last: int
) -> tuple[Ints, Ints, Ints]:
    """(position of the send, type, second) of everything that followed, what happens after the end left out."""
    count = len(sent)
    arrives = treated & (end != 1) & (random.random(count) < 0.97)
    looked = arrives & ((random.random(count) < np.where(is_email, 0.32, 0.7)) | (end > 1))
    clicked = looked & is_email & (random.random(count) < 0.2)
    replied = looked & ~is_email & (random.random(count) < 0.05)
    steps = [
        (treated, "sent", 0, 1),
        (treated & (end == 1), "bounced", 5, 60),
        (arrives, "delivered", 5, 120),
        (looked & is_email, "opened", 600, 2 * DAY),
        (looked & ~is_email, "read", 200, DAY),
        (clicked, "clicked", 2 * DAY, 2 * DAY + 600),
        (replied, "replied", DAY, DAY + 600),
        (arrives & (end == 2), "complained", 2 * DAY, 3 * DAY),
        (arrives & (end == 3) & is_email, "unsubscribed", 2 * DAY + 600, 3 * DAY),
        (arrives & (end == 3) & ~is_email, "stop", DAY + 600, 2 * DAY),
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


def _tell_truth(
    generation: Generation,
    people: People,
    campaigns: Campaigns,
    rows: pa.Table,
    campaign: Ints,
    person: Ints,
    treated: Bools,
    induced: Bools,
) -> None:
    """Whose contacts these are, and the arms and effect of the measured campaign."""
    lane, first = np.unique(person * 2 + campaigns.is_email[campaign], return_index=True)
    query = generation.deliveries.query
    keys = query("select if(is_email, email, '62' || phone) as k from rows", rows=rows.take(pa.array(first)))
    generation.truth.append_people("messaging", keys["k"], people.number[lane // 2])
    measured = np.flatnonzero(campaign == campaigns.measured)
    effect = query(
        "select 'S' || lpad(number::varchar, 10, '0') as send_id, if(treated, 'treated', 'control') as arm from rows",
        rows=rows.take(pa.array(measured)),
    )
    generation.truth.append(
        "campaign_effect",
        table_of(
            {
                "send_id": effect["send_id"].cast(pa.string()),
                "person": people.number[person[measured]],
                "arm": effect["arm"].cast(pa.string()),
                "induced": induced[measured],
            }
        ),
    )
