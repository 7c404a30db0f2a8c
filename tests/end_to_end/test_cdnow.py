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


def test_the_marts_publish_the_published_fits(tables: Tables) -> None:
    """With Fader and Hardie's note 025 (p 6.25, q 3.74, gamma 15.44, log-likelihood -4055.92) and MBG/NBD."""
    rows = tables.query(
        """
        select model, parameter, estimate, standard_error, log_likelihood, fit_status
        from marts_file.marts.fct_lifetime_value_fits
        """
    )
    found = {(model, parameter): round(estimate, 3) for model, parameter, estimate, *_ in rows}
    assert [found["bg_nbd", name] for name in ("r", "alpha", "a", "b")] == [0.243, 4.414, 0.793, 2.426]
    assert [found["mbg_nbd", name] for name in ("r", "alpha", "a", "b")] == [0.525, 6.183, 0.891, 1.614]
    assert [round(found["gamma_gamma", name], 2) for name in ("p", "q", "gamma")] == [6.25, 3.74, 15.44]
    likelihoods = {model: log_likelihood for model, _, _, _, log_likelihood, _ in rows}
    assert likelihoods["bg_nbd"] == pytest.approx(-9582.429, abs=1e-3)
    assert likelihoods["gamma_gamma"] == pytest.approx(-4055.92, abs=5e-3)
    assert {status for *_, status in rows} == {"fitted"}
    assert all(0 < error < estimate for _, _, estimate, error, *_ in rows)


def test_the_marts_publish_the_published_values(tables: Tables) -> None:
    """The first ten people of the sample, by their number in it: 24.65, 18.91, 35.17 and so on."""
    by_number = {line.split()[1]: line.split()[0] for line in LOG.read_text(encoding="ascii").splitlines()}
    values = dict(
        tables.query(
            """
            select distinct split_part(record_id, ':', 2), expected_purchase_value::double
            from marts_file.marts.fct_orders
            inner join marts_file.marts.fct_customer_lifetime_value using (customer_id)
            where value_status = 'predicted' and probability_alive between 0 and 1
            """
        )
    )
    published = [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17]
    first_ten = [values[by_number[number]] for number in sorted(by_number)[:10]]
    assert first_ten == pytest.approx(published, abs=5e-3)


def test_the_model_beats_naive_rules_on_the_quarter_after_june(tables: Tables) -> None:
    """703 purchase dates in 90 days, counted in the raw log; the model foretells 708, the naive rules above 1,100."""
    rows = tables.query(
        """
        select method, is_best, customer_count, actual_purchase_count, expected_purchase_count::double
        from marts_file.marts.fct_lifetime_value_backtests
        where calibration_end_date = date '1997-06-30' order by is_best desc, method
        """
    )
    assert [row[:4] for row in rows] == [
        ("bg_nbd", True, 2357, 703),
        ("mean", False, 2357, 703),
        ("same_rate", False, 2357, 703),
    ]
    assert [row[4] for row in rows] == pytest.approx([707.80, 1137.72, 1141.76], abs=0.01)


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
