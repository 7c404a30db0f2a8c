"""What the shop sells: sixty products by rising price, their weekly snapshots, and the weekly stock counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workspaces.sample_shop.generator.deliveries import Deliveries
from workspaces.sample_shop.generator.plan import Ints, Plan
from workspaces.sample_shop.generator.vocabulary import CATEGORIES

LOWEST_PRICE, HIGHEST_PRICE = 6_000, 900_000
STORES = ["MLG", "SBY"]
STOCKED = [*STORES, "WEB"]
PRODUCT_HEADER = "sku,name,category,list_price,unit_cost,is_active\n"
STOCK_HEADER = "sku,store_id,quantity\n"


@dataclass(frozen=True)
class Catalogue:
    """Products by rising price (whole rupiah)."""

    skus: list[str]
    names: list[str]
    categories: list[str]
    prices: Ints
    costs: Ints

    def __len__(self) -> int:
        return len(self.skus)


def make_catalogue(plan: Plan) -> Catalogue:
    """Prices rise by a constant factor, categories take turns, so that every category has every price."""
    categories = list(CATEGORIES)
    names = [CATEGORIES[category][rank] for rank in range(5) for category in categories]
    count = len(names)
    prices = np.round(np.geomspace(LOWEST_PRICE, HIGHEST_PRICE, count) / 500).astype(np.int64) * 500
    margin = plan.random("catalogue").uniform(0.18, 0.45, count)
    return Catalogue(
        skus=[f"{categories[i % len(categories)][:3].upper()}-{i + 1:03d}" for i in range(count)],
        names=names,
        categories=[categories[i % len(categories)] for i in range(count)],
        prices=prices,
        costs=np.round(prices * (1 - margin) / 100).astype(np.int64) * 100,
    )


def write_products(deliveries: Deliveries, plan: Plan, catalogue: Catalogue) -> list[tuple[str, int, str]]:
    """Weekly snapshots: prices rise now and then, one product goes out of sale, one is missing from the last snapshot.

    Returns (key, file, content) of every row, from which the truth counts fates.
    """
    rows, files = [], []
    weeks = plan.weeks()
    for week, file in enumerate(weeks):
        for i, sku in enumerate(catalogue.skus):
            if i == len(catalogue) - 1 and file == weeks[-1]:
                continue
            price = int(catalogue.prices[i]) + (1_000 if week > 0 and i % 7 == week % 7 else 0)
            cost = "" if i in (11, 12) else f"{catalogue.costs[i]}.00"
            active = "false" if i == 5 and week > 0 else "true"
            rows.append(f"{sku},{catalogue.names[i]},{catalogue.categories[i]},{price}.00,{cost},{active}\n")
            files.append(file)
    return deliveries.write_snapshot(rows, files, plan, "web_shop/products_{date}.csv", PRODUCT_HEADER, key_columns=1)


def write_stock(deliveries: Deliveries, plan: Plan, catalogue: Catalogue) -> list[tuple[str, int, str]]:
    """Weekly counts of every product in every place; a tenth is out of stock. Returns as write_products does."""
    rows, files = [], []
    for week, file in enumerate(plan.weeks()):
        random = plan.random("stock", week)
        count = len(catalogue) * len(STOCKED)
        quantities = random.poisson(25, count) * (random.random(count) > 0.1)
        for cell, quantity in enumerate(quantities):
            sku, store = catalogue.skus[cell // len(STOCKED)], STOCKED[cell % len(STOCKED)]
            rows.append(f"{sku},{store},{quantity}\n")
            files.append(file)
    return deliveries.write_snapshot(rows, files, plan, "inventory/stock_{date}.csv", STOCK_HEADER, key_columns=2)
