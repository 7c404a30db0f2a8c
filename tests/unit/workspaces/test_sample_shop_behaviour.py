"""Planted behaviour is really in the deliveries: the purchase process, the campaign's effect, abandoned carts."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from workspaces.paths import WorkspacePaths
from workspaces.sample_shop.generator.catalogue import make_catalogue
from workspaces.sample_shop.generator.deliveries import Deliveries
from workspaces.sample_shop.generator.messaging import EFFECT, HOLDOUT, draw_sends, plan_campaigns
from workspaces.sample_shop.generator.people import People, draw_people
from workspaces.sample_shop.generator.plan import Plan
from workspaces.sample_shop.generator.purchases import (
    ORDINARY,
    PROCESS,
    SPEND,
    WEEK,
    Orders,
    draw_lines,
    draw_orders,
)

PLAN = Plan(size=20_000, seed=7, faults=False, days=30)
NOBODY = {"person": np.array([], np.int64), "time": np.array([], np.int64)}


def drawn(folder: Path) -> tuple[People, Orders]:
    with Deliveries(folder) as deliveries:
        people = draw_people(deliveries, PLAN, 0, 0, PLAN.size)
    return people, draw_orders(PLAN, 0, people, NOBODY)


def test_repeat_purchases_follow_the_purchase_process(tmp_path: Path) -> None:
    """The share without a repeat purchase and the mean count, against BG/NBD drawn person by person."""
    people, orders = drawn(tmp_path)
    buyers = np.flatnonzero(people.is_buyer)
    ordinary = orders.where(orders.fate == ORDINARY)
    repeats = np.bincount(ordinary.person, minlength=len(people))[buyers] - 1
    weeks = (PLAN.end - people.joined[buyers]) / WEEK
    random = np.random.default_rng(1)
    expected = []
    for span in weeks:
        rate = random.gamma(PROCESS["r"], 1 / PROCESS["alpha"])
        dropout = random.beta(PROCESS["a"], PROCESS["b"])
        time, count = random.exponential(1 / rate), 0
        while time < span:
            count += 1
            if random.random() < dropout:
                break
            time += random.exponential(1 / rate)
        expected.append(count)
    assert abs((repeats == 0).mean() - (np.array(expected) == 0).mean()) < 0.015
    assert abs(repeats.mean() / np.mean(expected) - 1) < 0.04


def test_order_values_follow_gamma_gamma(tmp_path: Path) -> None:
    """Means of gamma-gamma: of the value p gamma / (q - 1), of its inverse q / gamma / (p - 1)."""
    _, orders = drawn(tmp_path)
    p, q, gamma = SPEND["p"], SPEND["q"], SPEND["gamma"]
    assert abs(orders.value.mean() / (p * gamma / (q - 1)) - 1) < 0.03
    inverse = 1 / orders.value
    assert abs(inverse.mean() / (q / gamma / (p - 1)) - 1) < 0.03


def test_lines_add_up_to_the_order_value(tmp_path: Path) -> None:
    _, orders = drawn(tmp_path)
    catalogue = make_catalogue(PLAN)
    lines = draw_lines(PLAN, 0, orders, catalogue)
    net = np.bincount(lines.order, lines.price * lines.quantity - lines.discount, len(orders))
    assert (net == orders.value).all()
    assert (lines.discount >= 0).all()
    assert (lines.quantity >= 1).all()
    assert (lines.price == catalogue.prices[lines.product]).all()
    assert 2.0 < len(lines) / len(orders) < 2.5


def test_catalogue_has_sixty_products_with_costs_below_prices() -> None:
    catalogue = make_catalogue(PLAN)
    assert len(set(catalogue.skus)) == 60
    assert (np.diff(catalogue.prices) >= 0).all()
    assert (catalogue.costs < catalogue.prices).all()


def test_the_campaign_adds_the_planted_effect(tmp_path: Path) -> None:
    with Deliveries(tmp_path) as deliveries:
        people = draw_people(deliveries, PLAN, 0, 0, PLAN.size)
    campaigns = plan_campaigns(PLAN)
    sends = draw_sends(PLAN, 0, people, campaigns)
    orders = draw_orders(PLAN, 0, people, sends.induced)
    measured = sends.campaign == campaigns.measured
    sent = campaigns.sent[campaigns.measured]
    in_time = orders.where((orders.time > sent) & (orders.time <= sent + WEEK) & (orders.fate == ORDINARY))
    bought = np.isin(sends.person, in_time.person)
    treated, control = measured & sends.is_treated, measured & ~sends.is_treated
    assert abs(control.sum() / measured.sum() - HOLDOUT) < 0.02
    effect = bought[treated].mean() - bought[control].mean()
    error = np.sqrt(bought[control].var() / control.sum() + bought[treated].var() / treated.sum())
    assert abs(effect - EFFECT) < 3 * error
    assert effect > 5 * error


def test_abandoned_carts_are_in_the_web_events(shop: WorkspacePaths) -> None:
    truth = json.loads((shop.truth / "truth.json").read_text(encoding="utf-8"))
    carts = pq.read_table(shop.truth / "abandoned_carts.parquet").to_pylist()
    recent = [cart for cart in carts if cart["added_at"] >= dt.datetime(2026, 6, 28, 17)]
    assert len(recent) == truth["carts_abandoned_in_last_48_hours"] > 0
    added = {
        (row["customer_id"], row["occurred_at"].replace(tzinfo=None))
        for file in shop.inbox.glob("web/*.parquet")
        for row in pq.read_table(file).to_pylist()
        if row["event"] == "add_to_cart" and row["occurred_at"]
    }
    assert {(cart["customer_id"], cart["added_at"]) for cart in carts} <= added


def test_effects_are_told_for_every_measured_send(shop: WorkspacePaths) -> None:
    truth = json.loads((shop.truth / "truth.json").read_text(encoding="utf-8"))
    effect = pq.read_table(shop.truth / "campaign_effect.parquet").to_pylist()
    assert len({row["send_id"] for row in effect}) == len(effect)
    assert sum(row["induced"] for row in effect) == truth["campaign_induced_purchases"] > 0
    assert not [row for row in effect if row["induced"] and row["arm"] == "control"]
