"""CDNOW through the pipeline: a log without orders and products, whose exports overlap; the published fit comes out."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal

import duckdb
import numpy as np
import pytest
from trial_house import Tables, TrialHouse

from estimators import purchase_process
from estimators.histories import Histories
from workspaces.cdnow.deliveries import LOG, make
from workspaces.paths import WorkspacePaths

CALIBRATION_END = dt.date(1997, 9, 30)
HISTORIES = """
    select repeats, last_days, observed_days, count(*) as people from (
        select
            count(distinct order_date) - 1 as repeats,
            max(order_date) - min(order_date) as last_days,
            date '1997-09-30' - min(order_date) as observed_days
        from marts_file.marts.fct_orders where is_kept and order_date <= date '1997-09-30' group by customer_id
    ) as history group by all order by all
"""


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """The whole log, built."""
    house = TrialHouse.make(tmp_path_factory.mktemp("cdnow"), "cdnow")
    make(house.paths)
    house.ingest_and_build()
    return house.tables


@pytest.fixture(scope="module")
def spent() -> dict[str, dict[dt.date, Decimal]]:
    """The raw log: person -> day -> dollars."""
    days: dict[str, dict[dt.date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for line in LOG.read_text(encoding="ascii").splitlines():
        person, _, day, _, amount = line.split()
        days[person][dt.datetime.strptime(day, "%Y%m%d").date()] += Decimal(amount)
    return days


def test_each_line_counts_once(tables: Tables) -> None:
    """Of the lines that two exports hold, one is a duplicate; of the equal lines of one export, none."""
    fates = tables.query(
        "select fate, sum(row_count)::int from marts_file.marts.fct_row_fates where row_count > 0 group by 1 order by 1"
    )
    assert fates == [("current", 6919), ("duplicate", 2251)]


def test_a_customers_day_is_an_order(tables: Tables, spent: dict[str, dict[dt.date, Decimal]]) -> None:
    """Every day of everybody with its dollars, to the cent."""
    orders = tables.query(
        "select split_part(record_id, ':', 2), order_date, net_amount from marts_file.marts.fct_orders"
    )
    assert sorted(orders) == sorted((person, day, amount) for person in spent for day, amount in spent[person].items())
    assert tables.query("select sum(gross_amount - net_amount) = 0 from marts_file.marts.fct_orders") == [(True,)]


def test_histories_are_those_of_the_raw_log(tables: Tables, spent: dict[str, dict[dt.date, Decimal]]) -> None:
    histories: dict[tuple[int, int, int], int] = defaultdict(int)
    for person in spent:
        days = sorted(day for day in spent[person] if day <= CALIBRATION_END)
        histories[len(days) - 1, (days[-1] - days[0]).days, (CALIBRATION_END - days[0]).days] += 1
    assert tables.query(HISTORIES) == sorted((*history, people) for history, people in histories.items())


def test_the_published_fit_comes_out_of_the_marts(tables: Tables) -> None:
    """Fader, Hardie and Lee 2005: r .243, alpha 4.414, a .793, b 2.426, log-likelihood -9582.4."""
    repeats, last, observed, people = np.array(tables.query(HISTORIES), float).T
    fit = purchase_process.fit(Histories(repeats, last / 7, observed / 7, people))
    assert [round(float(x), 3) for x in (fit.r, fit.alpha, fit.a, fit.b)] == [0.243, 4.414, 0.793, 2.426]
    assert round(float(fit.log_likelihood), 1) == -9582.4


def test_the_same_call_makes_the_same_bytes(tmp_path_factory: pytest.TempPathFactory) -> None:
    made = []
    for name in ("one", "two"):
        paths = WorkspacePaths(tmp_path_factory.mktemp(name))
        make(paths, size=50)
        made.append({p.name: p.read_bytes() for p in sorted((paths.inbox / "cdnow").iterdir())})
    assert made[0] == made[1]
    assert len(made[0]) == 6
    with duckdb.connect() as connection:
        of_two_files = connection.execute(
            f"select count(distinct sample_id) from read_csv('{paths.inbox}/cdnow/*.csv', all_varchar = true)"
        ).fetchone()
    assert of_two_files == (50,)
