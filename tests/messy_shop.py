"""A shop of messy logs, built in two steps.

Three small ones with exchange rates, in which every line is a mess of its own (tests/fixtures/online_retail), and
two generated ones in which the messes meet (big_messy_log.py).
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import big_messy_log
import pytest
from trial_house import LOADER_COLUMNS, Tables, TrialHouse, differences

from orchestration import run as run_module
from orchestration import stages
from workspaces.settings import DBT_PROJECT, REPOSITORY

FIXTURES = REPOSITORY / "tests/fixtures/online_retail"
FIRST = [
    "online_retail/online_retail_20111205.csv",
    "counter/penjualan_20111205.csv",
    "marketplace/orders_20111205.csv",
    "exchange_rates/rates_20111125.csv",
]
SECOND = ["online_retail/online_retail_20111210.csv", "exchange_rates/rates_20111210.csv"]
GENERATED = {"big_log": True, "bare_log": False}
"""Source -> whether its lines name their orders."""
GENERATED_LINES = 1500


# Worked by hand: order, customer, day, whether kept; gross, returned, net, shipping, in pounds.
INVOICES = """
    sales_log:17000:2011-11-22 | 17000 | 2011-11-22 | kept | 10.95 | 0.00 | 10.95 | 0.00
    sales_log:17000:2011-12-03 | 17000 | 2011-12-03 | kept | 1.65 | 0.00 | 1.65 | 0.00
    sales_log:2011-11-22:1 | nobody | 2011-11-22 | kept | 7.65 | 0.00 | 7.65 | 0.00
    sales_log:2011-11-22:2 | nobody | 2011-11-22 | kept | 7.65 | 0.00 | 7.65 | 0.00
    sales_log:536001 | 13085 | 2011-11-01 | kept | 40.74 | 0.00 | 40.74 | 18.00
    sales_log:536002 | 13085 | 2011-11-01 | kept | 25.50 | 0.00 | 25.50 | 0.00
    sales_log:536003 | nobody | 2011-11-02 | kept | 28.05 | 0.00 | 28.05 | 0.00
    sales_log:536004 | 12583 | 2011-11-03 | kept | 43.80 | 10.95 | 32.85 | 0.00
    sales_log:536006 | 14000 | 2011-11-06 | kept | 6.78 | 3.39 | 3.39 | 0.00
    sales_log:536011 | 14000 | 2011-11-09 | kept | 5.25 | 0.00 | 5.25 | 0.00
    sales_log:536015 | nobody | 2011-11-11 | kept | 17.36 | 0.00 | 17.36 | 0.00
    sales_log:536017 | 15000 | 2011-11-14 | kept | 19.13 | 0.00 | 19.13 | 0.00
    sales_log:536018 | 15000 | 2011-11-20 | kept | 0.01 | 0.00 | 0.01 | 0.00
    sales_log:536030 | 14000 | 2011-11-25 | not kept | 0.00 | 0.00 | 0.00 | 4.00
    sales_log:536040 | 14000 | 2011-12-02 | kept | 15.30 | 0.00 | 15.30 | 0.00
    sales_log:536041 | 13085 | 2011-12-02 | kept | 7.65 | 0.00 | 7.65 | 0.00
    sales_log:536050 | 12583 | 2011-12-08 | not kept | 25.50 | 25.50 | 0.00 | 0.00
    sales_log:536053 | nobody | 2011-12-07 | kept | 6.60 | 0.00 | 6.60 | 0.00
    sales_log:C536005 | 12583 | 2011-11-05 | not kept | 0.00 | 0.00 | 0.00 | 0.00
    sales_log:C536010 | 13085 | 2011-11-09 | not kept | 0.00 | 27.50 | -27.50 | 0.00
    sales_log:C536019 | 16000 | 2011-11-21 | not kept | 0.00 | 16.50 | -16.50 | 0.00
    sales_log:C536051 | 12583 | 2011-12-09 | not kept | 0.00 | 0.00 | 0.00 | 0.00
"""
MARKETPLACE = """
    marketplace:M1 | ana | 2011-11-10 | kept | 20.50 | 3.33 | 16.67 | 2.00
    marketplace:M10 | eva | 2011-11-25 | not kept | 0.00 | 0.00 | 0.00 | 0.00
    marketplace:M11 | eva | 2011-11-30 | kept | 8.10 | 0.00 | 8.10 | 0.00
    marketplace:M2 | ana | 2011-11-11 | not kept | 3.50 | 0.00 | 3.50 | 0.00
    marketplace:M3 | bob | 2011-11-12 | kept | 3.50 | 0.00 | 3.50 | 0.00
    marketplace:M3:cancelled | bob | 2011-11-12 | not kept | 3.40 | 0.00 | 3.40 | 0.00
    marketplace:M4 | ana | 2011-11-30 | not kept | 0.00 | 0.00 | 0.00 | 0.00
    marketplace:M6 | bob | 2011-11-14 | not kept | 3.50 | 0.00 | 3.50 | 0.00
    marketplace:M7 | eva | 2011-11-15 | kept | 8.97 | 2.83 | 5.67 | 1.70
    marketplace:M8 | eva | 2011-11-17 | kept | 6.30 | 0.00 | 6.30 | 0.00
"""
COUNTER = """
    counter:07400 123456:2011-12-01 | 07400 123456 | 2011-12-01 | kept | 3.50 | 0.00 | 3.50 | 0.00
    counter:2011-12-01:1 | nobody | 2011-12-01 | kept | 1.00 | 0.00 | 1.00 | 0.00
    counter:2011-12-01:2 | nobody | 2011-12-01 | kept | 2.50 | 0.00 | 2.50 | 0.00
    counter:bu sari:2011-12-01 | bu sari | 2011-12-01 | kept | 2.50 | 0.00 | 2.50 | 0.00
"""


def copy_of_the_preset(project: Path, source: str) -> None:
    """The folder `sales_log` under another source's name: its files' names and its words, nothing else."""
    folder = project / "models/staging/sales_log"
    for file in sorted(folder.iterdir()):
        copied = project / "models/staging" / source / file.name.replace("sales_log", source)
        copied.parent.mkdir(exist_ok=True)
        copied.write_text(file.read_text(encoding="utf-8").replace("sales_log", source), encoding="utf-8")


@dataclass(frozen=True)
class Shop:
    """`made` holds the generated exports.

    The tables after the first and both exports, what dbt's tests said, and how they differ from a clean rebuild.
    """

    made: Path
    first: Tables
    tables: Tables
    test_results: list[dict[str, Any]]
    differences: list[str]

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a query whose schemas are those of the marts and the warehouse; numbers as text."""
        return self.tables.query(sql)


def make(root: Path) -> Shop:
    """Both exports, one after the other, in a copy of the dbt project below `root`."""
    project = root / "dbt_project"
    shutil.copytree(DBT_PROJECT, project)
    workspace = root / "workspace.yml"
    declared = [big_messy_log.declared(source, has_orders) for source, has_orders in GENERATED.items()]
    workspace.write_text("\n".join([(FIXTURES / "workspace.yml").read_text(encoding="utf-8"), *declared]), "utf-8")
    made = root / "inbox"
    first_logs, second_logs = [], []
    for source, has_orders in GENERATED.items():
        names = big_messy_log.write_exports(made / source, GENERATED_LINES, has_orders)
        first_logs.append(f"{source}/{names[0]}")
        second_logs.append(f"{source}/{names[1]}")
    for source in ("counter", "marketplace", *GENERATED):
        copy_of_the_preset(project, source)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(run_module, "DBT_PROJECT", project)
        house = TrialHouse.make(root / "data", str(workspace))
        house.deliver(FIXTURES / "inbox", FIRST)
        house.deliver(made, first_logs)
        house.ingest_and_build()
        first = house.keep_tables(root / "first")
        house.deliver(FIXTURES / "inbox", SECOND)
        house.deliver(made, second_logs)
        house.ingest_and_build()
        told = list(stages.test(house.run))
        grown = house.keep_tables(root / "grown")
        house.forget_tables()
        list(stages.build(house.run))
        rebuilt = house.keep_tables(root / "rebuilt")
    return Shop(made, first, grown, told, differences(grown, rebuilt, house.compared_models(), LOADER_COLUMNS))
