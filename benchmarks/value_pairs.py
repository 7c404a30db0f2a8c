"""How fast pairs of products are found at 1 % support: `fct_product_affinity` against mlxtend, on the same baskets.

`python benchmarks/value.py pairs` draws baskets, lets dbt compile the model, runs its SQL in DuckDB with two
threads, and mlxtend's FP-growth restricted to pairs on the one-hot table that it asks for (whose making is not
counted). The pairs and their counts must be equal, and ours twenty times faster. mlxtend's Apriori is left out: at this
size its arrays of all pairs of products by baskets are more than the memory of a laptop.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
from mlxtend.frequent_patterns import fpgrowth

from workspaces.settings import DBT_PROJECT

BASKETS = 200_000
SUPPORT = 0.01
PRODUCTS = 300
ITEMS = 8.0
"""Mean number of draws a basket; the same product drawn twice is in it once."""
RATIO = 20

Pairs = dict[tuple[str, str], int]


def draw_baskets(count: int) -> pd.DataFrame:
    """Columns basket and product; popularity falls like one over the root of the rank; some have a theme."""
    random = np.random.Generator(np.random.PCG64(20260630))
    popularity = 1.0 / np.sqrt(np.arange(1, PRODUCTS + 1))
    popularity /= popularity.sum()
    basket = np.repeat(np.arange(count), 1 + random.poisson(ITEMS - 1, count))
    product = random.choice(PRODUCTS, len(basket), p=popularity)
    theme = random.integers(0, 40, count)[basket]
    product = np.where(random.random(len(basket)) < 0.25, theme * 3 + random.integers(0, 3, len(basket)), product)
    return pd.DataFrame({"basket": basket, "product": product}).drop_duplicates()


def compiled_model(folder: Path) -> str:
    """The model's SQL as dbt sends it to DuckDB, at 1 % support and with lifetime alone."""
    variables = {
        "as_of": "2026-06-30",
        "affinity_window_days": [],
        "affinity_support_min": SUPPORT,
        "affinity_pair_count_min": 1,
    }
    command = [
        *(str(Path(sys.executable).with_name("dbt")), "-q", "compile", "--select", "fct_product_affinity"),
        *("--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT), "--no-introspect"),
        *("--target-path", str(folder / "target"), "--log-path", str(folder), "--vars", json.dumps(variables)),
    ]
    environment = {f"LANGGANAN_{name.upper()}": str(folder / name) for name in ("warehouse", "marts", "history")}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**environment, "LANGGANAN_DBT_THREADS": "1"})
    manifest = json.loads((folder / "target/manifest.json").read_text(encoding="utf-8"))
    return str(manifest["nodes"]["model.langganan.fct_product_affinity"]["compiled_code"])


def shop(baskets: pd.DataFrame) -> duckdb.DuckDBPyConnection:
    """A warehouse in memory with these baskets as orders of nobody."""
    connection = duckdb.connect(config={"threads": 2})
    for database in ("warehouse", "marts"):
        connection.execute(f"attach ':memory:' as {database}")
    connection.execute("create schema marts.marts; create schema warehouse.intermediate")
    connection.register("baskets", baskets)
    connection.execute(
        "create table warehouse.intermediate.int_order_products as select 'o' || basket as order_id,"
        " 'p' || lpad(product::varchar, 4, '0') as product_id, date '2026-06-01' as order_date,"
        " date '2026-06-01' as booked_date, 1::decimal(18, 3) as sold_quantity, 0::decimal(18, 3) as returned_quantity"
        " from baskets"
    )
    connection.execute(
        "create table warehouse.intermediate.int_product_buyers"
        " (window_name varchar, customer_id varchar, product_id varchar, order_count bigint)"
    )
    connection.execute(
        "create table marts.marts.dim_products as select distinct product_id, product_id as name, false as is_service"
        " from warehouse.intermediate.int_order_products"
    )
    return connection


def ours(connection: duckdb.DuckDBPyConnection, sql: str) -> Pairs:
    """Pairs by the model's SQL."""
    rows = connection.execute(f"select product_a_id, product_b_id, pair_count from ({sql})").fetchall()
    return {(a, b): count for a, b, count in rows}


def theirs(table: pd.DataFrame) -> Pairs:
    """Pairs by mlxtend."""
    found = fpgrowth(table, min_support=SUPPORT, use_colnames=True, max_len=2)
    sets = found[found["itemsets"].map(len) == 2]
    return {
        tuple(sorted(pair)): round(support * len(table))
        for pair, support in zip(sets["itemsets"], sets["support"], strict=True)
    }


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what came out."""
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def measure(count: int = BASKETS) -> None:
    """Print what each took; all must agree, and ours be faster than promised."""
    baskets = draw_baskets(count)
    with tempfile.TemporaryDirectory() as folder:
        sql = compiled_model(Path(folder))
    connection = shop(baskets)
    cells = np.zeros((count, PRODUCTS), bool)
    cells[baskets["basket"].to_numpy(), baskets["product"].to_numpy()] = True
    table = pd.DataFrame(cells, columns=[f"p{n:04d}" for n in range(PRODUCTS)])
    seconds, pairs = min((timed(lambda: ours(connection, sql)) for _ in range(3)), key=lambda run: run[0])
    print(f"baskets {count:,}, lines {len(baskets):,}, pairs {len(pairs):,} at {SUPPORT:.0%} support")
    print(f"fct_product_affinity  {seconds:8.2f} s (best of three)")
    taken, found = timed(lambda: theirs(table))
    if found != pairs:
        raise ValueError("mlxtend finds other pairs")
    print(f"mlxtend fpgrowth      {taken:8.2f} s  {taken / seconds:6.1f} times")
    if taken < RATIO * seconds:
        raise ValueError(f"promised are {RATIO} times")


if __name__ == "__main__":
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else BASKETS)
