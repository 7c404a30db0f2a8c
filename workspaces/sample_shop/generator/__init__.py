"""The sample shop's deliveries, drawn from a seed: `make` writes the inbox and the truth beside it.

Each module is one noun of the shop. Nothing here reads a clock; the same arguments give the same bytes.
"""

from __future__ import annotations

import shutil

from workspaces.paths import WorkspacePaths
from workspaces.sample_shop.generator.accounting import Books
from workspaces.sample_shop.generator.accounts import write_accounts
from workspaces.sample_shop.generator.catalogue import make_catalogue, write_products, write_stock
from workspaces.sample_shop.generator.consents import write_consents
from workspaces.sample_shop.generator.deliveries import Deliveries
from workspaces.sample_shop.generator.generation import Generation
from workspaces.sample_shop.generator.membership import write_members
from workspaces.sample_shop.generator.messaging import (
    CAMPAIGN_EFFECT,
    draw_sends,
    plan_campaigns,
    write_campaigns,
    write_messages,
)
from workspaces.sample_shop.generator.people import draw_people
from workspaces.sample_shop.generator.plan import AS_OF, Plan
from workspaces.sample_shop.generator.points import write_points
from workspaces.sample_shop.generator.pos import write_receipts
from workspaces.sample_shop.generator.purchases import PROCESS, SPEND, draw_lines, draw_orders, split_orders
from workspaces.sample_shop.generator.redeliveries import redeliver
from workspaces.sample_shop.generator.sign_ups import SignUps
from workspaces.sample_shop.generator.support import write_tickets
from workspaces.sample_shop.generator.truth import Truth
from workspaces.sample_shop.generator.web_events import write_web_events
from workspaces.sample_shop.generator.web_shop import write_orders

SMALLEST = 1
FEWEST_DAYS = 3


def make(paths: WorkspacePaths, size: int = 20_000, seed: int = 20260630, faults: bool = True, days: int = 30) -> None:
    """Write `size` people's deliveries into the inbox, replacing what lies there, and the truth into its folder.

    The backfill is one file per entity (and shop); each of the last `days` days until as_of has files of its own.
    """
    if size < SMALLEST or days < FEWEST_DAYS:
        raise ValueError(f"size must be at least {SMALLEST} and days at least {FEWEST_DAYS}, not {size} and {days}")
    for folder in (paths.inbox, paths.truth):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    plan = Plan(size, seed, faults, days)
    catalogue = make_catalogue(plan)
    campaigns = plan_campaigns(plan)
    truth = Truth(paths.truth)
    with Deliveries(paths.inbox) as deliveries:
        generation = Generation(plan, catalogue, deliveries, truth)
        truth.count_snapshots("web_shop.products", write_products(deliveries, plan, catalogue))
        truth.count_snapshots("inventory.stock", write_stock(deliveries, plan, catalogue))
        write_campaigns(generation, campaigns)
        sign_ups, books = SignUps(), Books()
        for chunk, first, last in plan.chunks():
            people = draw_people(deliveries, plan, chunk, first, last)
            sends = draw_sends(plan, chunk, people, campaigns)
            orders = draw_orders(plan, chunk, people, sends.induced)
            lines = draw_lines(plan, chunk, orders, catalogue)
            accounts = write_accounts(generation, chunk, people)
            web_orders, web_lines, store_orders, store_lines = split_orders(orders, lines)
            account = accounts.of_orders(plan.random("order_accounts", chunk), len(people), web_orders.person)
            web = write_orders(generation, chunk, web_orders, web_lines, account)
            write_receipts(generation, chunk, people, store_orders, store_lines)
            write_messages(generation, chunk, people, campaigns, sends)
            write_web_events(generation, chunk, accounts, web)
            write_consents(generation, chunk, people)
            write_tickets(generation, chunk, people)
            members = write_members(generation, chunk, people)
            write_points(generation, chunk, people, members, orders)
            sign_ups.draw(generation, chunk, people)
            books.draw(generation, chunk, people)
        sign_ups.write(generation)
        books.write(generation)
    if faults:
        redeliver(generation)
    truth.facts |= {"size": size, "seed": seed, "as_of": str(AS_OF), "days": days}
    truth.facts |= {"purchase_process_weekly": PROCESS, "spend": SPEND, "campaign_effect": CAMPAIGN_EFFECT}
    truth.write()
