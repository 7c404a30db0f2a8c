"""The purchase process and spend models give the published CDNOW numbers, from the raw transaction log."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimators import purchase_forecast, purchase_process, spend
from estimators.histories import Array, Histories
from estimators.maximum_likelihood import LogLikelihood
from estimators.purchase_likelihood import Likelihood, Model
from estimators.purchase_process import PurchaseProcess

LOG = Path(__file__).parents[2] / "fixtures/cdnow/CDNOW_sample.txt"
CALIBRATION_END = dt.date(1997, 9, 30)
HOLDOUT_END = dt.date(1998, 6, 30)


@dataclass(frozen=True)
class Cdnow:
    histories: Histories
    mean_spend: Array
    first_days: list[dt.date]
    purchase_days_after: int
    purchase_days: int


@pytest.fixture(scope="module")
def cdnow() -> Cdnow:
    """Customer-days of the log; time in weeks, exact days divided by seven."""
    spent: dict[str, dict[dt.date, float]] = defaultdict(lambda: defaultdict(float))
    for line in LOG.read_text().splitlines():
        _, person, day, _, amount = line.split()
        spent[person][dt.datetime.strptime(day, "%Y%m%d").date()] += float(amount)
    repeats, last, observed, means, first_days = [], [], [], [], []
    for person in sorted(spent):
        days = sorted(d for d in spent[person] if d <= CALIBRATION_END)
        repeats.append(len(days) - 1)
        last.append((days[-1] - days[0]).days / 7)
        observed.append((CALIBRATION_END - days[0]).days / 7)
        means.append(sum(spent[person][d] for d in days[1:]) / max(1, len(days) - 1))
        first_days.append(days[0])
    return Cdnow(
        Histories(np.array(repeats, float), np.array(last), np.array(observed), np.ones(len(repeats))),
        np.array(means),
        first_days,
        sum(d > CALIBRATION_END for days in spent.values() for d in days),
        sum(len(days) for days in spent.values()),
    )


@pytest.fixture(scope="module")
def bg_nbd(cdnow: Cdnow) -> PurchaseProcess:
    return purchase_process.fit(cdnow.histories)


def test_bg_nbd_gives_the_published_parameters(bg_nbd: PurchaseProcess) -> None:
    # Fader, Hardie and Lee 2005, table 2, with the digits of the CLVTools tests.
    assert bg_nbd.parameters == pytest.approx([0.2425945, 4.4136019, 0.7929199, 2.4258881], rel=1e-4)
    assert bg_nbd.log_likelihood == pytest.approx(-9582.429, abs=1e-3)
    assert bg_nbd.converged
    assert not bg_nbd.at_boundary
    assert all(0 < e < p for e, p in zip(bg_nbd.standard_errors, bg_nbd.parameters, strict=True))


def test_mbg_nbd_gives_the_published_parameters(cdnow: Cdnow) -> None:
    process = purchase_process.fit(cdnow.histories, "mbg_nbd")
    assert process.parameters == pytest.approx([0.525, 6.183, 0.891, 1.614], abs=5e-4)


def test_bg_nbd_conditional_expectation_is_the_published_one(bg_nbd: PurchaseProcess) -> None:
    one = Histories(*(np.array([v]) for v in (2.0, 30.43, 38.86, 1.0)))
    assert purchase_forecast.expected_purchases(bg_nbd, one, 39.0)[0] == pytest.approx(1.226, abs=5e-4)


@pytest.mark.parametrize(
    ("weeks", "expected"),
    [(0.1429, 0.0078), (1, 0.0532), (3, 0.1506), (31.8571, 1.0405), (32, 1.0437), (78, 1.8576)],
)
def test_bg_nbd_expectation_of_a_new_customer(bg_nbd: PurchaseProcess, weeks: float, expected: float) -> None:
    assert purchase_forecast.expected_purchases_of_new(bg_nbd, weeks) == pytest.approx(expected, abs=5e-4)


def test_the_forecast_of_all_repeats_to_the_end_is_four_percent_under(cdnow: Cdnow, bg_nbd: PurchaseProcess) -> None:
    assert cdnow.purchase_days_after == 1882
    forecast = sum(
        purchase_forecast.expected_purchases_of_new(bg_nbd, (HOLDOUT_END - day).days / 7) for day in cdnow.first_days
    )
    assert forecast / (cdnow.purchase_days - len(cdnow.first_days)) == pytest.approx(0.96, abs=0.005)


def test_gamma_gamma_gives_the_published_numbers(cdnow: Cdnow) -> None:
    fitted = spend.fit(cdnow.histories.repeats, cdnow.mean_spend, cdnow.histories.people)
    assert (fitted.p, fitted.q, fitted.gamma) == pytest.approx((6.25, 3.74, 15.4435), abs=5e-3)
    assert fitted.log_likelihood == pytest.approx(-4055.92, abs=5e-3)
    assert fitted.converged
    first_ten = spend.expected_spend(fitted, cdnow.histories.repeats[:10], cdnow.mean_spend[:10])
    assert first_ten == pytest.approx([24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17], abs=5e-3)


def test_gamma_gamma_does_not_depend_on_the_unit_of_money(cdnow: Cdnow) -> None:
    dollars = spend.fit(cdnow.histories.repeats, cdnow.mean_spend, cdnow.histories.people)
    rupiah = spend.fit(cdnow.histories.repeats, cdnow.mean_spend * 16000, cdnow.histories.people)
    assert (rupiah.p, rupiah.q, rupiah.gamma / 16000) == pytest.approx((dollars.p, dollars.q, dollars.gamma), rel=1e-5)


def test_spend_needs_a_repeat_buyer() -> None:
    with pytest.raises(ValueError, match="nobody has a repeat purchase"):
        spend.fit(np.array([0.0, 2.0]), np.array([10.0, 0.0]), np.ones(2))


def test_grouped_histories_give_the_same_fit_as_single_people(cdnow: Cdnow, bg_nbd: PurchaseProcess) -> None:
    single = np.stack([cdnow.histories.repeats, cdnow.histories.last, cdnow.histories.observed])
    distinct, people = np.unique(single, axis=1, return_counts=True)
    assert distinct.shape[1] < single.shape[1]
    grouped = purchase_process.fit(Histories(*distinct, people.astype(float)))
    assert grouped.parameters == pytest.approx(bg_nbd.parameters, rel=1e-5)


def test_the_order_of_histories_does_not_change_one_bit(cdnow: Cdnow, bg_nbd: PurchaseProcess) -> None:
    order = np.random.default_rng(7).permutation(len(cdnow.histories.repeats))
    h = cdnow.histories
    shuffled = Histories(h.repeats[order], h.last[order], h.observed[order], h.people[order])
    assert purchase_process.fit(shuffled) == bg_nbd


@settings(max_examples=30, derandomize=True, deadline=None)
@given(
    parameters=st.tuples(*[st.floats(0.05, 20.0)] * 4),
    model=st.sampled_from(["bg_nbd", "mbg_nbd"]),
    seed=st.integers(0, 10_000),
)
def test_the_analytic_derivatives_are_the_numeric_ones(parameters: tuple[float, ...], model: Model, seed: int) -> None:
    random = np.random.default_rng(seed)
    repeats = random.integers(0, 6, 20).astype(float)
    observed = random.uniform(10, 50, 20)
    last = np.where(repeats > 0, observed * random.uniform(0, 1, 20), 0)
    likelihood = Likelihood(Histories(repeats, last, observed, random.integers(1, 9, 20).astype(float)), model)
    _numeric_derivatives_agree(likelihood, np.array(parameters))


@settings(max_examples=30, derandomize=True, deadline=None)
@given(parameters=st.tuples(*[st.floats(0.05, 20.0)] * 3), seed=st.integers(0, 10_000))
def test_the_derivatives_of_spend_are_the_numeric_ones(parameters: tuple[float, ...], seed: int) -> None:
    random = np.random.default_rng(seed)
    x = np.sort(random.integers(1, 6, 20)).astype(float)
    likelihood = spend.Likelihood(x, random.uniform(0.1, 9, 20), random.integers(1, 9, 20).astype(float))
    _numeric_derivatives_agree(likelihood, np.array(parameters))


def _numeric_derivatives_agree(likelihood: LogLikelihood, at: Array) -> None:
    _, gradient, curvature = likelihood.at(at)
    for i in range(at.size):
        step = np.zeros(at.size)
        step[i] = 1e-6 * at[i]
        up, down = likelihood.at(at + step), likelihood.at(at - step)
        assert gradient[i] == pytest.approx((up[0] - down[0]) / (2 * step[i]), rel=1e-3, abs=1e-3)
        assert curvature[i] == pytest.approx((up[1] - down[1]) / (2 * step[i]), rel=1e-3, abs=1e-3)


def test_people_without_repeats_run_the_fit_to_its_boundary() -> None:
    nobody_returns = Histories(np.zeros(50), np.zeros(50), np.linspace(1, 50, 50), np.ones(50))
    assert purchase_process.fit(nobody_returns).at_boundary


def test_alive_is_certain_before_a_repeat_and_fades_with_silence(bg_nbd: PurchaseProcess) -> None:
    histories = Histories(
        np.array([0.0, 3.0, 3.0]), np.array([0.0, 30.0, 5.0]), np.array([38.0, 31.0, 38.0]), np.ones(3)
    )
    alive = purchase_forecast.probability_alive(bg_nbd, histories)
    assert alive[0] == 1.0
    assert 1.0 > alive[1] > 0.8 > 0.3 > alive[2] > 0.0


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("last", np.array([9.0]), "after its observation ends"),
        ("repeats", np.array([0.0]), "without repeats"),
        ("people", np.array([0.0]), "belongs to nobody"),
        ("observed", np.array([]), "non-empty arrays of one length"),
    ],
)
def test_impossible_histories_are_refused(field: str, value: Array, message: str) -> None:
    good = Histories(np.array([1.0]), np.array([2.0]), np.array([3.0]), np.array([1.0]))
    with pytest.raises(ValueError, match=message):
        replace(good, **{field: value})
